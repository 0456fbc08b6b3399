"""The access token of an app client itself, which no user has signed in for.

Sources: "Token endpoint" (client credentials) and "Scopes, M2M, and resource servers" in the Cognito
developer guide; GetClientToken in its API reference.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.rules.oauth_scopes import RESERVED, active
from cognito_emulator.cognito.store.pools import RESOURCE_SERVER
from cognito_emulator.cognito.tokens.claims import ACCESS
from cognito_emulator.cognito.tokens.issue import signed
from cognito_emulator.cognito.triggers.pre_token_generation import before_client_token
from cognito_emulator.cognito.user_pool import UserPool


class ScopeError(Exception):
    """A scope was asked for that no client's own token has, or not this client's."""


@dataclass(frozen=True)
class ClientToken:
    access_token: str
    seconds_valid: int


async def client_token(
    cognito: Cognito,
    pool: UserPool,
    client: AppClient,
    asked: Sequence[str],
    client_metadata: Mapping[str, str] | None = None,
) -> ClientToken:
    """A token with these scopes, or with all that the client may have where none is asked for.

    Raises ScopeError, and AwsError when the pool's function fails.
    """
    allowed = [scope for scope in client.oauth_scopes if scope not in RESERVED]
    scopes = list(asked) or allowed
    if not scopes or not set(scopes) <= set(allowed):
        raise ScopeError
    now, seconds = int(cognito.clock()), client.seconds_valid("AccessToken")
    claims = {
        "sub": client.id,
        "token_use": ACCESS,
        "scope": " ".join(active(scopes, cognito.store.pools.documents(pool.id, RESOURCE_SERVER))),
        "auth_time": now,
        "iss": cognito.issuer(pool),
        "exp": now + seconds,
        "iat": now,
        "version": 2,
        "jti": str(uuid.uuid4()),
        "client_id": client.id,
    }
    claims = await before_client_token(cognito, pool, client.id, claims, client_metadata)
    # a function may have run, and the client may have gone, or the pool with its keys
    cognito.client_of(pool, client.id)
    return ClientToken(signed(cognito, pool, ACCESS, claims), seconds)
