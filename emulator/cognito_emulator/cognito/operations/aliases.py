"""Who signs in by an address: each alias has one owner, and it moves only by force.

Source: "Customizing sign-in attributes" in the Cognito developer guide. All of it runs inside the transaction
that its answer is for.
"""

from __future__ import annotations

from collections.abc import Mapping

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.rules.addresses import alias_exists
from cognito_emulator.cognito.user import VERIFIED_BY, User
from cognito_emulator.cognito.user_pool import UserPool


def other_owner(cognito: Cognito, pool: UserPool, user: User | None, name: str, value: str) -> User | None:
    """Who else signs in by this value of an attribute; None where the attribute is no sign-in name."""
    if name not in pool.username_attributes | pool.alias_attributes or not value:
        return None
    owner = cognito.store.users.signs_in_by(pool, value)
    return owner if owner and (user is None or owner.id != user.id) else None


def check_free(cognito: Cognito, pool: UserPool, user: User, given: Mapping[str, str]) -> None:
    """Raise AwsError (AliasExistsException) when another user signs in by one of these new values.

    An unverified alias is nobody's sign-in name yet, so before verification only names that need none count.
    """
    for name in pool.username_attributes | (pool.alias_attributes - VERIFIED_BY.keys()):
        if other_owner(cognito, pool, user, name, given.get(name, "")):
            raise alias_exists(name)


def release(cognito: Cognito, pool: UserPool, user: User | None, name: str, value: str) -> None:
    """Have another owner of an address as an alias lose it: it is no longer verified as theirs."""
    owner = other_owner(cognito, pool, user, name, value)
    if owner:
        cognito.store.users.set_attributes(pool, owner, {VERIFIED_BY[name]: "false"}, cognito.clock())


def verify(cognito: Cognito, pool: UserPool, user: User, name: str, *, by_force: bool) -> User:
    """Mark a user's address as verified. Another owner of it as an alias loses it by force only.

    AwsError (AliasExistsException) when there is one and no force.
    """
    value = user.attributes.get(name, "")
    if other_owner(cognito, pool, user, name, value):
        if not by_force:
            raise alias_exists(name)
        release(cognito, pool, user, name, value)
    return cognito.store.users.set_attributes(pool, user, {VERIFIED_BY[name]: "true"}, cognito.clock())
