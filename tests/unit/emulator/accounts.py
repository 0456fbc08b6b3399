"""Accounts in every state that a sign-up, an administrator or a provider leaves, in each kind of pool.

Whoever asks about one knows a name, and no password or code. `Place.nobody` is a name of the same form that
nobody has.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from cognito_emulator.aws.functions import FunctionArn, LambdaFunctions
from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.authentication import choices
from cognito_emulator.cognito.authentication.steps import Entrance
from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.service import UserPoolsService
from cognito_emulator.cognito.store.passkeys import Passkey
from cognito_emulator.cognito.triggers.function import TriggerFunctions
from cognito_emulator.cognito.user import EXTERNAL_PROVIDER, RESET_REQUIRED, User
from cognito_emulator.cognito.user_pool import UserPool
from tests.unit.clock import Clock
from tests.unit.emulator import own_pool

OWNER = Caller(own_pool.ACCOUNT, own_pool.REGION)
PASSWORD, WRONG = "Correct-horse-7-battery", "Quite-wrong-7-password"
PENDING = "PENDINGSECRET"  # of an authenticator app that was not verified yet
CALLBACK = "https://app.example/callback"
FUNCTION = f"arn:aws:lambda:{own_pool.REGION}:{own_pool.ACCOUNT}:function:"
FLOWS = [
    *("ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH", "ALLOW_CUSTOM_AUTH"),
    "ALLOW_REFRESH_TOKEN_AUTH",
]
_LONG_AGO = 30 * 24 * 60 * 60
_RELYING_PARTY = "example.com"
_MOST_NAMES = 400


class Functions(LambdaFunctions):
    """Functions that challenge everybody alike, who is there and who is not, and migrate nobody."""

    async def policy(self, function: FunctionArn) -> dict[str, Any]:
        may = {"Effect": "Allow", "Principal": "*", "Action": "lambda:InvokeFunction"}
        return {"Statement": [{**may, "Resource": function.text}]}

    async def invoke(self, function: FunctionArn, payload: Mapping[str, Any]) -> tuple[bytes, bool]:
        if function.name == "refuses":
            return b'{"errorMessage": "refused"}', True
        if function.name == "riddles":
            return json.dumps({"response": _riddle(payload)}).encode(), False
        return json.dumps(payload).encode(), False


def _riddle(event: Mapping[str, Any]) -> dict[str, Any]:
    """A password, if the sign-in begins so, and then riddles that are asked until one is solved."""
    if event["triggerSource"].startswith("Create"):
        return {
            "publicChallengeParameters": {"riddle": "2 + 2"},
            "privateChallengeParameters": {"right": "4"},
        }
    request = event["request"]
    if event["triggerSource"].startswith("Verify"):
        return {"answerCorrect": request["challengeAnswer"] == "4"}
    last = request["session"][-1] if request["session"] else {"challengeName": ""}
    if last["challengeName"] == "CUSTOM_CHALLENGE" and last["challengeResult"]:
        return {"issueTokens": True}
    return {"challengeName": "PASSWORD_VERIFIER" if last["challengeName"] == "SRP_A" else "CUSTOM_CHALLENGE"}


def _address(mark: str) -> str:
    return f"p{mark}@example.com"


def _number(mark: str) -> str:
    return f"+1555{int(mark, 16) % 10**7:07}"


def _chosen(mark: str) -> str:
    return f"p-{mark}"


@dataclass(frozen=True)
class Kind:
    """A pool with its app client, and the names that people are asked for by.

    `signs_up_by` is the name of a sign-up, where that is another. `shows_usernames`: Secure Remote Password
    and custom challenges tell whom an alias belongs to, as AWS's guide says.
    """

    title: str
    pool: Mapping[str, Any]
    named: Callable[[str], str]
    client: Mapping[str, Any] = field(default_factory=dict)
    signs_up_by: Callable[[str], str] | None = None
    asked_by: Callable[[str], str] = lambda name: name
    shows_usernames: bool = False
    mfa: Mapping[str, Any] | None = None


_BY_EMAIL = {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]}
_BY_PHONE = {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_phone_number"}]}
_EMAILS: Mapping[str, Any] = {
    "UsernameAttributes": ["email"],
    "AutoVerifiedAttributes": ["email"],
    "AccountRecoverySetting": _BY_EMAIL,
}
_CHOSEN: Mapping[str, Any] = {"AutoVerifiedAttributes": ["email"], "AccountRecoverySetting": _BY_EMAIL}
_NUMBERS: Mapping[str, Any] = {
    "UsernameAttributes": ["phone_number"],
    "AutoVerifiedAttributes": ["phone_number"],
    "AccountRecoverySetting": _BY_PHONE,
    "SmsConfiguration": {"SnsCallerArn": f"arn:aws:iam::{own_pool.ACCOUNT}:role/sms"},
}
_ANY_CASE = {"UsernameConfiguration": {"CaseSensitive": False}}
_EVERY_FACTOR = {
    "Policies": {
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]}
    },
    "SmsConfiguration": _NUMBERS["SmsConfiguration"],
}
_DEVICES = {"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True}}
_TOKENS = {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
_PASSKEYS = {
    "MfaConfiguration": "OFF",
    "WebAuthnConfiguration": {"RelyingPartyId": _RELYING_PARTY, "UserVerification": "preferred"},
}


def _with_functions(**names: str) -> dict[str, Any]:
    return {"LambdaConfig": {trigger: FUNCTION + name for trigger, name in names.items()}}


_RIDDLES = dict.fromkeys(
    ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"), "riddles"
)
_SECRET = {"GenerateSecret": True}
_ALIAS = {**_CHOSEN, "AliasAttributes": ["email"]}
_BY_ALIAS: Mapping[str, Any] = {"named": _address, "signs_up_by": _chosen, "shows_usernames": True}
KINDS = [
    Kind("addresses", {**_EMAILS, **_with_functions(**_RIDDLES)}, _address),
    Kind("addresses in any case", {**_EMAILS, **_ANY_CASE}, _address, asked_by=str.upper),
    Kind("phone numbers", _NUMBERS, _number),
    Kind("chosen names", {**_CHOSEN, **_with_functions(**_RIDDLES)}, _chosen),
    Kind("chosen names in any case", {**_CHOSEN, **_ANY_CASE}, _chosen, asked_by=str.upper),
    Kind("chosen addresses", _CHOSEN, _address),
    Kind("names beside aliases", _ALIAS, _chosen),
    Kind("aliases", {**_ALIAS, **_with_functions(**_RIDDLES)}, **_BY_ALIAS),
    Kind("a secret", {**_EMAILS, **_with_functions(**_RIDDLES)}, _address, _SECRET),
    Kind("every factor, addresses", {**_EMAILS, **_EVERY_FACTOR}, _address, mfa=_PASSKEYS),
    Kind("every factor, chosen names", {**_CHOSEN, **_EVERY_FACTOR}, _chosen, mfa=_PASSKEYS),
    Kind("every factor, phone numbers", {**_NUMBERS, **_EVERY_FACTOR}, _number, mfa=_PASSKEYS),
    Kind("devices", {**_CHOSEN, **_with_functions(**_RIDDLES), **_DEVICES}, _chosen),
    Kind("second factors", _EMAILS, _address, mfa=_TOKENS),
    Kind("required factors", _CHOSEN, _chosen, mfa={**_TOKENS, "MfaConfiguration": "ON"}),
    Kind("a recovery of old", {**_EMAILS, "AccountRecoverySetting": None}, _address),
    Kind("nothing verified", {"UsernameAttributes": ["email"]}, _address),
    Kind("a migration that refuses", {**_EMAILS, **_with_functions(UserMigration="refuses")}, _address),
    Kind("a migration that is silent", {**_EMAILS, **_with_functions(UserMigration="silent")}, _address),
    Kind("a look before", {**_CHOSEN, **_with_functions(PreAuthentication="looks")}, _chosen),
]


@dataclass(frozen=True)
class Place:
    """A kind's pool, made once."""

    kind: Kind
    clock: Clock
    service: UserPoolsService
    pool: UserPool
    client: AppClient

    @property
    def cognito(self) -> Cognito:
        return self.service.cognito

    def ask(self, operation: str, **request: Any) -> dict[str, Any]:
        """An operation as the pool's owner, or of the app client."""
        return asyncio.run(self.service.call(operation, request, OWNER))

    def admin(self, operation: str, name: str, **request: Any) -> None:
        self.ask(operation, UserPoolId=self.pool.id, Username=name, **request)

    def secret_hash(self, name: str) -> str:
        digest = hmac.digest((self.client.secret or "").encode(), (name + self.client.id).encode(), "sha256")
        return base64.b64encode(digest).decode()

    def hashed(self, member: str, name: str) -> dict[str, str]:
        """The secret hash of a name, where the client has a secret."""
        return {member: self.secret_hash(name)} if self.client.secret else {}

    def user(self, name: str) -> User | None:
        return self.cognito.store.users.signs_in_by(self.pool, name)

    def offered(self, name: str) -> list[str]:
        """The first factors that whoever has this name can choose from."""
        return choices.offered(self.cognito, Entrance(self.pool, self.client), name, self.user(name))

    def nobody(self, like: str) -> str:
        """A name that nobody has, of the form of another, with the choices that this one has."""
        for _ in range(_MOST_NAMES):
            mark = secrets.token_hex(6)
            name = f"provider_{mark}" if like.startswith("provider_") else self.kind.named(mark)
            if self.offered(name) == self.offered(like):
                return name
        raise AssertionError("Nobody is offered what somebody is.")


