"""How long somebody waits after wrong passwords.

Source: "Lockout behavior for failed sign-in attempts" in the Cognito developer guide. After the fifth
wrong password in a row the user waits a second, and twice as long after every further one, up to about
15 minutes. Attempts while one waits count for nothing. A sign-in, or 15 minutes without an attempt, ends
the count.
"""

from __future__ import annotations

from cognito_emulator.cognito.errors import not_authorized
from cognito_emulator.cognito.store.proofs import WrongPasswords

FREE = 5
LONGEST_SECONDS = 15 * 60


def check_may_try(wrong: WrongPasswords, now: float) -> None:
    """Raise AwsError (NotAuthorizedException) for a user who has to wait."""
    if wrong.count >= FREE and now < _locked_until(wrong):
        raise not_authorized("Password attempts exceeded")


def after_a_wrong_one(wrong: WrongPasswords, now: float) -> WrongPasswords:
    """The count after one more wrong password."""
    is_forgotten = now - _locked_until(wrong) >= LONGEST_SECONDS
    return WrongPasswords(1 if is_forgotten else wrong.count + 1, now)


def _locked_until(wrong: WrongPasswords) -> float:
    if wrong.count < FREE:
        return wrong.last
    return wrong.last + min(2.0 ** min(wrong.count - FREE, 10), LONGEST_SECONDS)
