"""Somebody who has signed up in a user pool, by the operations that an app calls."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jwt

from cognito_emulator.testing.errors import TestingError
from cognito_emulator.testing.mailbox import Mailbox
from cognito_emulator.testing.srp_sign_in import signed_in_by_srp
from cognito_emulator.testing.user_pool import UserPool

_ADDRESSES = {"EMAIL": "email", "SMS": "phone_number"}
_SRP, _OF_ADMINISTRATORS = "USER_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH"
# the first that the app client allows is taken
_FLOWS = {
    "ALLOW_USER_PASSWORD_AUTH": "USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH": _OF_ADMINISTRATORS,
    "ALLOW_USER_SRP_AUTH": _SRP,
}
_DEFAULT_FLOWS = ("ALLOW_USER_SRP_AUTH",)  # AWS's, of a client for which nothing was said


@dataclass(frozen=True)
class Tokens:
    """What a sign-in has given; `refresh_token` is empty where the flow gives none."""

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int

    @property
    def id_claims(self) -> dict[str, Any]:
        """What the ID token says, not verified."""
        return dict(jwt.decode(self.id_token, options={"verify_signature": False}))

    @property
    def access_claims(self) -> dict[str, Any]:
        """What the access token says, not verified."""
        return dict(jwt.decode(self.access_token, options={"verify_signature": False}))


@dataclass(frozen=True)
class Person:
    """`username` is what they sign up and in with; `email` is empty for somebody who has gone without one."""

    user_pool: UserPool
    username: str = field(repr=False)
    email: str = field(repr=False)
    password: str = field(repr=False)
    sub: str

    def sign_in(self) -> Tokens:
        """Sign in, by SRP where need be. TestingError where no password will do, or Cognito asks for more."""
        answer = self._answer_to_password()
        if "ChallengeName" in answer:
            raise TestingError(
                f"The sign-in goes on with the challenge {answer['ChallengeName']}, which sign_in() does not "
                "answer. Sign in by initiate_auth and respond_to_auth_challenge of boto3."
            )
        result = answer["AuthenticationResult"]
        return Tokens(
            result["IdToken"], result["AccessToken"], result.get("RefreshToken", ""), result["ExpiresIn"]
        )

    def attributes(self) -> dict[str, str]:
        """Their attributes as the pool has them now."""
        return {pair["Name"]: pair.get("Value", "") for pair in self._described()["UserAttributes"]}

    def status(self) -> str:
        """Their UserStatus, such as CONFIRMED."""
        return str(self._described()["UserStatus"])

    def groups(self) -> list[str]:
        """The groups that they are in, by name."""
        api = self.user_pool.cognito.client("cognito-idp")
        pages = api.get_paginator("admin_list_groups_for_user").paginate(
            UserPoolId=self.user_pool.id, Username=self.username
        )
        return [group["GroupName"] for page in pages for group in page["Groups"]]

    def _described(self) -> Mapping[str, Any]:
        api = self.user_pool.cognito.client("cognito-idp")
        described: Mapping[str, Any] = api.admin_get_user(
            UserPoolId=self.user_pool.id, Username=self.username
        )
        return described

    def _answer_to_password(self) -> Mapping[str, Any]:
        pool, flow = self.user_pool, _sign_in_flow(self.user_pool)
        if flow == _SRP:
            return signed_in_by_srp(pool, self.username, self.password)
        api = pool.cognito.client("cognito-idp")
        parameters = {"USERNAME": self.username, "PASSWORD": self.password}
        asked = {
            "ClientId": pool.client_id,
            "AuthFlow": flow,
            "AuthParameters": {**parameters, **pool.secret_hash_parameter(self.username)},
        }
        if flow == _OF_ADMINISTRATORS:
            administered: Mapping[str, Any] = api.admin_initiate_auth(UserPoolId=pool.id, **asked)
            return administered
        answer: Mapping[str, Any] = api.initiate_auth(**asked)
        return answer


def signed_up(
    user_pool: UserPool,
    mailbox: Mailbox,
    username: str | None = None,
    *,
    password: str | None = None,
    attributes: Mapping[str, str] | None = None,
    groups: Sequence[str] = (),
    confirmed: bool = True,
    **parameters: Any,
) -> Person:
    """Sign somebody up by SignUp, and confirm them by the code that they were sent.

    Who and what is not said is made up: an e-mail address of example.com, which is the username too, and a
    password of 24 characters. Where the pool sends no code, AdminConfirmSignUp confirms them. Groups are made
    where they are missing. `parameters` are further ones of SignUp, such as ClientMetadata.
    botocore's ClientError where Cognito, or a trigger, refuses.
    """
    given = dict(attributes or {})
    if "email" not in given and not (username and given):
        given["email"] = username if username and "@" in username else _made_up_address()
    name = username or given.get("email") or _made_up_address()
    secret = password or f"Aa1!{secrets.token_urlsafe(15)}"
    api = user_pool.cognito.client("cognito-idp")
    answer = api.sign_up(
        ClientId=user_pool.client_id,
        Username=name,
        Password=secret,
        UserAttributes=[{"Name": attribute, "Value": value} for attribute, value in given.items()],
        **user_pool.secret_hash(name),
        **parameters,
    )
    person = Person(user_pool, name, given.get("email", ""), secret, answer["UserSub"])
    if confirmed and not answer["UserConfirmed"]:
        _confirm(person, mailbox, answer.get("CodeDeliveryDetails"), given)
    for group in groups:
        user_pool.add_to_group(name, group)
    return person


def _confirm(
    person: Person, mailbox: Mailbox, delivery: Mapping[str, Any] | None, given: Mapping[str, str]
) -> None:
    pool = person.user_pool
    api = pool.cognito.client("cognito-idp")
    if not delivery:
        api.admin_confirm_sign_up(UserPoolId=pool.id, Username=person.username)
        return
    address = given.get(_ADDRESSES[delivery["DeliveryMedium"]]) or person.username
    api.confirm_sign_up(
        ClientId=pool.client_id,
        Username=person.username,
        ConfirmationCode=mailbox.code_for(address),
        **pool.secret_hash(person.username),
    )


def _sign_in_flow(pool: UserPool) -> str:
    api = pool.cognito.client("cognito-idp")
    client = api.describe_user_pool_client(UserPoolId=pool.id, ClientId=pool.client_id)["UserPoolClient"]
    allowed = client.get("ExplicitAuthFlows") or _DEFAULT_FLOWS
    for name, flow in _FLOWS.items():
        if name in allowed:
            return flow
    raise TestingError(
        f"sign_in() needs an app client that takes passwords, and this one has {', '.join(allowed)}. Add "
        "ALLOW_USER_PASSWORD_AUTH to its ExplicitAuthFlows, or sign in by what it allows."
    )


def _made_up_address() -> str:
    return f"person-{uuid.uuid4().hex}@example.com"