@cache
def place_of(kind: str) -> Place:
    described = next(each for each in KINDS if each.title == kind)
    clock = Clock()
    cognito = replace(own_pool.cognito(clock), functions=TriggerFunctions(Functions()))
    service = UserPoolsService(cognito)

    def ask(operation: str, **request: Any) -> dict[str, Any]:
        return asyncio.run(service.call(operation, request, OWNER))

    wanted = {name: value for name, value in described.pool.items() if value is not None}
    pool_id = ask("CreateUserPool", PoolName="pool", **wanted)["UserPool"]["Id"]
    if described.mfa:
        ask("SetUserPoolMfaConfig", UserPoolId=pool_id, **described.mfa)
    client = {
        "ClientName": "app",
        "ExplicitAuthFlows": FLOWS,
        "PreventUserExistenceErrors": "ENABLED",
        "CallbackURLs": [CALLBACK],
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "SupportedIdentityProviders": ["COGNITO"],
        **described.client,
    }
    made = ask("CreateUserPoolClient", UserPoolId=pool_id, **client)["UserPoolClient"]
    pool = cognito.pool(OWNER, pool_id)
    return Place(described, clock, service, pool, cognito.client_of(pool, made["ClientId"]))


def legacy_place_of(kind: str) -> Place:
    """The same pool, by an app client that hides nobody."""
    place = place_of(kind)
    client = {"ClientName": "legacy", "ExplicitAuthFlows": FLOWS, "PreventUserExistenceErrors": "LEGACY"}
    made = place.ask("CreateUserPoolClient", UserPoolId=place.pool.id, **client)["UserPoolClient"]
    return replace(place, client=place.cognito.client_of(place.pool, made["ClientId"]))


