"""Whose access token a request carries: checked, alive, and of a sign-in that nobody has ended.

Source: "Verifying JSON web tokens" and "Ending user sessions with token revocation" in the Cognito developer
guide. The words are AWS's, from GlobalSignOut's page in the API reference and from users' reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jwt

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import ANYBODY, Cognito
from cognito_emulator.cognito.errors import AwsError, not_authorized, user_not_found
from cognito_emulator.cognito.tokens.claims import ACCESS
from cognito_emulator.cognito.tokens.issue import API_SCOPE
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

NO_SCOPE = "Access Token does not have required scopes"


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, where, through which client."""

    pool: UserPool
    client: AppClient
    user: User
    scopes: frozenset[str]


def signed_in(cognito: Cognito, access_token: str, scope: str = API_SCOPE) -> SignedIn:
    """Who an access token is of; AwsError (NotAuthorizedException) unless it is good, and has this scope."""
    pool, claims = _verified(cognito, access_token)
    sign_in = cognito.store.sign_ins.find(str(claims.get("origin_jti") or claims.get("event_id")))
    user = cognito.store.users.by_sub(pool, str(claims.get("sub")))
    if user is None:
        raise user_not_found()
    if sign_in is None or sign_in.user_id != user.id or sign_in.is_revoked or not user.enabled:
        raise not_authorized("Access Token has been revoked")
    scopes = frozenset(str(claims.get("scope", "")).split())
    if scope not in scopes:
        raise not_authorized(NO_SCOPE)
    _, client = cognito.client(ANYBODY, sign_in.client_id)
    return SignedIn(pool, client, user, scopes)


def _verified(cognito: Cognito, access_token: str) -> tuple[UserPool, dict[str, Any]]:
    try:
        issuer = jwt.decode(access_token, options={"verify_signature": False}).get("iss")
        pool = cognito.store.pools.find(str(issuer).rpartition("/")[2])
        if pool is None:
            raise _invalid()
        claims = jwt.decode(
            access_token,
            cognito.keys.of(pool.id, ACCESS).key.public_key(),
            algorithms=["RS256"],
            issuer=cognito.issuer(pool),
            options={"verify_aud": False, "verify_exp": False, "verify_iat": False},
        )
    except jwt.PyJWTError as error:
        raise _invalid() from error
    if claims.get("token_use") != ACCESS:
        raise _invalid()
    if float(claims.get("exp", 0)) <= cognito.clock():
        raise not_authorized("Access Token has expired")
    return pool, claims


def _invalid() -> AwsError:
    return not_authorized("Invalid Access Token")
