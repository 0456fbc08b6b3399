"""Sign-ins that go on and end: refreshed, revoked, signed out everywhere.

Sources: the operations' pages in Cognito's API reference; "Refresh tokens" (rotation) and "Ending user
sessions with token revocation" in the developer guide.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import jwt

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.authentication import devices
from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_authorized
from cognito_emulator.cognito.rules.secret_hash import check_secret_hash
from cognito_emulator.cognito.store.sign_ins import SignIn
from cognito_emulator.cognito.tokens.client_token import ScopeError, client_token
from cognito_emulator.cognito.tokens.issue import (
    AUTHENTICATION,
    REFRESH,
    Tokens,
    rotate,
    tokens_of_refresh,
)
from cognito_emulator.cognito.tokens.verify import signed_in
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
_MACHINE_FLOWS = frozenset({"ALLOW_CLIENT_TOKEN_AUTH", "client_credentials"})


async def get_tokens_from_refresh_token(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool, client = cognito.client(caller, request["ClientId"])
    check_client_secret(client, request.get("ClientSecret"))
    tokens = await refreshed(
        *(cognito, pool, client, request["RefreshToken"]),
        source=AUTHENTICATION,
        device_key=request.get("DeviceKey") or "",
        client_metadata=request.get("ClientMetadata"),
    )
    return {"AuthenticationResult": tokens.result()}


async def get_client_token(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    """For a client of ALLOW_CLIENT_TOKEN_AUTH, which not every SDK knows yet, or of client credentials."""
    pool, client = cognito.client(caller, request["ClientId"])
    if not (client.flows & _MACHINE_FLOWS or client.oauth_flows & _MACHINE_FLOWS) or not client.secrets:
        raise AwsError("OperationNotEnabledException", "Auth flow not enabled for this client")
    check_client_secret(client, request["Secret"])
    scopes, metadata = request.get("Scopes") or (), request.get("ClientMetadata")
    try:
        token = await client_token(cognito, pool, client, scopes, metadata)
    except ScopeError as error:
        raise invalid_parameter("Invalid scope requested") from error
    result = {
        "AccessToken": token.access_token,
        "ExpiresIn": token.seconds_valid,
        "TokenType": "Bearer",
    }
    return {"ClientAuthenticationResult": result}


async def revoke_token(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    _, client = cognito.client(caller, request["ClientId"])
    check_client_secret(client, request.get("ClientSecret"), refusal="UnauthorizedException")
    revoke(cognito, client, request["Token"])
    return {}


async def global_sign_out(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    with cognito.store.database.transaction():
        by = signed_in(cognito, request["AccessToken"])
        cognito.store.sign_ins.revoke_all(by.user.id)
    return {}


async def admin_user_global_sign_out(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        cognito.store.sign_ins.revoke_all(cognito.user(pool, request["Username"]).id)
    return {}


async def refreshed(
    cognito: Cognito,
    pool: UserPool,
    client: AppClient,
    token: str,
    *,
    source: str = REFRESH,
    device_key: str = "",
    secret_hash: str | None = None,
    client_metadata: Mapping[str, str] | None = None,
) -> Tokens:
    """More tokens for a refresh token; AwsError (NotAuthorizedException) unless it is this client's and good.

    A sign-in that came from a device goes on from it alone, by its `device_key`. `secret_hash` is looked at
    where it is given; who gives none has shown the secret itself. `source` is PreTokenGeneration's.
    """
    with cognito.store.database.transaction():
        sign_in, user = _continued(cognito, pool, client, token, device_key)
        if secret_hash is not None:
            names = (user.sub, *user.attributes.values())
            check_secret_hash(client, user.username, secret_hash, *names)
    tokens = await tokens_of_refresh(
        cognito, pool, client, user, sign_in, source=source, client_metadata=client_metadata
    )
    with cognito.store.database.transaction():
        # a function has run: the token may have been used or revoked. One that failed has cost nobody theirs
        _continued(cognito, pool, client, token, device_key)
        return replace(tokens, refresh_token=rotate(cognito, client, sign_in, token))


def revoke(cognito: Cognito, client: AppClient, token: str) -> None:
    """End the sign-in that a refresh token continues; AwsError for a token of another kind or client."""
    if client.settings.get("EnableTokenRevocation") is False:
        message = "Token revocation is not enabled for this app client."
        raise AwsError("UnsupportedOperationException", message)
    if _is_another_token(token):
        raise AwsError("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.")
    with cognito.store.database.transaction():
        found = cognito.store.sign_ins.of_refresh_token(token)
        if found is None:
            return
        if found[0].client_id != client.id:
            raise AwsError("UnauthorizedException", "The token was issued to another app client.")
        cognito.store.sign_ins.revoke(found[0].origin_jti)


def check_client_secret(
    client: AppClient, given: str | None, *, refusal: str = "NotAuthorizedException"
) -> None:
    """Raise AwsError (the `refusal`) unless the secret is one of the client's, or none is due."""
    if not client.secrets:
        if given:
            raise invalid_parameter(
                f"App client {client.id} is not configured for secret but secret was received"
            )
        return
    right = [hmac.compare_digest(secret.encode(), (given or "").encode()) for secret in client.secrets]
    if not any(right):
        raise AwsError(refusal, f"Unable to verify secret for client {client.id}")


def _continued(
    cognito: Cognito, pool: UserPool, client: AppClient, token: str, device_key: str
) -> tuple[SignIn, User]:
    found = cognito.store.sign_ins.of_refresh_token(token)
    if found is None or found[0].client_id != client.id:
        raise not_authorized(devices.INVALID_REFRESH_TOKEN)
    sign_in, ends = found
    if sign_in.is_revoked:
        raise not_authorized("Refresh Token has been revoked")
    if sign_in.ends <= cognito.clock():
        raise not_authorized("Refresh Token has expired")
    if ends <= cognito.clock():
        raise AwsError("RefreshTokenReuseException", "Refresh token has been invalidated by rotation.")
    user = cognito.store.users.get(sign_in.user_id)
    if user is None or not user.enabled:
        raise not_authorized("User is disabled.")
    devices.check_continues(cognito, pool, sign_in, device_key)
    return sign_in, user


def _is_another_token(token: str) -> bool:
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return False
    return claims.get("token_use") in ("access", "id")
