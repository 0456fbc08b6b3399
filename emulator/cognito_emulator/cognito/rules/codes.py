"""The codes that prove access to a mailbox or a phone.

Sources: "Quotas in Amazon Cognito" (a sign-up, reset or verification code is valid for 24 hours, SMS and
e-mail alike) and "Signing up and confirming user accounts" in the developer guide; the wording is that
of Cognito's managed error responses, as SDK issues quote it (aws-amplify/amplify-js#5460).
"""

from __future__ import annotations

import hmac
import secrets

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.store.proofs import IssuedCode

SECONDS_VALID = 24 * 60 * 60
SIGN_UP = "sign-up"
PASSWORD = "password"  # noqa: S105 - what a code is for


def attribute_purpose(name: str) -> str:
    """What a code is for that verifies an attribute."""
    return f"attribute:{name}"


def new_code(now: float, value: str | None = None) -> IssuedCode:
    """A new code of six digits; `value` is the address that it verifies, where that is a new one."""
    return IssuedCode(f"{secrets.randbelow(10**6):06}", now + SECONDS_VALID, value)


def check_code(issued: IssuedCode | None, given: str, now: float) -> IssuedCode:
    """The issued code; AwsError (ExpiredCodeException, CodeMismatchException) unless it is this one."""
    if issued is None or issued.ends <= now:
        raise AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.")
    if not hmac.compare_digest(issued.code.encode(), given.encode()):
        raise wrong_code()
    return issued


def wrong_code() -> AwsError:
    return AwsError("CodeMismatchException", "Invalid verification code provided, please try again.")
