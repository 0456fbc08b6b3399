"""The OAuth 2.0 authorization request in a page's query: what it must be, and where the answer goes.

Rules: "Authorize endpoint" in the Cognito developer guide; RFC 6749 section 4.1.2.1 for what is told to whom:
a bad client or callback URL to the person alone, everything else to the app, at its callback URL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from cognito_emulator.cognito.hosted_ui.app_client import PageClient, PageClients

PARAMETERS = (
    "client_id",
    "response_type",
    "scope",
    "redirect_uri",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
)


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
    """A request whose client is known and whose callback URL is one of the client's own."""

    client: PageClient
    parameters: dict[str, str]

    @property
    def redirect_uri(self) -> str:
        return self.parameters["redirect_uri"]

    def answered(self, answer: Mapping[str, str]) -> str:
        """The callback URL with an answer in its query."""
        url = self.redirect_uri
        return f"{url}{'&' if '?' in url else '?'}{urlencode(answer)}"

    def link(self, path: str) -> str:
        """Another page of the same request."""
        return f"{path}?{urlencode(self.parameters)}"


def read(query: Mapping[str, str], clients: PageClients) -> AuthorizationRequest:
    """Raises BadRequestError or RefusedToAppError."""
    parameters = {name: query[name] for name in PARAMETERS if query.get(name)}
    client = _client(parameters.get("client_id"), clients)
    parameters["redirect_uri"] = _redirect_uri(parameters.get("redirect_uri"), client)
    parameters.setdefault("scope", " ".join(client.settings.get("AllowedOAuthScopes") or ()))
    request = AuthorizationRequest(client, parameters)
    _check_for_app(request)
    return request


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
            f"Those are: {', '.join(client.callback_urls) or 'none'}.",
        )
    return str(url)


def _check_for_app(request: AuthorizationRequest) -> None:
    parameters, settings = request.parameters, request.client.settings
    if parameters.get("response_type") != "code":
        raise _refused(request, "unsupported_response_type")
    if "code" not in (settings.get("AllowedOAuthFlows") or []):
        raise _refused(request, "unauthorized_client")
    asked_for = set(parameters.get("scope", "").split())
    if not asked_for <= set(settings.get("AllowedOAuthScopes") or asked_for):
        raise _refused(request, "invalid_request", "invalid_scope")
    challenge, method = parameters.get("code_challenge"), parameters.get("code_challenge_method")
    if (challenge or method) and not (challenge and method == "S256"):
        raise _refused(request, "invalid_request", "only S256 challenges are supported")


def _refused(request: AuthorizationRequest, error: str, description: str = "") -> RefusedToAppError:
    answer = {"error": error}
    if description:
        answer["error_description"] = description
    if "state" in request.parameters:
        answer["state"] = request.parameters["state"]
    return RefusedToAppError(request.answered(answer))
