"""Tokens: any JSON web token, decoded and verified against the pool that it names.

A token comes by POST, so that it stands in no address; nothing is kept of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.console.page import ConsolePage, ConsoleParts, shown
from cognito_emulator.console.token_check import NoTokenError, check_token
from cognito_emulator.gateway.admission import CONSOLE_PATH

PATH = f"{CONSOLE_PATH}/tokens"


def tokens_page(parts: ConsoleParts) -> ConsolePage:
    pages = TokenPages(parts.service.cognito)
    return ConsolePage("Tokens", PATH, [Route(PATH, pages.answer, methods=["GET", "POST"])])


@dataclass(frozen=True)
class TokenPages:
    cognito: Cognito

    async def answer(self, request: Request) -> Response:
        """The form; after a POST with what it has found."""
        form = await request.form() if request.method == "POST" else {}
        token = "".join(str(form.get("token", "")).removeprefix("Bearer ").split())
        expected = str(form.get("expected", ""))
        checked, problem = None, ""
        if request.method == "POST":
            try:
                checked = check_token(self.cognito, token, self.cognito.store.pools.find(expected))
            except NoTokenError as error:
                problem = str(error)
        return shown(
            request,
            "tokens.html",
            status=400 if problem else 200,
            problem=problem,
            pools=self.cognito.store.pools.all(),
            expected=expected,
            token=token,
            checked=checked,
        )
