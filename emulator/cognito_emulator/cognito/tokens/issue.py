"""The tokens that a sign-in or a refresh gives.

Sources: "Using tokens with user pools", "Refresh tokens" (rotation and its grace period) and "Pre token
generation Lambda trigger" in the Cognito developer guide; AuthenticationResultType in its API reference.
"""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.rules.attribute_permissions import readable
from cognito_emulator.cognito.store.sign_ins import SignIn
from cognito_emulator.cognito.tokens.claims import ACCESS, ID, GroupClaims, attribute_claims, with_groups
from cognito_emulator.cognito.triggers.pre_token_generation import TokenGeneration, before_tokens
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

API_SCOPE = "aws.cognito.signin.user.admin"
AUTHENTICATION = "TokenGeneration_Authentication"
NEW_PASSWORD = "TokenGeneration_NewPasswordChallenge"  # noqa: S105 - a trigger source
HOSTED = "TokenGeneration_HostedAuth"
REFRESH = "TokenGeneration_RefreshTokens"
# of the shape that AWS's encrypted ones have: nobody but the pool reads what is in it
_REFRESH_TOKEN_HEAD = base64.urlsafe_b64encode(b'{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').decode()


@dataclass(frozen=True)
class Tokens:
    """As AuthenticationResultType has them; `refresh_token` is None where the one before stays good."""

    id_token: str
    access_token: str
    seconds_valid: int
    refresh_token: str | None

    def result(self) -> dict[str, Any]:
        """AuthenticationResultType."""
        refresh = {"RefreshToken": self.refresh_token} if self.refresh_token else {}
        tokens = {"AccessToken": self.access_token, "IdToken": self.id_token}
        return {**tokens, **refresh, "ExpiresIn": self.seconds_valid, "TokenType": "Bearer"}


async def tokens_of_new_sign_in(
    cognito: Cognito,
    pool: UserPool,
    client: AppClient,
    user: User,
    source: str,
    *,
    scope: str = API_SCOPE,
    nonce: str | None = None,
    client_metadata: Mapping[str, str] | None = None,
) -> Tokens:
    """Begin a sign-in of this user through this client; AwsError when the pool's function fails."""
    now = cognito.clock()
    sign_in = SignIn(
        origin_jti=str(uuid.uuid4()),
        pool_id=pool.id,
        client_id=client.id,
        user_id=user.id,
        scope=scope,
        is_hosted=source == HOSTED,
        auth_time=int(now),
        ends=now + client.seconds_valid("RefreshToken"),
    )
    made = await _signed(
        cognito, pool, client, user, sign_in, source=source, client_metadata=client_metadata, nonce=nonce
    )
    refresh_token = _new_refresh_token()
    with cognito.store.database.transaction():
        cognito.store.sign_ins.add(sign_in)
        cognito.store.sign_ins.add_refresh_token(refresh_token, sign_in.origin_jti, sign_in.ends)
    return Tokens(made[ID], made[ACCESS], client.seconds_valid("AccessToken"), refresh_token)


async def tokens_of_refresh(
    cognito: Cognito,
    pool: UserPool,
    client: AppClient,
    user: User,
    sign_in: SignIn,
    *,
    client_metadata: Mapping[str, str] | None = None,
) -> Tokens:
    """More tokens of the same sign-in; the refresh token is for `rotate` to replace, in the end."""
    made = await _signed(
        cognito, pool, client, user, sign_in, source=REFRESH, client_metadata=client_metadata, nonce=None
    )
    return Tokens(made[ID], made[ACCESS], client.seconds_valid("AccessToken"), None)


def rotate(cognito: Cognito, client: AppClient, sign_in: SignIn, token: str) -> str | None:
    """The refresh token that takes the place of one; None where the client does not rotate them.

    Inside the transaction that has found the old one good: of two rotations at once one finds it.
    """
    if not client.rotation:
        return None
    now = cognito.clock()
    following = _new_refresh_token()
    grace = float(client.rotation.get("RetryGracePeriodSeconds") or 0)
    cognito.store.sign_ins.end_refresh_token(token, min(sign_in.ends, now + grace))
    cognito.store.sign_ins.add_refresh_token(following, sign_in.origin_jti, sign_in.ends)
    return following


async def _signed(
    cognito: Cognito,
    pool: UserPool,
    client: AppClient,
    user: User,
    sign_in: SignIn,
    *,
    source: str,
    client_metadata: Mapping[str, str] | None,
    nonce: str | None,
) -> dict[str, str]:
    groups = GroupClaims.of(cognito.store.groups.of_user(user))
    claims = _claims(pool, client, user, sign_in, now=int(cognito.clock()), nonce=nonce)
    said = {use: with_groups(each, groups) for use, each in claims.items()}
    generation = TokenGeneration(source, client.id, user, groups, client_metadata)
    said = await before_tokens(cognito, pool, generation, said)
    # the function has run, and the user may have gone, or the pool with its keys
    cognito.again(user)
    return {use: _sign(cognito, pool, use, each) for use, each in said.items()}


def _claims(
    pool: UserPool, client: AppClient, user: User, sign_in: SignIn, *, now: int, nonce: str | None
) -> dict[str, dict[str, Any]]:
    shared = {
        "sub": user.sub,
        "iss": pool.issuer,
        "origin_jti": sign_in.origin_jti,
        "event_id": str(uuid.uuid4()),
        "auth_time": sign_in.auth_time,
        "iat": now,
    }
    access = {
        **shared,
        "client_id": client.id,
        "token_use": ACCESS,
        "scope": sign_in.scope,
        "exp": now + client.seconds_valid("AccessToken"),
        "jti": str(uuid.uuid4()),
        "username": user.username,
    }
    identity = {
        **attribute_claims(readable(pool.schema, client, user.attributes)),
        **shared,
        "cognito:username": user.username,
        "aud": client.id,
        "token_use": ID,
        "exp": now + client.seconds_valid("IdToken"),
        "jti": str(uuid.uuid4()),
    }
    if sign_in.is_hosted:
        access["version"] = 2
    if nonce:
        identity["nonce"] = nonce
    return {ID: identity, ACCESS: access}


def _sign(cognito: Cognito, pool: UserPool, token_use: str, claims: Mapping[str, Any]) -> str:
    key = cognito.keys.of(pool.id, token_use)
    return jwt.encode(dict(claims), key.key, algorithm="RS256", headers={"kid": key.id})


def _new_refresh_token() -> str:
    parts = (secrets.token_urlsafe(size) for size in (256, 12, 640, 16))
    return ".".join((_REFRESH_TOKEN_HEAD, *parts))
