"""The tokens that a sign-in or a refresh gives.

Sources: "Using tokens with user pools", "Refresh tokens" (rotation and its grace period), "Scopes, M2M, and
resource servers" (what scopes say of a user, resource binding) and "Pre token generation Lambda trigger" in
the Cognito developer guide; AuthenticationResultType in its API reference; OpenID Connect Core section
3.1.3.6 (`at_hash`).
"""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import jwt

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.federation.identities import identities_claim
from cognito_emulator.cognito.rules.attribute_permissions import readable
from cognito_emulator.cognito.rules.oauth_scopes import OPENID, active, shown_by
from cognito_emulator.cognito.store.pools import RESOURCE_SERVER
from cognito_emulator.cognito.store.sign_ins import SignIn
from cognito_emulator.cognito.tokens.claims import ACCESS, ID, GroupClaims, attribute_claims, with_groups
from cognito_emulator.cognito.triggers.pre_token_generation import TokenGeneration, before_tokens
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

API_SCOPE = "aws.cognito.signin.user.admin"
AUTHENTICATION = "TokenGeneration_Authentication"
AUTHENTICATE_DEVICE = "TokenGeneration_AuthenticateDevice"
NEW_PASSWORD = "TokenGeneration_NewPasswordChallenge"  # noqa: S105 - a trigger source
HOSTED = "TokenGeneration_HostedAuth"
REFRESH = "TokenGeneration_RefreshTokens"
# of the shape that AWS's encrypted ones have: nobody but the pool reads what is in it
_REFRESH_TOKEN_HEAD = base64.urlsafe_b64encode(b'{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').decode()


@dataclass(frozen=True)
class Grant:
    """What the authorization server has granted. `resource` is the access tokens' audience.

    `auth_time` is when the person signed in, None for now: a code may come from a session that is there.
    """

    scope: str
    nonce: str | None = None
    resource: str = ""
    auth_time: int | None = None
    is_refreshable: bool = True


@dataclass(frozen=True)
class Tokens:
    """As AuthenticationResultType has them; `refresh_token` is None where the one before stays good.

    Without `has_openid` the authorization server gives no ID token.
    """

    id_token: str
    access_token: str
    seconds_valid: int
    refresh_token: str | None
    has_openid: bool

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
    grant: Grant | None = None,
    client_metadata: Mapping[str, str] | None = None,
    device_key: str = "",
) -> Tokens:
    """Begin a sign-in of this user through this client; AwsError when the pool's function fails.

    `grant` is what the authorization server has granted; the API grants its own scope. `device_key` is the
    device that the sign-in comes from, empty where the pool tracks none.
    """
    now = cognito.clock()
    given = grant or Grant(API_SCOPE)
    sign_in = SignIn(
        origin_jti=str(uuid.uuid4()),
        pool_id=pool.id,
        client_id=client.id,
        user_id=user.id,
        scope=given.scope,
        is_hosted=source == HOSTED,
        auth_time=int(now) if given.auth_time is None else given.auth_time,
        ends=now + client.seconds_valid("RefreshToken"),
        resource=given.resource,
        device_key=device_key,
    )
    made = await _signed(
        cognito,
        pool,
        client,
        user,
        sign_in,
        source=source,
        client_metadata=client_metadata,
        nonce=given.nonce,
    )
    refresh_token = _new_refresh_token() if given.is_refreshable else None
    with cognito.store.database.transaction():
        cognito.store.sign_ins.add(sign_in)
        if refresh_token:
            cognito.store.sign_ins.add_refresh_token(refresh_token, sign_in.origin_jti, sign_in.ends)
    return _tokens(made, client, sign_in, refresh_token)


async def tokens_of_refresh(
    cognito: Cognito,
    pool: UserPool,
    client: AppClient,
    user: User,
    sign_in: SignIn,
    *,
    source: str,
    client_metadata: Mapping[str, str] | None = None,
) -> Tokens:
    """More tokens of the same sign-in; the refresh token is for `rotate` to replace, in the end."""
    made = await _signed(
        cognito, pool, client, user, sign_in, source=source, client_metadata=client_metadata, nonce=None
    )
    return _tokens(made, client, sign_in, None)


