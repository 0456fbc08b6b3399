"""The codes that prove access to a mailbox or a phone.

Sources: "Quotas in Amazon Cognito" (a sign-up, reset or verification code is valid for 24 hours, SMS and
e-mail alike) and "Signing up and confirming user accounts" in the developer guide; the wording is that
of Cognito's managed error responses, as SDK issues quote it (aws-amplify/amplify-js#5460).
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.ministack.user_names import VERIFIED_BY

SECONDS_VALID = 24 * 60 * 60
SIGN_UP = "sign-up"
PASSWORD = "password"  # noqa: S105 - what a code is for
_SEPARATOR = "\n"


def attribute_purpose(name: str) -> str:
    """What a code is for that verifies an attribute."""
    return f"attribute:{name}"


@dataclass(frozen=True)
class IssuedCode:
    """A code, when it ends (seconds since the epoch) and, for a new address, that address."""

    code: str
    ends: float
    value: str | None = None


@dataclass
class ConfirmationCodes:
    """One live code for each user and purpose: the next one sent is the end of the one before."""

    clock: Callable[[], float] = time.time
    _issued: dict[tuple[str, str, str], IssuedCode] = field(default_factory=dict)

    def issue(self, pool_id: str, username: str, purpose: str, value: str | None = None) -> str:
        """A new code of six digits."""
        code = f"{secrets.randbelow(10**6):06}"
        self._issued[(pool_id, username, purpose)] = IssuedCode(code, self.clock() + SECONDS_VALID, value)
        return code

    def check(self, pool_id: str, username: str, purpose: str, code: str) -> IssuedCode:
        """The issued code; AwsError (ExpiredCodeException, CodeMismatchException) unless it is this one."""
        issued = self._issued.get((pool_id, username, purpose))
        if issued is None or issued.ends <= self.clock():
            message = "Invalid code provided, please request a code again."
            raise AwsError("ExpiredCodeException", message)
        if not hmac.compare_digest(issued.code.encode(), code.encode()):
            message = "Invalid verification code provided, please try again."
            raise AwsError("CodeMismatchException", message)
        return issued

    def spend(self, pool_id: str, username: str, purpose: str) -> None:
        """A code works once."""
        self._issued.pop((pool_id, username, purpose), None)

    def forget_user(self, pool_id: str, username: str) -> None:
        """Nobody inherits the codes of a user who had the same name."""
        for purpose in (SIGN_UP, PASSWORD, *map(attribute_purpose, VERIFIED_BY)):
            self.spend(pool_id, username, purpose)

    def dumped(self) -> dict[str, Any]:
        """All codes that still live, as JSON takes them."""
        now = self.clock()
        return {_SEPARATOR.join(key): asdict(code) for key, code in self._issued.items() if code.ends > now}

    def load(self, dumped: Mapping[str, Any]) -> None:
        for key, code in dumped.items():
            pool_id, username, purpose = key.split(_SEPARATOR)
            self._issued[(pool_id, username, purpose)] = IssuedCode(**code)
