"""The password policy of a pool.

Sources: PasswordPolicyType in Cognito's API reference, "Password requirements" in its developer guide
(the special characters; a space counts when it neither leads nor trails). Wording: AWS's answers, as
applications compare them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.errors import AwsError

_SYMBOLS = frozenset("^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-")
_DEFAULT = {"MinimumLength": 8, "RequireUppercase": True, "RequireLowercase": True, "RequireNumbers": True}


def check_password(settings: Mapping[str, Any], password: str) -> None:
    """Raise AwsError (InvalidPasswordException) for the first rule of the pool's policy that is broken."""
    policy = (settings.get("Policies") or {}).get("PasswordPolicy") or {**_DEFAULT, "RequireSymbols": True}
    problem = _problem(policy, password)
    if problem:
        raise AwsError("InvalidPasswordException", f"Password did not conform with policy: {problem}")


def _problem(policy: Mapping[str, Any], password: str) -> str | None:
    if len(password) < policy.get("MinimumLength", 8):
        return "Password not long enough"
    required = (
        ("RequireUppercase", str.isupper, "Password must have uppercase characters"),
        ("RequireLowercase", str.islower, "Password must have lowercase characters"),
        ("RequireNumbers", str.isdigit, "Password must have numeric characters"),
        ("RequireSymbols", _is_symbol, "Password must have symbol characters"),
    )
    inner = password.strip()
    for setting, test, problem in required:
        if policy.get(setting) and not any(test(character) for character in inner):
            return problem
    return None


def _is_symbol(character: str) -> bool:
    return character in _SYMBOLS or character == " "
