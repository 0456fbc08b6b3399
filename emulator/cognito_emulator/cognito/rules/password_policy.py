"""The password policy of a pool.

Sources: PasswordPolicyType in Cognito's API reference, "Password requirements" in its developer guide
(letters of Basic Latin, the special characters; a space counts when it neither leads nor trails). Wording:
AWS's answers, as
applications compare them.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.errors import AwsError

_SYMBOLS = frozenset("^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-")
_DEFAULT = {"MinimumLength": 8, "RequireUppercase": True, "RequireLowercase": True, "RequireNumbers": True}


@dataclass(frozen=True)
class PasswordLacks:
    """What a password lacks: so many characters, and the kinds of these settings (RequireNumbers …)."""

    characters: int
    kinds: tuple[str, ...]


def lacks(settings: Mapping[str, Any], password: str) -> PasswordLacks:
    """Every rule of the pool's policy that is broken."""
    policy, inner = _policy(settings), frozenset(password.strip())
    return PasswordLacks(
        max(0, int(policy.get("MinimumLength", 8)) - len(password)),
        tuple(name for name, allowed, _ in _REQUIRED if policy.get(name) and not inner & allowed),
    )


def check_password(settings: Mapping[str, Any], password: str) -> None:
    """Raise AwsError (InvalidPasswordException) for the first rule of the pool's policy that is broken."""
    problem = _problem(_policy(settings), password)
    if problem:
        raise AwsError("InvalidPasswordException", f"Password did not conform with policy: {problem}")


def _policy(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    return (settings.get("Policies") or {}).get("PasswordPolicy") or {**_DEFAULT, "RequireSymbols": True}


def _problem(policy: Mapping[str, Any], password: str) -> str | None:
    if len(password) < policy.get("MinimumLength", 8):
        return "Password not long enough"
    inner = frozenset(password.strip())
    for setting, characters, problem in _REQUIRED:
        if policy.get(setting) and not inner & characters:
            return problem
    return None


_REQUIRED = (
    ("RequireUppercase", frozenset(string.ascii_uppercase), "Password must have uppercase characters"),
    ("RequireLowercase", frozenset(string.ascii_lowercase), "Password must have lowercase characters"),
    ("RequireNumbers", frozenset(string.digits), "Password must have numeric characters"),
    ("RequireSymbols", _SYMBOLS | {" "}, "Password must have symbol characters"),
)
