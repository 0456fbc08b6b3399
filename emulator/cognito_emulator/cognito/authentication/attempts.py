"""Wrong passwords and requests are counted for each name, whoever has it.

So nobody learns from a limit who exists.
"""

from __future__ import annotations

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.operations.hidden_users import username_of
from cognito_emulator.cognito.rules.attempt_limits import after_a_wrong_one, check_may_try
from cognito_emulator.cognito.rules.request_quotas import HOUR, check_quota
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool


def check_attempts(cognito: Cognito, pool: UserPool, username: str) -> None:
    """Raise AwsError (NotAuthorizedException) for a user who has to wait."""
    check_may_try(cognito.store.proofs.wrong_passwords(pool.id, username), cognito.clock())


def count_wrong(cognito: Cognito, pool: UserPool, username: str) -> None:
    with cognito.store.database.transaction():
        before = cognito.store.proofs.wrong_passwords(pool.id, username)
        after = after_a_wrong_one(before, cognito.clock())
        cognito.store.proofs.put_wrong_passwords(pool.id, username, after)


def forget_wrong(cognito: Cognito, pool: UserPool, username: str) -> None:
    """Somebody has signed in, or has a new password."""
    with cognito.store.database.transaction():
        cognito.store.proofs.forget_wrong_passwords(pool.id, username)


def count_request(cognito: Cognito, pool: UserPool, operation: str, name: str, user: User | None) -> None:
    """Count a request of an operation with a quota; AwsError (LimitExceededException) for one too many."""
    if not cognito.has_limits:
        return
    username, now = username_of(cognito, pool, name, user), cognito.clock()
    with cognito.store.database.transaction():
        check_quota(operation, cognito.store.proofs.requests(pool.id, username, operation, now - HOUR))
        cognito.store.proofs.forget_requests(now - HOUR)
        cognito.store.proofs.add_request(pool.id, username, operation, now)
