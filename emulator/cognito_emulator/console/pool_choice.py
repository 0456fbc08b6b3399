"""Which user pool a page is about: the one that the address names, or the first there is."""

from __future__ import annotations

from starlette.requests import Request

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.user_pool import UserPool


def pool_of(request: Request, cognito: Cognito) -> UserPool | None:
    """The pool of `?pool=ID`; without one the oldest, and None where there is none."""
    named = request.query_params.get("pool")
    if named:
        return cognito.store.pools.find(named)
    return next(iter(cognito.store.pools.all()), None)


def owner_of(pool: UserPool) -> Caller:
    """On whose behalf the console asks: the pool's own account, in its Region."""
    return Caller(pool.account, pool.region)
