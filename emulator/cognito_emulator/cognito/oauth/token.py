"""/oauth2/token: tokens for an authorization code, for a refresh token, or for a client itself.

Source: "Token endpoint" in the Cognito developer guide.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import jwt

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.oauth.authorization_codes import take_code
from cognito_emulator.cognito.oauth.errors import OAuthError
from cognito_emulator.cognito.operations.sessions import refreshed
from cognito_emulator.cognito.tokens.claims import ACCESS
from cognito_emulator.cognito.tokens.issue import HOSTED, Tokens, tokens_of_new_sign_in
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]


async def tokens_for(cognito: Cognito, pool: UserPool, client: AppClient, form: Mapping[str, str]) -> Answer:
    """The token endpoint's answer to a client that is who it says. Raises OAuthError."""
    grant = _GRANTS.get(form.get("grant_type", ""))
    if grant is None:
        raise OAuthError("unsupported_grant_type" if form.get("grant_type") else "invalid_request")
    try:
        return await grant(cognito, pool, client, form)
    except AwsError as error:
        if error.code == "NotAuthorizedException":
            raise OAuthError("invalid_grant") from error
        raise OAuthError("invalid_request", error.message) from error


async def _by_code(cognito: Cognito, pool: UserPool, client: AppClient, form: Mapping[str, str]) -> Answer:
    _check_flow(client, "code")
    user, grant = take_code(cognito, client, form)
    scope = str(grant.request.get("scope", ""))
    tokens = await tokens_of_new_sign_in(
        cognito, pool, client, user, HOSTED, scope=scope, nonce=grant.request.get("nonce")
    )
    return _answer(tokens, with_id_token="openid" in scope.split())


async def _by_refresh(cognito: Cognito, pool: UserPool, client: AppClient, form: Mapping[str, str]) -> Answer:
    token = form.get("refresh_token")
    if not token:
        raise OAuthError("invalid_request", "refresh_token is missing")
    tokens = await refreshed(cognito, pool, client, token)
    return _answer(tokens, with_id_token=True)


async def _by_client(cognito: Cognito, pool: UserPool, client: AppClient, form: Mapping[str, str]) -> Answer:
    _check_flow(client, "client_credentials")
    if not client.secrets:
        raise OAuthError("invalid_client")
    allowed = client.settings.get("AllowedOAuthScopes") or []
    asked = form.get("scope", "").split() or list(allowed)
    if not set(asked) <= set(allowed):
        raise OAuthError("invalid_scope")
    now, seconds = int(cognito.clock()), client.seconds_valid("AccessToken")
    claims = {
        "sub": client.id,
        "token_use": ACCESS,
        "scope": " ".join(asked),
        "auth_time": now,
        "iss": pool.issuer,
        "exp": now + seconds,
        "iat": now,
        "version": 2,
        "jti": str(uuid.uuid4()),
        "client_id": client.id,
    }
    key = cognito.keys.of(pool.id, ACCESS)
    token = jwt.encode(claims, key.key, algorithm="RS256", headers={"kid": key.id})
    return {"access_token": token, "expires_in": seconds, "token_type": "Bearer"}


def _check_flow(client: AppClient, flow: str) -> None:
    if flow not in (client.settings.get("AllowedOAuthFlows") or []):
        raise OAuthError("unauthorized_client")


def _answer(tokens: Tokens, *, with_id_token: bool) -> Answer:
    answer: Answer = {"id_token": tokens.id_token} if with_id_token else {}
    answer["access_token"] = tokens.access_token
    if tokens.refresh_token:
        answer["refresh_token"] = tokens.refresh_token
    return {**answer, "expires_in": tokens.seconds_valid, "token_type": "Bearer"}


_Grant = Callable[[Cognito, UserPool, AppClient, Mapping[str, str]], Awaitable[Answer]]
_GRANTS: Mapping[str, _Grant] = {
    "authorization_code": _by_code,
    "refresh_token": _by_refresh,
    "client_credentials": _by_client,
}
