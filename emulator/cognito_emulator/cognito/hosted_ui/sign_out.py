"""/logout: ends what the pages remember of a browser, and goes where the app wants.

Source: "Logout endpoint" in the Cognito developer guide.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cognito_emulator.cognito.hosted_ui.app_client import PageClient, PageClients
from cognito_emulator.cognito.hosted_ui.authorization_request import BadRequestError
from cognito_emulator.cognito.hosted_ui.session import Sessions
from cognito_emulator.cognito.hosted_ui.visit import FOUND, error_page

_PASSED_ON = ("client_id", "redirect_uri", "response_type", "state", "scope", "nonce")


@dataclass(frozen=True)
class SignOut:
    """Of one pool: a browser may be signed in to another, too."""

    clients: PageClients
    sessions: Sessions

    async def endpoint(self, request: Request) -> Response:
        query = request.query_params
        try:
            client = self._client(query)
            location = _location(client, query)
        except BadRequestError as refused:
            return error_page(refused.title, refused.explanation)
        session = self.sessions.of(request)
        session.signed_in.pop(client.pool.id, None)
        response = RedirectResponse(location, FOUND)
        self.sessions.remember(request, response, session)
        return response

    def _client(self, query: QueryParams) -> PageClient:
        client = self.clients.find(query.get("client_id", ""))
        if client is None:
            raise BadRequestError(
                "This app is not known here", "The address of this page names no known client_id."
            )
        return client


def _location(client: PageClient, query: QueryParams) -> str:
    """`logout_uri` if it is the client's, whatever else is there; with `redirect_uri` the login page."""
    logout_uri = query.get("logout_uri")
    if logout_uri:
        return _own(client, logout_uri)
    if query.get("redirect_uri") and query.get("response_type"):
        scopes = {"scope": " ".join(client.client.oauth_scopes)}
        passed_on = {name: query[name] for name in _PASSED_ON if query.get(name)}
        return f"/login?{urlencode({**scopes, **passed_on})}"
    raise BadRequestError(
        "A parameter is missing",
        "Signing out needs a logout_uri, or a redirect_uri and a response_type to sign in again.",
    )


def _own(client: PageClient, logout_uri: str) -> str:
    """A sign-out URL, or another app's sign-in page that is among the callback URLs."""
    is_sign_in_page = logout_uri in client.callback_urls and urlsplit(logout_uri).path == "/login"
    if logout_uri not in client.logout_urls and not is_sign_in_page:
        allowed = ", ".join(client.logout_urls) or "none"
        raise BadRequestError(
            "This app may not send you there",
            f"{logout_uri} is not among the sign-out URLs of the app client. Those are: {allowed}.",
        )
    return logout_uri
