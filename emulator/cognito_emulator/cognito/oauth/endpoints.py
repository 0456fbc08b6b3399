"""The endpoints over HTTP, at the paths that AWS has on a pool's domain and at its issuer.

Sources: "Managed login and hosted UI endpoints" and "Verifying JSON web tokens" in the Cognito developer
guide.
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
from cognito_emulator.cognito.oauth.client_authentication import authenticated
from cognito_emulator.cognito.oauth.errors import OAuthError
from cognito_emulator.cognito.oauth.token import tokens_for
from cognito_emulator.cognito.oauth.user_info import user_info
from cognito_emulator.cognito.operations.sessions import revoke
from cognito_emulator.cognito.protocol import log_failure
from cognito_emulator.cognito.user_pool import UserPool

TOKEN_PATH = "/oauth2/token"  # noqa: S105 - a path
REVOKE_PATH = "/oauth2/revoke"
USER_INFO_PATH = "/oauth2/userInfo"
_RESPONSE_PATHS = ("/oauth2/idpresponse", "/saml2/idpresponse", "/saml2/logout")
_OF_A_POOL = re.compile(r"/(?P<pool>[a-z0-9-]+_[A-Za-z0-9]+)/\.well-known/(jwks\.json|openid-configuration)")
_NO_PROVIDERS = (
    "Nobody signs in through an identity provider here: neither SAML assertions nor codes of other providers "
    "are taken. Sign in with a password.\n"
)


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
            *(Route(path, _no_providers, methods=["GET", "POST"]) for path in _RESPONSE_PATHS),
        ]
        object.__setattr__(self, "_router", Router(routes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._router(scope, receive, send)

    def has(self, scope: Scope) -> bool:
        path = scope["path"]
        return path in (TOKEN_PATH, REVOKE_PATH, USER_INFO_PATH, *_RESPONSE_PATHS) or bool(
            _OF_A_POOL.fullmatch(path)
        )

    async def _token(self, request: Request) -> Response:
        form = await _form(request)
        pool, client = authenticated(self.cognito, request, form)
        answer = await tokens_for(self.cognito, pool, client, form)
        return JSONResponse(answer, headers={"cache-control": "no-store"})

    async def _revoke(self, request: Request) -> Response:
        form = await _form(request)
        _, client = authenticated(self.cognito, request, form)
        if not form.get("token"):
            raise OAuthError("invalid_request", "token is missing")
        try:
            revoke(self.cognito, client, form["token"])
        except AwsError as error:
            is_kind = error.code == "UnsupportedTokenTypeException"
            raise OAuthError("unsupported_token_type" if is_kind else "invalid_request") from error
        return Response(b"")

    async def _user_info(self, request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise OAuthError("invalid_request", "An Authorization header with a bearer token is needed.", 401)
        return JSONResponse(user_info(self.cognito, token.strip()))

    async def _keys(self, request: Request) -> Response:
        pool = self._pool(request)
        return JSONResponse({"keys": self.cognito.keys.published(pool.id)}) if pool else _unknown_pool()

    async def _configuration(self, request: Request) -> Response:
        pool = self._pool(request)
        if pool is None:
            return _unknown_pool()
        base = str(request.base_url).rstrip("/")
        return JSONResponse(
            {
                "authorization_endpoint": f"{base}/oauth2/authorize",
                "end_session_endpoint": f"{base}/logout",
                "id_token_signing_alg_values_supported": ["RS256"],
                "issuer": pool.issuer,
                "jwks_uri": f"{base}/{pool.id}/.well-known/jwks.json",
                "response_types_supported": ["code"],
                "revocation_endpoint": f"{base}{REVOKE_PATH}",
                "scopes_supported": ["openid", "email", "phone", "profile"],
                "subject_types_supported": ["public"],
                "token_endpoint": f"{base}{TOKEN_PATH}",
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "userinfo_endpoint": f"{base}{USER_INFO_PATH}",
            }
        )

    def _pool(self, request: Request) -> UserPool | None:
        return self.cognito.store.pools.find(request.path_params["pool_id"])


_Endpoint = Callable[[Request], Awaitable[Response]]


def _guarded(endpoint: _Endpoint) -> _Endpoint:
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except OAuthError as error:
            return error.response()
        except Exception as error:
            log_failure(request.url.path, error)
            return JSONResponse({"error": "server_error"}, 500)

    return answer


async def _no_providers(_: Request) -> Response:
    return PlainTextResponse(_NO_PROVIDERS, 400)


async def _form(request: Request) -> dict[str, str]:
    """Of a field that stands in the form twice, the last value."""
    return {name: str(value) for name, value in (await request.form()).items()}


def _unknown_pool() -> Response:
    return JSONResponse({"message": "User pool does not exist."}, 404)
