"""A pool seeded with people from a file: all of them, or nobody.

Each is what AdminCreateUser without a message makes of them, and is CONFIRMED where the file has a password;
but no function runs, since what a function has done cannot be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from cognito_emulator.cognito.authentication.password import temporary_password
from cognito_emulator.cognito.context import ANYBODY, Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.operations.users import add_user, checked_user
from cognito_emulator.cognito.protocol import checked_parameters
from cognito_emulator.cognito.rules.factor_settings import allows_no_password
from cognito_emulator.cognito.user import CONFIRMED, as_pairs
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.state.errors import FileRefusedError
from cognito_emulator.state.people_file import PersonRow

MOST_PROBLEMS = 50


def seed(cognito: Cognito, pool: UserPool, people: Sequence[PersonRow]) -> int:
    """Add them; how many. Raises FileRefusedError with each row that is refused, and then adds nobody."""
    with cognito.store.database.transaction():
        refusals = (_refusal(cognito, pool, person) for person in people)
        problems = list(islice(filter(None, refusals), MOST_PROBLEMS))
        if problems:
            raise FileRefusedError(*problems)
    return len(people)


def _refusal(cognito: Cognito, pool: UserPool, person: PersonRow) -> str | None:
    """Add somebody; or why they are refused."""
    try:
        _add(cognito, cognito.pool(ANYBODY, pool.id), person)
    except AwsError as error:
        return f"{person.place}: {error.code}: {error.message}"
    return None


def _add(cognito: Cognito, pool: UserPool, person: PersonRow) -> None:
    named = {"UserPoolId": pool.id, "Username": person.username, "MessageAction": "SUPPRESS"}
    password = {"TemporaryPassword": person.password} if person.password else {}
    attributes = {"UserAttributes": as_pairs(person.attributes)}
    request = checked_parameters("AdminCreateUser", {**named, **password, **attributes})
    groups = [cognito.group(pool, name) for name in person.groups]
    user = checked_user(cognito, pool, request)
    is_without = not person.password and allows_no_password(pool.settings)
    kept = person.password or (None if is_without else temporary_password(pool.settings))
    made = add_user(cognito, pool, request, user, kept)
    if person.password:
        cognito.store.users.set_status(made, CONFIRMED, cognito.clock())
    for group in groups:
        cognito.store.groups.join(group, made)
