"""Accounts and Regions that the console looks into: those of the user pools, and MiniStack's default."""

from __future__ import annotations

from cognito_emulator.cognito.store.pools import Pools

DEFAULT = ("000000000000", "us-east-1")

Scope = tuple[str, str]


def scopes_of(pools: Pools) -> list[Scope]:
    """Account and Region, each pair once."""
    return list(dict.fromkeys([DEFAULT, *((pool.account, pool.region) for pool in pools.all())]))
