"""/confirmUser, where the link in a mail leads: it confirms who has got it, for no app in particular.

Source: "Configuring verification and invitation messages" in the Cognito developer guide
(DefaultEmailOption CONFIRM_WITH_LINK).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.hosted_ui.app_client import PageClients
from cognito_emulator.cognito.hosted_ui.visit import error_page
from cognito_emulator.pages import page

_PARAMETERS = ("client_id", "user_name", "confirmation_code")


@dataclass(frozen=True)
class ConfirmationLinks:
    """`form` answers who comes from an app's sign-in, and has a form to fill."""

    clients: PageClients
    form: Callable[[Request], Awaitable[Response]]

    async def endpoint(self, request: Request) -> Response:
        query = request.query_params
        if query.get("redirect_uri"):
            return await self.form(request)
        client_id, username, code = (query.get(name, "") for name in _PARAMETERS)
        client = self.clients.find(client_id)
        if client is None or not username or not code:
            return error_page("Something went wrong", "This link is not whole: open it as it is in the mail.")
        try:
            await client.ask("ConfirmSignUp", Username=username, ConfirmationCode=code)
        except AwsError as error:
            return error_page("Your address is not confirmed", error.message)
        return page("hosted_ui/confirmed.html", client=client)
