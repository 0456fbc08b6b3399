"""People with second factors, in pools that have them."""

from __future__ import annotations

import json
import secrets
import time
from typing import Any

import pyotp

from tests.conformance.pools import CHOSEN_USERNAMES, Person, Pool, Pools

SENDER = {"SnsCallerArn": "arn:aws:iam::000000000000:role/conformance-sms", "SnsRegion": "us-east-1"}
SES = {
    "EmailSendingAccount": "DEVELOPER",
    "SourceArn": "arn:aws:ses:us-east-1:000000000000:identity/example.com",
    "From": "no-reply@example.com",
}
BY_EITHER = {
    "RecoveryMechanisms": [
        {"Priority": 1, "Name": "verified_email"},
        {"Priority": 2, "Name": "verified_phone_number"},
    ]
}
BY_ADMINS = {"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]}
_STEP = 30
# a code that is asked for is still good when it comes to be read, on a machine that is busy too
_READ_WITHIN = 10


def some_number() -> str:
    """A phone number in the range that is reserved for fiction."""
    return f"+1555010{secrets.randbelow(10**4):04}"


def pool_with_factors(
    pools: Pools, mode: str = "OPTIONAL", *, sms: bool = False, email: bool = False, totp: bool = False
) -> Pool:
    """A pool whose second factors are these; people choose user names, and administrators reset passwords."""
    settings: dict[str, Any] = {"AccountRecoverySetting": BY_ADMINS, **CHOSEN_USERNAMES}
    if email:
        settings["EmailConfiguration"] = SES
    pool = pools.create(client={"WriteAttributes": None, "ReadAttributes": None}, **settings)
    set_factors(pool, mode, sms=sms, email=email, totp=totp)
    return pool


def set_factors(pool: Pool, mode: str, *, sms: bool = False, email: bool = False, totp: bool = False) -> None:
    config: dict[str, Any] = {"SoftwareTokenMfaConfiguration": {"Enabled": totp}}
    if sms:
        config["SmsMfaConfiguration"] = {"SmsConfiguration": SENDER}
    if email:
        config["EmailMfaConfiguration"] = {"Subject": "Sign-in", "Message": "Your code is {####}"}
    pool.cognito.set_user_pool_mfa_config(UserPoolId=pool.id, MfaConfiguration=mode, **config)


class App:
    """Somebody's authenticator app: each code that it shows is another."""

    def __init__(self, secret: str) -> None:
        self._generator = pyotp.TOTP(secret)
        self._next = 0

    def code(self) -> str:
        """A code that is good now and was not shown before: one of three, or the next, waited for."""
        oldest = int(time.time() + _READ_WITHIN) // _STEP - 1
        shown = max(self._next, oldest)
        newest = int(time.time()) // _STEP + 1
        if shown > newest:
            time.sleep((shown - 1) * _STEP - time.time())
        self._next = shown + 1
        return self._generator.at(shown * _STEP)

    def wrong(self) -> str:
        """No code of these minutes."""
        now = int(time.time()) // _STEP
        good = {self._generator.at((now + step) * _STEP) for step in range(-3, 4)}
        return next(code for code in ("000000", "000001", "111111", "222222", "333333") if code not in good)


def with_app(pool: Pool, person: Person, *, is_preferred: bool = True) -> App:
    """An authenticator app that this person has set up and switched on."""
    app, _ = verified_app(pool, person)
    pool.cognito.admin_set_user_mfa_preference(
        UserPoolId=pool.id,
        Username=person.username,
        SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": is_preferred},
    )
    return app


def verified_app(pool: Pool, person: Person, **verification: str) -> tuple[App, str]:
    """An authenticator app that was verified but is not switched on, and the access token for it."""
    token = pool.tokens(person)["AccessToken"]
    app = App(pool.cognito.associate_software_token(AccessToken=token)["SecretCode"])
    pool.cognito.verify_software_token(AccessToken=token, UserCode=app.code(), **verification)
    return app, token


def prefer(pool: Pool, person: Person, **settings: dict[str, bool]) -> None:
    """AdminSetUserMFAPreference by its members: SMSMfaSettings and the like."""
    pool.cognito.admin_set_user_mfa_preference(UserPoolId=pool.id, Username=person.username, **settings)


ON = {"Enabled": True, "PreferredMfa": False}
PREFERRED = {"Enabled": True, "PreferredMfa": True}
OFF = {"Enabled": False, "PreferredMfa": False}


def choices(challenge: dict[str, Any]) -> set[str]:
    """The factors that a SELECT_MFA_TYPE or MFA_SETUP challenge lists."""
    parameters = challenge["ChallengeParameters"]
    return set(json.loads(parameters.get("MFAS_CAN_CHOOSE") or parameters.get("MFAS_CAN_SETUP") or "[]"))