def unconfirmed(place: Place) -> str:
    mark = secrets.token_hex(6)
    name = place.kind.named(mark)
    signs_up_by = (place.kind.signs_up_by or place.kind.named)(mark)
    attribute = "phone_number" if "phone_number" in place.pool.username_attributes else "email"
    address = name if attribute == "phone_number" or "@" in name else _address(mark)
    request = {"ClientId": place.client.id, "Username": signs_up_by}
    place.ask(
        "SignUp",
        **request,
        Password=PASSWORD,
        **place.hashed("SecretHash", signs_up_by),
        UserAttributes=[{"Name": attribute, "Value": address}],
    )
    return name


def unverified(place: Place) -> str:
    name = unconfirmed(place)
    _confirm(place, name)
    return name


def confirmed(place: Place) -> str:
    name = unconfirmed(place)
    _confirm(place, name, is_verified=True)
    return name


def disabled(place: Place) -> str:
    name = confirmed(place)
    place.admin("AdminDisableUser", name)
    return name


def disabled_before_confirmation(place: Place) -> str:
    name = unconfirmed(place)
    _by_any_name(place, "AdminDisableUser", name)
    return name


def invited(place: Place) -> str:
    name = confirmed(place)
    place.admin("AdminSetUserPassword", name, Password=PASSWORD, Permanent=False)
    return name


