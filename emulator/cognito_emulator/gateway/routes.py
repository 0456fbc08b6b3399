"""The last station: Cognito and the pages here, everything else to MiniStack, untouched."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.cognito.hosted_ui.app import HostedUi, is_for_a_page
from cognito_emulator.cognito.oauth.endpoints import OAuthEndpoints
from cognito_emulator.cognito.protocol import answer_to
from cognito_emulator.cognito.service import UserPoolsService
from cognito_emulator.cognito.user_import_upload import UserImportUpload
from cognito_emulator.console.app import Console
from cognito_emulator.console.inbox import Inbox
from cognito_emulator.gateway.authorization import admitted_call

_RESET_PATH = "/_ministack/reset"


@dataclass(frozen=True)
class Routes:
    """`others` answers what is neither Cognito's nor a page."""

    service: UserPoolsService
    oauth: OAuthEndpoints
    pages: HostedUi
    console: Console
    inbox: Inbox
    uploads: UserImportUpload
    others: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.others(scope, receive, send)
            return
        admitted = admitted_call(scope)
        if admitted:
            answer = await answer_to(self.service, admitted.call, admitted.caller)
            await answer(scope, receive, send)
        else:
            await self._page_or_other(scope, receive, send)

    async def _page_or_other(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.oauth.has(scope):
            await self.oauth(scope, receive, send)
        elif is_for_a_page(scope):
            await self.pages(scope, receive, send)
        elif self.uploads.has(scope):
            await self.uploads(scope, receive, send)
        elif self.console.has(scope):
            await self.console(scope, receive, send)
        elif self.inbox.has(scope):
            await self.inbox(scope, receive, send)
        else:
            await self.others(scope, receive, send)
            if scope["path"] == _RESET_PATH and scope["method"] == "POST":
                self.service.cognito.store.reset()
