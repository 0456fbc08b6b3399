"""User pools of a rule's own: made for it, deleted after it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from tests.conformance.mailbox import Mailbox
from tests.conformance.sender import Sender

PASSWORD = "Correct-Horse-7-Battery"
OTHER_PASSWORD = "Staple-Of-9-Another"

SCHEMA = [
    {"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True},
    {"Name": "name", "AttributeDataType": "String", "Required": False, "Mutable": True},
    {
        "Name": "plan",
        "AttributeDataType": "String",
        "Mutable": False,
        "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "16"},
    },
    {
        "Name": "nick",
        "AttributeDataType": "String",
        "Mutable": True,
        "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "5"},
    },
    {
        "Name": "level",
        "AttributeDataType": "Number",
        "Mutable": True,
        "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "10"},
    },
    {"Name": "active", "AttributeDataType": "Boolean", "Mutable": True},
    {"Name": "since", "AttributeDataType": "DateTime", "Mutable": True},
]
CUSTOM = ["custom:plan", "custom:nick", "custom:level", "custom:active", "custom:since"]
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
CLIENT = {
    "ClientName": "conformance",
    "ExplicitAuthFlows": FLOWS,
    "PreventUserExistenceErrors": "ENABLED",
    "ReadAttributes": ["email", "email_verified", "name", *CUSTOM],
    "WriteAttributes": ["email", "name", *CUSTOM],
}
POOL = {
    "UsernameAttributes": ["email"],
    "AutoVerifiedAttributes": ["email"],
    "UsernameConfiguration": {"CaseSensitive": False},
    "Schema": SCHEMA,
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 12,
            "RequireUppercase": True,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
        }
    },
    "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
}
# A pool in which people choose a user name of their own; None takes the setting out of POOL.
CHOSEN_USERNAMES: dict[str, Any] = {"UsernameAttributes": None}


def some_address() -> str:
    """An address that nobody else uses, and that takes AWS's mails without an inbox or a bounce.

    https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
    """
    return f"success+{secrets.token_hex(6)}@simulator.amazonses.com"


def as_attributes(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]


@dataclass(frozen=True, repr=False)
class Person:
    username: str
    address: str
    password: str = PASSWORD


@dataclass
class Pool:
    """One pool and its first app client; the helpers hold what every rule would repeat."""

    cognito: Any
    mailbox: Mailbox
    id: str
    arn: str
    client_id: str
    client_secret: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)

    def person(self) -> Person:
        address = some_address()
        chosen = self.settings.get("UsernameAttributes") is None
        return Person(f"user-{secrets.token_hex(6)}" if chosen else address, address)

    def sign_up(self, person: Person | None = None, **call: Any) -> tuple[Person, dict[str, Any]]:
        """Sign a person up with an e-mail address and whatever `Attributes` a rule adds."""
        person = person or self.person()
        attributes = {"email": person.address, **call.pop("Attributes", {})}
        request = {
            "ClientId": self.client_id,
            "Username": person.username,
            "Password": person.password,
            "UserAttributes": as_attributes({n: v for n, v in attributes.items() if v is not None}),
            **call,
        }
        if self.client_secret:
            request.setdefault("SecretHash", self.secret_hash(person.username))
        return person, self.cognito.sign_up(**request)

    def confirmed(self, **call: Any) -> Person:
        """A person who has signed up and whom an administrator confirmed, address verified.

        An engine that does not let an administrator verify an address fails the rules that need a verified
        one, and no others.
        """
        person, _ = self.sign_up(**call)
        self.cognito.admin_confirm_sign_up(UserPoolId=self.id, Username=person.username)
        with suppress(ClientError):
            self.set_as_admin(person, {"email_verified": "true"})
        return person

    def confirm(self, person: Person, code: str, **call: Any) -> dict[str, Any]:
        return dict(
            self.cognito.confirm_sign_up(
                ClientId=self.client_id, Username=person.username, ConfirmationCode=code, **call
            )
        )

    def log_in(
        self, person: Person, password: str | None = None, client_id: str | None = None
    ) -> dict[str, Any]:
        """The answer of InitiateAuth by password: `AuthenticationResult`, or a challenge."""
        return dict(
            self.cognito.initiate_auth(
                ClientId=client_id or self.client_id,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": person.username, "PASSWORD": password or person.password},
            )
        )

    def tokens(self, person: Person, client_id: str | None = None) -> dict[str, Any]:
        return dict(self.log_in(person, client_id=client_id)["AuthenticationResult"])

    def refresh(self, refresh_token: str, client_id: str | None = None) -> dict[str, Any]:
        answer = self.cognito.initiate_auth(
            ClientId=client_id or self.client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": refresh_token},
        )
        return dict(answer["AuthenticationResult"])

    def another_client(self, **settings: Any) -> str:
        """A further app client: CLIENT with `settings` over it, None taking a setting out."""
        made = self.cognito.create_user_pool_client(UserPoolId=self.id, **_without_none(CLIENT, settings))
        return str(made["UserPoolClient"]["ClientId"])

    def answer(
        self, person: Person, challenge: Mapping[str, Any], client_id: str | None = None, **responses: str
    ) -> dict[str, Any]:
        """RespondToAuthChallenge: the next challenge, or `AuthenticationResult`."""
        request = {
            "ClientId": client_id or self.client_id,
            "ChallengeName": challenge["ChallengeName"],
            "ChallengeResponses": {"USERNAME": person.username, **responses},
        }
        if challenge.get("Session"):
            request["Session"] = challenge["Session"]
        return dict(self.cognito.respond_to_auth_challenge(**request))

    def user(self, person: Person) -> dict[str, Any]:
        return dict(self.cognito.admin_get_user(UserPoolId=self.id, Username=person.username))

    def attributes(self, person: Person) -> dict[str, str]:
        return {a["Name"]: a["Value"] for a in self.user(person)["UserAttributes"]}

    def set_as_admin(self, person: Person, attributes: Mapping[str, str]) -> None:
        self.cognito.admin_update_user_attributes(
            UserPoolId=self.id, Username=person.username, UserAttributes=as_attributes(attributes)
        )

    def group(self, name: str, **settings: Any) -> str:
        self.cognito.create_group(UserPoolId=self.id, GroupName=name, **settings)
        return name

    def add_to_group(self, person: Person, group: str) -> None:
        self.cognito.admin_add_user_to_group(UserPoolId=self.id, Username=person.username, GroupName=group)

    def mailed_code(self, person: Person, answer: Mapping[str, Any]) -> str:
        return self.mailbox.mailed_code(self.id, person.address, answer)

    def usable_code(self, person: Person, answer: Mapping[str, Any]) -> str:
        return self.mailbox.usable_code(self.id, person.address, answer)

    def secret_hash(self, username: str) -> str:
        """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
        ("Computing secret hash values")."""
        key = (self.client_secret or "").encode()
        digest = hmac.new(key, (username + self.client_id).encode(), hashlib.sha256).digest()
        return base64.b64encode(digest).decode()


class Pools:
    """Makes pools and deletes them when the rule has been asked."""

    def __init__(self, cognito: Any, mailbox: Mailbox, sender: Sender | None = None) -> None:
        """`sender` sends the codes of every pool, but of one whose own messages a rule is about."""
        self._cognito = cognito
        self._mailbox = mailbox
        self._sender = sender
        self._made: list[str] = []

    def create(self, client: Mapping[str, Any] | None = None, **settings: Any) -> Pool:
        """POOL with `settings` over it and one CLIENT with `client` over it; None takes a setting out."""
        wanted = _without_none(POOL, settings)
        functions = wanted.get("LambdaConfig") or {}
        sender = self._sender if "CustomMessage" not in functions else None
        if sender:
            wanted["LambdaConfig"] = {**sender.configuration(), **functions}
        name = f"conformance-{secrets.token_hex(4)}"
        pool = self._cognito.create_user_pool(PoolName=name, **wanted)["UserPool"]
        self._made.append(pool["Id"])
        if sender:
            sender.allow(pool["Arn"])
        made = self._cognito.create_user_pool_client(
            UserPoolId=pool["Id"], **_without_none(CLIENT, client or {})
        )
        app = made["UserPoolClient"]
        return Pool(
            cognito=self._cognito,
            mailbox=self._mailbox,
            id=pool["Id"],
            arn=pool.get("Arn", ""),
            client_id=app["ClientId"],
            client_secret=app.get("ClientSecret"),
            settings=wanted,
        )

    def delete_all(self) -> None:
        for pool_id in self._made:
            self._cognito.delete_user_pool(UserPoolId=pool_id)


def claims(token: str) -> dict[str, Any]:
    """What a token says, unverified: the rules about signatures verify it against the pool's keys."""
    return dict(json.loads(_decoded(token.split(".")[1])))


def header(token: str) -> dict[str, Any]:
    return dict(json.loads(_decoded(token.split(".", maxsplit=1)[0])))


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _without_none(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**base, **over}.items() if value is not None}
