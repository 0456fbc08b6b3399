"""To an identity provider of type OIDC, and back at /oauth2/idpresponse.

Sources: "Authorize endpoint" (identity_provider, idp_identifier, prompt, login_hint, errors), "OIDC user pool
IdP authentication flow" (five minutes) and "Managed login and federation error responses" in the Cognito
developer guide.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.federation.claims import claims_of, endpoints_of
from cognito_emulator.cognito.federation.outbound import ProviderError, check_address
from cognito_emulator.cognito.federation.people import Arrival, signed_in_by
from cognito_emulator.cognito.federation.provider import OIDC, OWN_DIRECTORY, Provider, named
from cognito_emulator.cognito.hosted_ui import authorization_request
from cognito_emulator.cognito.hosted_ui.app_client import PageClient, PageClients
from cognito_emulator.cognito.hosted_ui.authorization_request import (
    AuthorizationRequest,
    BadRequestError,
    RefusedToAppError,
)
from cognito_emulator.cognito.hosted_ui.back_to_app import back_to_app
from cognito_emulator.cognito.hosted_ui.session import AtProvider, Session, Sessions
from cognito_emulator.cognito.hosted_ui.visit import FOUND, Visit, error_page, foreseen
from cognito_emulator.cognito.store.pools import IDENTITY_PROVIDER

RESPONSE_PATH = "/oauth2/idpresponse"
_PASSED_ON = ("prompt", "login_hint")


def named_provider(visit: Visit) -> str | None:
    """The provider that the app names, by its name or an identifier; None where it names none."""
    query = visit.request.query_params
    return query.get("identity_provider") or query.get("idp_identifier") or None


def takes_passwords(client: PageClient) -> bool:
    """Whether the pool's own people sign in through this client."""
    supported = _supported(client)
    return not supported or OWN_DIRECTORY in supported


def provider_of(authorization: AuthorizationRequest, name: str) -> Provider:
    """A provider of the client's. Raises RefusedToAppError, and BadRequestError for one that is not OIDC."""
    client = authorization.client
    documents = client.cognito.store.pools.documents(client.pool.id, IDENTITY_PROVIDER)
    document = named(documents, name)
    if document is None or document["ProviderName"] not in _supported(client):
        raise authorization.refused("invalid_request", f"Identity provider {name} is none of this app client")
    if document["ProviderType"] != OIDC:
        raise BadRequestError(
            "This way of signing in is not here",
            f"Nobody signs in through {document['ProviderName']} here: it is of type "
            f"{document['ProviderType']}, and this engine asks those of type OIDC alone: it takes no SAML "
            "assertion. Sign in with a password.",
        )
    return Provider.of(document)


async def to_provider(visit: Visit, provider: Provider) -> Response:
    """The provider's own authorization request. Raises RefusedToAppError where its address is not known."""
    authorization = visit.authorization
    try:
        url = (await endpoints_of(provider)).get("authorize_url", "")
        check_address(provider.name, url)
    except ProviderError as error:
        raise authorization.refused("invalid_request", str(error)) from error
    nonce = secrets.token_urlsafe(32)
    going = AtProvider(provider.name, authorization.parameters, nonce, visit.client.cognito.clock())
    asked = {
        "client_id": provider.client_id,
        "redirect_uri": _redirect_uri(visit.request),
        "response_type": "code",
        "scope": provider.scopes,
        "state": visit.session.goes_to_provider(going),
        "nonce": nonce,
        **_passed_on(authorization),
    }
    return RedirectResponse(f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}", FOUND)


@dataclass(frozen=True)
class ProviderResponses:
    """Takes a provider's answer, in the browser that was sent there."""

    clients: PageClients
    sessions: Sessions

    async def endpoint(self, request: Request) -> Response:
        session = self.sessions.of(request)
        try:
            response = await self._answer(request, session)
        except BadRequestError as refused:
            response = error_page(refused.title, refused.explanation)
        except RefusedToAppError as refused:
            response = RedirectResponse(refused.url, FOUND)
        self.sessions.remember(request, response, session)
        return response

    async def _answer(self, request: Request, session: Session) -> Response:
        query = request.query_params
        cognito = self.clients.service.cognito
        going = session.comes_back(query.get("state", ""), cognito.clock())
        if going is None:
            raise BadRequestError(
                "Something went wrong",
                "No sign-in through an identity provider is under way here: it was begun in another browser, "
                "more than five minutes ago, or ended already. Start from the app.",
            )
        authorization = authorization_request.read(going.parameters, self.clients)
        provider = provider_of(authorization, going.provider)
        visit = Visit(request, session, _with_nonce(authorization, going.nonce))
        return await foreseen(_let_in(visit, provider, going.nonce, query), request, authorization)


async def _let_in(visit: Visit, provider: Provider, nonce: str, query: Mapping[str, str]) -> Response:
    authorization, client = visit.authorization, visit.client
    cognito = client.cognito
    if query.get("error") or not query.get("code"):
        raise authorization.refused("invalid_request", _told_by(provider, query))
    try:
        claims = await claims_of(provider, query["code"], _redirect_uri(visit.request), nonce)
        arrival = Arrival(client.pool, client.client, provider, claims)
        user = await signed_in_by(cognito, arrival)
        cognito.client_of(client.pool, client.client.id)
        now = cognito.clock()
        visit.session.sign_in(client.pool.id, user.id, now, provider.name)
        return await back_to_app(visit, user, now)
    except ProviderError as error:
        raise authorization.refused("invalid_request", str(error)) from error
    except AwsError as error:
        raise authorization.refused("invalid_request", error.message) from error


def _supported(client: PageClient) -> list[str]:
    return list(client.settings.get("SupportedIdentityProviders") or ())


def _passed_on(authorization: AuthorizationRequest) -> dict[str, str]:
    """`prompt=none` never gets here: it asks nobody."""
    parameters = authorization.parameters
    return {name: parameters[name] for name in _PASSED_ON if name in parameters}


def _with_nonce(authorization: AuthorizationRequest, nonce: str) -> AuthorizationRequest:
    """AWS's own nonce is the token's where the app has given none."""
    return AuthorizationRequest(authorization.client, {"nonce": nonce, **authorization.parameters})


def _told_by(provider: Provider, query: Mapping[str, Any]) -> str:
    told = " ".join(filter(None, (query.get("error"), query.get("error_description"))))
    return f"{provider.name} Error - {told or 'no code'}"


def _redirect_uri(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}{RESPONSE_PATH}"
