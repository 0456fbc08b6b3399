"""The codes that prove access to a mailbox or a phone.

Sources: "Quotas in Amazon Cognito" (a sign-up or verification code is valid for 24 hours, one for a forgotten
password for one) and "Signing up and confirming user accounts" in the developer guide; the wording is that
of Cognito's managed error responses, as SDK issues quote it (aws-amplify/amplify-js#5460).
"""

from __future__ import annotations

import hmac
import secrets

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.store.proofs import IssuedCode

SECONDS_VALID = 24 * 60 * 60
RESET_SECONDS_VALID = 60 * 60
SIGN_UP = "sign-up"
SPENT_SIGN_UP = "sign-up that was confirmed"
PASSWORD = "password"  # noqa: S105 - what a code is for


def attribute_purpose(name: str) -> str:
    """What a code is for that verifies an attribute."""
    return f"attribute:{name}"


def new_code(now: float, value: str | None = None, seconds: int = SECONDS_VALID) -> IssuedCode:
    """A new code of six digits; `value` is the address that it verifies, where that is a new one."""
    return IssuedCode(f"{secrets.randbelow(10**6):06}", now + seconds, value)


def check_code(issued: IssuedCode | None, given: str, now: float) -> IssuedCode:
    """The issued code; AwsError (ExpiredCodeException, CodeMismatchException) unless it is this one."""
    if issued is None or issued.ends <= now:
        raise expired_code()
    if not is_code(issued, given):
        raise wrong_code()
    return issued


def check_secretly(issued: IssuedCode | None, given: str, now: float) -> IssuedCode:
    """As `check_code`, but only who has the code learns that it is no longer good."""
    if issued is None or not is_code(issued, given):
        raise wrong_code()
    return check_code(issued, given, now)


def is_code(issued: IssuedCode, given: str) -> bool:
    """Whether this is the code, which may have expired."""
    return hmac.compare_digest(issued.code.encode(), given.encode())


def expired_code() -> AwsError:
    return AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.")


def wrong_code() -> AwsError:
    return AwsError("CodeMismatchException", "Invalid verification code provided, please try again.")