def invited_long_ago(place: Place) -> str:
    name = invited(place)
    place.clock.now += _LONG_AGO
    return name


def reset(place: Place) -> str:
    """Whom an administrator has sent a code."""
    name = confirmed(place)
    place.admin("AdminResetUserPassword", name)
    return name


def imported(place: Place) -> str:
    name = confirmed(place)
    user = place.cognito.user(place.pool, name)
    with place.cognito.store.database.transaction():
        place.cognito.store.users.forget_password(user, place.clock())
        place.cognito.store.users.set_status(user, RESET_REQUIRED, place.clock())
    return name


def external(place: Place) -> str:
    """Whom a provider has signed in."""
    mark = secrets.token_hex(6)
    attributes = {"sub": mark, "email": _address(mark), "email_verified": "true"}
    with place.cognito.store.database.transaction():
        place.cognito.store.users.add(
            place.pool,
            f"provider_{mark}",
            attributes,
            status=EXTERNAL_PROVIDER,
            password=None,
            now=place.clock(),
        )
    return f"provider_{mark}"


def with_second_factor(place: Place) -> str:
    name = confirmed(place)
    factors = {
        "secret": "A" * 52,
        "enabled": ["SOFTWARE_TOKEN_MFA"],
        "preferred": "SOFTWARE_TOKEN_MFA",
        "pending": PENDING,
    }
    with place.cognito.store.database.transaction():
        place.cognito.store.users.set_factors(place.cognito.user(place.pool, name), factors, place.clock())
    return name


def with_both_addresses(place: Place) -> str:
    name, mark = confirmed(place), secrets.token_hex(6)
    attribute, value = ("email", _address(mark)) if name.startswith("+") else ("phone_number", _number(mark))
    pairs = [{"Name": attribute, "Value": value}]
    place.admin("AdminUpdateUserAttributes", name, UserAttributes=pairs)
    return name


def with_nothing(place: Place) -> str:
    """Who has neither password nor address."""
    name = without_password(place)
    place.admin("AdminDeleteUserAttributes", name, UserAttributeNames=["email"])
    return name


def with_passkey(place: Place) -> str:
    name = confirmed(place)
    user = place.cognito.user(place.pool, name)
    key = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
    content = {"public key": "AA", "sign count": 0, "relying party": _RELYING_PARTY}
    with place.cognito.store.database.transaction():
        place.cognito.store.passkeys.put(Passkey(user.id, key, place.clock(), content))
    return name


def without_password(place: Place) -> str:
    name = confirmed(place)
    user = place.cognito.user(place.pool, name)
    with place.cognito.store.database.transaction():
        place.cognito.store.users.forget_password(user, place.clock())
    return name


STATES: list[Callable[[Place], str]] = [
    *(unconfirmed, unverified, confirmed, disabled, disabled_before_confirmation, invited),
    *(invited_long_ago, reset, imported, external, with_second_factor, with_both_addresses, with_passkey),
    without_password,
]


def _confirm(place: Place, name: str, *, is_verified: bool = False) -> None:
    _by_any_name(place, "AdminConfirmSignUp", name)
    if is_verified:
        attribute = "phone_number_verified" if name.startswith("+") else "email_verified"
        pairs = [{"Name": attribute, "Value": "true"}]
        _by_any_name(place, "AdminUpdateUserAttributes", name, UserAttributes=pairs)


def _by_any_name(place: Place, operation: str, name: str, **request: Any) -> None:
    """An address that is an alias leads to its user once it is verified."""
    chosen = f"p-{name[1:].partition('@')[0]}" if place.kind.signs_up_by else name
    place.admin(operation, chosen, **request)
