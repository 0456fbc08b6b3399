"""Passwords, of which the store has what Secure Remote Password needs and nothing else.

Source: the SRP-6a of AWS's own clients: the inner hash of `x` is SHA-256 of pool name, Username and password.
"""

from __future__ import annotations

import hmac
import secrets
import string
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.rules.password_history import check_is_new, remembered
from cognito_emulator.cognito.rules.password_policy import check_password
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

_DAY = 24 * 60 * 60
_DEFAULT_DAYS = 7


def kept_password(pool: UserPool, username: str, password: str) -> bytes:
    """What is kept of a password: nobody reads the password from it."""
    return sha256(f"{pool.srp_name}{username}:{password}".encode()).digest()


def new_password(cognito: Cognito, pool: UserPool, user: User, password: str) -> bytes:
    """What is kept of a password that a user is to have; AwsError for one that the pool does not allow."""
    check_password(pool.settings, password)
    kept, most = kept_password(pool, user.username, password), remembered(pool.settings)
    if most:
        former = cognito.store.users.former_passwords(user, most - 1)
        check_is_new(kept, [*([user.password] if user.password else []), *former])
    return kept


def is_right(pool: UserPool, user: User, password: str) -> bool:
    """Never for somebody who has no password."""
    given = kept_password(pool, user.username, password)
    return user.password is not None and hmac.compare_digest(user.password, given)


def has_expired(pool: UserPool, user: User, now: float) -> bool:
    """Whether the temporary password of somebody whom an administrator created is too old."""
    policy = (pool.settings.get("Policies") or {}).get("PasswordPolicy") or {}
    days = policy.get("TemporaryPasswordValidityDays")
    if days is None:
        config = pool.settings.get("AdminCreateUserConfig") or {}
        days = config.get("UnusedAccountValidityDays", _DEFAULT_DAYS)
    return now - (user.password_set or now) > int(days) * _DAY


def temporary_password(settings: Mapping[str, Any]) -> str:
    """A password that every policy allows: each kind of character, and as long as the pool wants it."""
    policy = (settings.get("Policies") or {}).get("PasswordPolicy") or {}
    kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits, "!#%&*+-=?@_")
    length = max(int(policy.get("MinimumLength") or 8), 8)
    characters = [secrets.choice(kind) for kind in kinds]
    characters += [secrets.choice("".join(kinds)) for _ in range(length - len(characters))]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)
