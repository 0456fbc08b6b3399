"""The passwords that a pool does not let somebody have again.

Source: "Passwords, account recovery, and password policies" in the Cognito developer guide ("their current
password
or any of up to 23 additional previous passwords, for a maximum total of 24"); PasswordPolicyType in its API
reference.
No page gives the words.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from typing import Any

from cognito_emulator.cognito.errors import AwsError

LONGEST = 24


def remembered(settings: Mapping[str, Any]) -> int:
    """How many passwords of a user, the one of today among them, nobody sets again."""
    policy = (settings.get("Policies") or {}).get("PasswordPolicy") or {}
    return int(policy.get("PasswordHistorySize") or 0)


def check_is_new(password: bytes, had: Iterable[bytes]) -> None:
    """Raise AwsError (PasswordHistoryPolicyViolationException) for one of these kept passwords."""
    if any(hmac.compare_digest(password, each) for each in had):
        raise AwsError("PasswordHistoryPolicyViolationException", "Password has previously been used.")
