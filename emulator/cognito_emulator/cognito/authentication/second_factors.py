"""Second factors: which a user has, when one is asked for, and whether a one-time password is right.

Sources: "Adding MFA to a user pool" in the Cognito developer guide; RFC 6238, by pyotp.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyotp

from cognito_emulator.cognito.authentication.challenges import SOFTWARE_TOKEN_MFA
from cognito_emulator.cognito.user import User

SECRET, PENDING, ENABLED, PREFERRED, USED = "secret", "pending", "enabled", "preferred", "used"
_STEP_SECONDS = 30
_STEPS_EITHER_WAY = 1


def new_secret() -> str:
    """A secret of 52 characters of base32, as AWS's are."""
    return pyotp.random_base32(52)


def mfa_members(user: User) -> dict[str, Any]:
    """What answers about a user say of second factors: nothing of a user who has none."""
    members: dict[str, Any] = {}
    if user.factors.get(PREFERRED):
        members["PreferredMfaSetting"] = user.factors[PREFERRED]
    if user.factors.get(ENABLED):
        members["UserMFASettingList"] = list(user.factors[ENABLED])
    return members


def has_software_token(user: User) -> bool:
    """Whether there is one that was verified."""
    return bool(user.factors.get(SECRET))


def asked_for(user: User) -> str | None:
    """The factor that this user is asked for at a sign-in; None for none."""
    enabled = user.factors.get(ENABLED) or []
    if SOFTWARE_TOKEN_MFA in enabled and has_software_token(user):
        return SOFTWARE_TOKEN_MFA
    return None


def matching_step(secret: str, code: str, now: float) -> int | None:
    """The time step whose one-time password this is; None for a wrong one."""
    step = int(now) // _STEP_SECONDS
    generator = pyotp.TOTP(secret)
    for each in range(step - _STEPS_EITHER_WAY, step + _STEPS_EITHER_WAY + 1):
        if pyotp.utils.strings_equal(code, generator.at(each * _STEP_SECONDS)):
            return each
    return None


def was_used(factors: Mapping[str, Any], step: int) -> bool:
    """Whether a one-time password of this step, or of a later one, has let somebody in already."""
    return step <= int(factors.get(USED) or 0)
