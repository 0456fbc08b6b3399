"""The OAuth 2.0 authorization request in a page's query: what it must be, and where the answer goes.

Rules: "Authorize endpoint" and "Resource binding" in the Cognito developer guide; RFC 6749 section 4.1.2.1
for what is told to whom: a bad client or callback URL to the person alone, everything else to the app, at
its callback URL; OpenID Connect Core section 3.1.2.1 (`prompt`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from cognito_emulator.cognito.hosted_ui.app_client import PageClient, PageClients
from cognito_emulator.cognito.rules.oauth_scopes import may_be_asked

_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<host>[^/?#@]+)([/?][^#]*)?")
_ASKS_AGAIN = ("prompt", "max_age")
_FLOWS = {"code": "code", "token": "implicit"}


class BadRequestError(Exception):
    """What the person is told: a title, and why."""

    def __init__(self, title: str, explanation: str) -> None:
        super().__init__(title)
        self.title = title
        self.explanation = explanation


class RefusedToAppError(Exception):
    """What the app is told, at `url`."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


@dataclass(frozen=True)
class AuthorizationRequest:
    """A request whose client is known and whose callback URL is one of the client's own.

    `parameters` are all that the app has sent: those that nothing here reads go from page to page too.
    """

    client: PageClient
    parameters: dict[str, str]

    @property
    def redirect_uri(self) -> str:
        return self.parameters["redirect_uri"]

    @property
    def wants_tokens(self) -> bool:
        """Whether the answer is the tokens themselves: the implicit grant."""
        return self.parameters.get("response_type") == "token"

    @property
    def scope(self) -> str:
        return self.parameters["scope"]

    @property
    def prompts(self) -> frozenset[str]:
        return frozenset(self.parameters.get("prompt", "").split())

    def answered(self, answer: Mapping[str, str]) -> str:
        """The callback URL with an answer, and the app's state, in its query."""
        url, query = self.redirect_uri, urlencode(self._with_state(answer))
        return f"{url}{'&' if '?' in url else '?'}{query}" if query else url

    def asked(self) -> AuthorizationRequest:
        """The same request of who has just signed in for it: nothing in it has them sign in again."""
        parameters = {name: value for name, value in self.parameters.items() if name not in _ASKS_AGAIN}
        return AuthorizationRequest(self.client, parameters)

    def answered_by_tokens(self, answer: Mapping[str, str]) -> str:
        """The callback URL with an answer, and the app's state, in its fragment."""
        return f"{self.redirect_uri}#{urlencode(self._with_state(answer))}"

    def refused(self, error: str, description: str = "") -> RefusedToAppError:
        """What the app is told instead of a code."""
        more = {"error_description": description} if description else {}
        return RefusedToAppError(self.answered({"error": error, **more}))

    def _with_state(self, answer: Mapping[str, str]) -> dict[str, str]:
        state = self.parameters.get("state")
        return {**answer, **({"state": state} if state else {})}

    def link(self, path: str) -> str:
        """Another page of the same request."""
        return f"{path}?{urlencode(self.parameters)}"


def read(query: Mapping[str, str], clients: PageClients) -> AuthorizationRequest:
    """Raises BadRequestError or RefusedToAppError."""
    request = read_return(query, clients)
    client, parameters = request.client, request.parameters
    parameters.setdefault("scope", " ".join(client.client.oauth_scopes))
    _check_for_app(request)
    if isinstance(query, QueryParams) and len(query.getlist("resource")) > 1:
        raise request.refused("invalid_request", "a token is bound to one resource")
    asked = request.scope.split()
    # all of a client's are what nobody asked for: the pages say them to each other
    if set(asked) != set(client.client.oauth_scopes) and not may_be_asked(client.client, asked):
        raise request.refused("invalid_scope")
    return request


def read_return(query: Mapping[str, str], clients: PageClients) -> AuthorizationRequest:
    """A request of which the client and the way back are needed alone. Raises BadRequestError."""
    parameters = {name: value for name, value in query.items() if value}
    client = _client(parameters.get("client_id"), clients)
    parameters["redirect_uri"] = _redirect_uri(parameters.get("redirect_uri"), client)
    return AuthorizationRequest(client, parameters)


def _client(client_id: str | None, clients: PageClients) -> PageClient:
    if not client_id:
        raise BadRequestError(
            "A parameter is missing",
            "The address of this page names no app: it has no client_id. "
            "Start from the app that sent you here.",
        )
    client = clients.find(client_id)
    if client is None:
        raise BadRequestError(
            "This app is not known here",
            f"There is no app client {client_id}. If the engine was started anew, its user pools are gone: "
            "deploy them again, then start from the app.",
        )
    return client


def _redirect_uri(asked_for: str | None, client: PageClient) -> str:
    url = asked_for or client.settings.get("DefaultRedirectURI")
    if not url:
        raise BadRequestError(
            "A parameter is missing",
            "The address of this page does not say where to go afterwards: it has no redirect_uri. "
            "Start from the app that sent you here.",
        )
    if url not in client.callback_urls:
        raise BadRequestError(
            "This app may not send you there",
            f"{url} is not among the callback URLs of the app client, so nobody is sent to it. "
            f"Those are: {', '.join(client.callback_urls) or 'none'}. AWS calls this redirect_mismatch.",
        )
    return str(url)


def _check_for_app(request: AuthorizationRequest) -> None:
    parameters = request.parameters
    response_type = parameters.get("response_type")
    if response_type is None:
        raise request.refused("invalid_request", "response_type is missing")
    if response_type not in _FLOWS:
        raise request.refused("unsupported_response_type")
    if _FLOWS[response_type] not in request.client.client.oauth_flows:
        raise request.refused("unauthorized_client")
    challenge, method = parameters.get("code_challenge"), parameters.get("code_challenge_method")
    if (challenge or method) and not (challenge and method == "S256"):
        raise request.refused("invalid_request", "only S256 challenges are supported")
    if "none" in request.prompts and len(request.prompts) > 1:
        raise request.refused("invalid_request", "prompt=none stands alone")
    if "resource" in parameters and not _may_be_a_resource(parameters["resource"]):
        raise request.refused("invalid_request", "resource is no URL that a token can be bound to")


def _may_be_a_resource(url: str) -> bool:
    """As a callback URL: https, http for localhost, or an app's own scheme; absolute and without fragment."""
    match = _URL.fullmatch(url)
    if match is None:
        return False
    return match["scheme"].lower() != "http" or match["host"].partition(":")[0] == "localhost"
