"""API Gateway's authorizers know the issuers of the user pools, and read their keys where they are.

MiniStack knows AWS's address of a pool alone, and asks its own port for the keys, always without TLS. It
would judge a token's times by the machine's clock, which a test may have left behind.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from cognito_emulator.aws.when_loaded import when_loaded
from cognito_emulator.cognito.context import Cognito

_KEYS_OF = "user-pool:"


def connect_authorizers(cognito: Cognito) -> None:
    """Have REST and HTTP APIs take these pools' tokens. MiniStack looks its functions up at every use."""
    for service in ("apigateway", "apigateway_v1"):
        when_loaded(service, lambda module: _set_clock(cognito, module))
    when_loaded("apigateway", lambda module: _connect_keys(cognito, module))
    when_loaded("apigateway_v1", lambda module: _connect_keys(cognito, module))
    when_loaded("apigateway_v1", lambda module: _connect_issuers(cognito, module))


def _set_clock(cognito: Cognito, module: Any) -> None:
    module.time = SimpleNamespace(**{**vars(time), "time": cognito.clock})


def _connect_keys(cognito: Cognito, module: Any) -> None:
    address_of_others, keys_of_others = module._resolve_jwks_url, module._fetch_jwks

    async def address_of_keys(authorizer: Mapping[str, Any]) -> str | None:
        pool = cognito.store.pools.find(_last_part(_issuer_of(authorizer)))
        address: str | None = f"{_KEYS_OF}{pool.id}" if pool else await address_of_others(authorizer)
        return address

    async def keys_at(address: str) -> dict[str, Any]:
        if address.startswith(_KEYS_OF):
            return {"keys": cognito.keys.published(address.removeprefix(_KEYS_OF))}
        keys: dict[str, Any] = await keys_of_others(address)
        return keys

    module._resolve_jwks_url, module._fetch_jwks = address_of_keys, keys_at


def _connect_issuers(cognito: Cognito, apigateway_v1: Any) -> None:
    issuers_on_aws = apigateway_v1._cognito_pool_issuers

    def issuers(authorizer: Mapping[str, Any]) -> list[str]:
        pools = (cognito.store.pools.find(_last_part(issuer)) for issuer in issuers_on_aws(authorizer))
        return [cognito.issuer(pool) for pool in pools if pool]

    apigateway_v1._cognito_pool_issuers = issuers


def _issuer_of(authorizer: Mapping[str, Any]) -> str:
    settings = authorizer.get("jwtConfiguration") or {}
    return str(settings.get("issuer") or settings.get("Issuer") or "").rstrip("/")


def _last_part(issuer: str) -> str:
    return issuer.rpartition("/")[2]