def _tokens(made: Mapping[str, str], client: AppClient, sign_in: SignIn, refresh_token: str | None) -> Tokens:
    has_openid = not sign_in.is_hosted or OPENID in sign_in.scope.split()
    seconds = client.seconds_valid("AccessToken")
    return Tokens(made[ID], made[ACCESS], seconds, refresh_token, has_openid)


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
    scopes = active(sign_in.scope.split(), cognito.store.pools.documents(pool.id, RESOURCE_SERVER))
    issuer, now = cognito.issuer(pool), int(cognito.clock())
    claims = _claims(pool, client, user, sign_in, scopes, issuer=issuer, now=now, nonce=nonce)
    said = {use: with_groups(each, groups) for use, each in claims.items()}
    generation = TokenGeneration(source, client.id, user, groups, client_metadata)
    said = await before_tokens(cognito, pool, generation, said)
    # the function has run, and the user may have gone, or the pool with its keys
    cognito.again(user)
    access_token = signed(cognito, pool, ACCESS, said[ACCESS])
    if sign_in.is_hosted:
        said[ID]["at_hash"] = _half_of_hash(access_token)
    return {ID: signed(cognito, pool, ID, said[ID]), ACCESS: access_token}


def _claims(
    pool: UserPool,
    client: AppClient,
    user: User,
    sign_in: SignIn,
    scopes: list[str],
    *,
    issuer: str,
    now: int,
    nonce: str | None,
) -> dict[str, dict[str, Any]]:
    attributes = readable(pool.schema, client, user.attributes)
    shared = {
        "sub": user.sub,
        "iss": issuer,
        **_sign_in_claims(client, sign_in),
        "auth_time": sign_in.auth_time,
        "iat": now,
    }
    access = {
        **shared,
        "client_id": client.id,
        "token_use": ACCESS,
        "scope": " ".join(scopes),
        "exp": now + client.seconds_valid("AccessToken"),
        "jti": str(uuid.uuid4()),
        "username": user.username,
    }
    identity = {
        **attribute_claims(shown_by(scopes, attributes) if sign_in.is_hosted else attributes),
        **identities_claim(user.attributes),
        **shared,
        "cognito:username": user.username,
        "aud": client.id,
        "token_use": ID,
        "exp": now + client.seconds_valid("IdToken"),
    }
    if client.names_sign_ins:
        identity["jti"] = str(uuid.uuid4())
    if sign_in.device_key:
        access["device_key"] = sign_in.device_key
    if sign_in.is_hosted:
        access["version"] = 2
    if sign_in.resource:
        access["aud"] = sign_in.resource
    if nonce:
        identity["nonce"] = nonce
    return {ID: identity, ACCESS: access}


def _sign_in_claims(client: AppClient, sign_in: SignIn) -> dict[str, str]:
    """What names the sign-in: `origin_jti`, or `event_id` in tokens of a client that revokes none."""
    if client.names_sign_ins:
        return {"origin_jti": sign_in.origin_jti, "event_id": str(uuid.uuid4())}
    return {"event_id": sign_in.origin_jti}


def signed(cognito: Cognito, pool: UserPool, token_use: str, claims: Mapping[str, Any]) -> str:
    """A token of the pool's, by its key for this use."""
    key = cognito.keys.of(pool.id, token_use)
    return jwt.encode(dict(claims), key.key, algorithm="RS256", headers={"kid": key.id, "typ": None})


def _half_of_hash(access_token: str) -> str:
    half = sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()


def _new_refresh_token() -> str:
    parts = (secrets.token_urlsafe(size) for size in (256, 12, 640, 16))
    return ".".join((_REFRESH_TOKEN_HEAD, *parts))
