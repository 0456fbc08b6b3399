"""The endpoints over HTTP, at the paths that AWS has on a pool's domain and at its issuer.

Sources: "Managed login and hosted UI endpoints", "Token endpoint" and "Revoke endpoint" (Content-Type) and
"Verifying JSON web tokens" in the Cognito developer guide.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.oauth import user_info
from cognito_emulator.cognito.oauth.client_authentication import authenticated
from cognito_emulator.cognito.oauth.discovery import (
    REVOKE_PATH,
    TOKEN_PATH,
    USER_INFO_PATH,
    discovery_document,
)
from cognito_emulator.cognito.oauth.errors import OAuthError, OAuthJson, completed
from cognito_emulator.cognito.oauth.token import tokens_for
from cognito_emulator.cognito.operations.sessions import revoke
from cognito_emulator.cognito.protocol import log_failure
from cognito_emulator.cognito.user_pool import UserPool

_FORM = "application/x-www-form-urlencoded"
_SAML_PATHS = ("/saml2/idpresponse", "/saml2/logout")
_OF_REVOCATION = {
    "UnsupportedTokenTypeException": "unsupported_token_type",
    "UnauthorizedException": "unauthorized_client",
}
_OF_A_POOL = re.compile(r"/(?P<pool>[a-z0-9-]+_[A-Za-z0-9]+)/\.well-known/(jwks\.json|openid-configuration)")
_NO_SAML = "Nobody signs in by SAML here: no assertion is taken. Providers of type OIDC are asked.\n"


@dataclass(frozen=True)
class OAuthEndpoints:
    """`has` says which requests are for it."""

    cognito: Cognito
    _router: Router = field(init=False)

    def __post_init__(self) -> None:
        routes = [
            Route(TOKEN_PATH, _guarded(self._token), methods=["POST"]),
            Route(REVOKE_PATH, _guarded(self._revoke), methods=["POST"]),
            Route(USER_INFO_PATH, _guarded(self._user_info), methods=["GET", "POST"]),
            Route("/{pool_id}/.well-known/jwks.json", self._keys, methods=["GET"]),
            Route("/{pool_id}/.well-known/openid-configuration", self._configuration, methods=["GET"]),
            *(Route(path, _no_saml, methods=["GET", "POST"]) for path in _SAML_PATHS),
        ]
        object.__setattr__(self, "_router", Router(routes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._router(scope, receive, send)

    def has(self, scope: Scope) -> bool:
        path = scope["path"]
        return path in (TOKEN_PATH, REVOKE_PATH, USER_INFO_PATH, *_SAML_PATHS) or bool(
            _OF_A_POOL.fullmatch(path)
        )

    async def _token(self, request: Request) -> Response:
        form = await _form(request)
        pool, client = authenticated(self.cognito, request, form)
        answer = await tokens_for(self.cognito, pool, client, form)
        return OAuthJson(answer)

    async def _revoke(self, request: Request) -> Response:
        form = await _form(request)
        _, client = authenticated(self.cognito, request, form, status=401)
        if not form.get("token"):
            raise OAuthError("invalid_request", "token is missing")
        try:
            revoke(self.cognito, client, form["token"])
        except AwsError as error:
            raise OAuthError(_OF_REVOCATION.get(error.code, "invalid_request")) from error
        return Response(b"")

    async def _user_info(self, request: Request) -> Response:
        return user_info.answer(self.cognito, request)

    async def _keys(self, request: Request) -> Response:
        pool = self._pool(request)
        return JSONResponse({"keys": self.cognito.keys.published(pool.id)}) if pool else _unknown_pool()

    async def _configuration(self, request: Request) -> Response:
        pool = self._pool(request)
        if pool is None:
            return _unknown_pool()
        base = str(request.base_url).rstrip("/")
        return JSONResponse(discovery_document(base, pool.id, self.cognito.issuer(pool)))

    def _pool(self, request: Request) -> UserPool | None:
        return self.cognito.store.pools.find(request.path_params["pool_id"])


_Endpoint = Callable[[Request], Awaitable[Response]]


def _guarded(endpoint: _Endpoint) -> _Endpoint:
    async def answer(request: Request) -> Response:
        try:
            return completed(await endpoint(request))
        except OAuthError as error:
            return completed(error.response())
        except Exception as error:
            log_failure(request.url.path, error)
            return completed(JSONResponse({"error": "server_error"}, 500))

    return answer


async def _no_saml(_: Request) -> Response:
    return PlainTextResponse(_NO_SAML, 400)


async def _form(request: Request) -> dict[str, str]:
    """Of a field that is there twice the last value, and none that is empty, as RFC 6749 (3.2) has it.

    Raises OAuthError for a body of another kind.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise OAuthError("invalid_request", f"Content-Type has to be {_FORM}")
    return {name: str(value) for name, value in (await request.form()).items() if value}


def _unknown_pool() -> Response:
    return JSONResponse({"message": "User pool does not exist."}, 404)
