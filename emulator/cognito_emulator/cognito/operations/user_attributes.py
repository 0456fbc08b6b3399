"""Users' attributes after the sign-up: who may change, take away and see which.

Sources: "Working with user attributes" and "Verifying updates to email addresses and phone numbers" in
the Cognito developer guide, and the operations' pages in its API reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.messages.messages import Addressee, CognitoMessages
from cognito_emulator.cognito.middleware import CognitoMiddleware, json_answer
from cognito_emulator.cognito.ministack.pool_description import (
    ClientDescription,
    PoolDescription,
    PoolDescriptions,
)
from cognito_emulator.cognito.ministack.real_usernames import attributes_of
from cognito_emulator.cognito.ministack.user_names import VERIFIED_BY
from cognito_emulator.cognito.ministack.user_pools import UserPool
from cognito_emulator.cognito.ministack.users import EngineUsers, as_map, as_pairs
from cognito_emulator.cognito.request import CognitoRequest
from cognito_emulator.cognito.rules.addresses import Addresses
from cognito_emulator.cognito.rules.attribute_permissions import check_writable, readable
from cognito_emulator.cognito.rules.attribute_schema import check_mutable, check_required, check_values
from cognito_emulator.cognito.rules.codes import ConfirmationCodes, attribute_purpose
from cognito_emulator.cognito.tokens.access_token import unverified_owner


@dataclass(frozen=True)
class SignedInUser:
    """Whose access token a request carries, checked by the engine, and through which client."""

    description: PoolDescription
    client: ClientDescription
    username: str
    attributes: Mapping[str, str]


@dataclass
class OwnAttributes(CognitoMiddleware):
    """The operations of a user who is signed in, within what the app client may read and write."""

    app: ASGIApp
    descriptions: PoolDescriptions
    users: EngineUsers
    addresses: Addresses
    codes: ConfirmationCodes
    messages: CognitoMessages
    operations: ClassVar = frozenset(
        {
            "DeleteUserAttributes",
            "GetUser",
            "GetUserAttributeVerificationCode",
            "UpdateUserAttributes",
            "VerifyUserAttribute",
        }
    )

    async def answer(self, request: CognitoRequest) -> Response:
        owner = unverified_owner(request.text("AccessToken"))
        pool = UserPool.of_id(owner.pool_id if owner else "")
        # The engine checks the token, in its own words, before anything is said or done.
        got = await self.users.call(pool, "GetUser", {"AccessToken": request.text("AccessToken")})
        if owner is None:
            raise AwsError("NotAuthorizedException", "Invalid Access Token")
        description = await self.descriptions.of_pool(pool)
        client = await self.descriptions.client(pool, owner.client_id)
        user = SignedInUser(description, client, owner.username, as_map(got["UserAttributes"]))
        if request.operation == "GetUser":
            shown = readable(description.schema, client, user.attributes)
            return json_answer({**got, "UserAttributes": as_pairs(shown)})
        if request.operation == "UpdateUserAttributes":
            return await self._update(request, user)
        if request.operation == "DeleteUserAttributes":
            return await self._delete(request, user)
        if request.operation == "VerifyUserAttribute":
            return await self._verify(request, user)
        return await self._send_code(request, user)

    async def _update(self, request: CognitoRequest, user: SignedInUser) -> Response:
        given = attributes_of(request)
        schema = user.description.schema
        check_values(schema, given)
        check_writable(schema, user.client, given)
        check_mutable(schema, given)
        check_required(schema, {**user.attributes, **given})
        await self.addresses.check_free(user.description, user.username, given)
        changed = {
            name: given[name]
            for name in VERIFIED_BY
            if given.get(name, user.attributes.get(name)) != user.attributes.get(name)
        }
        waiting = _waiting_for_a_code(user.description) & {name for name, value in changed.items() if value}
        unverified = {
            VERIFIED_BY[name]: "false" if value else ""
            for name, value in changed.items()
            if name not in waiting
        }
        written = {name: value for name, value in given.items() if name not in waiting}
        await self.users.set(user.description.pool, user.username, {**written, **unverified})
        sent = [
            await self._mail_code(request, user, name, value, "CustomMessage_UpdateUserAttribute")
            for name, value in changed.items()
            if value and (name in waiting or name in user.description.auto_verified)
        ]
        return json_answer({"CodeDeliveryDetailsList": sent})

    async def _delete(self, request: CognitoRequest, user: SignedInUser) -> Response:
        names = [name for name in request.parameters.get("UserAttributeNames") or [] if isinstance(name, str)]
        taken = dict.fromkeys(names, "")
        check_values(user.description.schema, taken)
        check_writable(user.description.schema, user.client, names)
        check_deletable(user.description, names)
        await self.users.set(user.description.pool, user.username, without(names))
        return json_answer({})

    async def _verify(self, request: CognitoRequest, user: SignedInUser) -> Response:
        name, pool = request.text("AttributeName"), user.description.pool
        purpose = attribute_purpose(name)
        issued = self.codes.check(pool.id, user.username, purpose, request.text("Code"))
        if issued.value and issued.value != user.attributes.get(name):
            await self.addresses.check_free(user.description, user.username, {name: issued.value})
            await self.users.set(pool, user.username, {name: issued.value, VERIFIED_BY[name]: "false"})
        await self.addresses.verify(user.description, user.username, name)
        self.codes.spend(pool.id, user.username, purpose)
        return json_answer({})

    async def _send_code(self, request: CognitoRequest, user: SignedInUser) -> Response:
        name = request.text("AttributeName")
        address = user.attributes.get(name)
        if name not in VERIFIED_BY or not address:
            raise AwsError("InvalidParameterException", f"User does not have an attribute {name} to verify.")
        details = await self._mail_code(request, user, name, address, "CustomMessage_VerifyUserAttribute")
        return json_answer({"CodeDeliveryDetails": details})

    async def _mail_code(
        self, request: CognitoRequest, user: SignedInUser, name: str, address: str, source: str
    ) -> dict[str, str]:
        code = self.codes.issue(user.description.id, user.username, attribute_purpose(name), address)
        attributes = {**user.attributes, name: address}
        to = Addressee(user.username, attributes, user.client.id, request.texts("ClientMetadata"))
        return await self.messages.send_code(user.description, to, source, name, code)


def check_deletable(description: PoolDescription, names: Iterable[str]) -> None:
    """Raise AwsError (InvalidParameterException) for an attribute that a user cannot be without."""
    for name in names:
        if name in description.username_attributes or description.schema.get(name, {}).get("Required"):
            problem = f"Attributes did not conform to the schema: {name}: The attribute is required\n"
            raise AwsError("InvalidParameterException", problem)
    check_mutable(description.schema, names)


def without(names: Iterable[str]) -> dict[str, str]:
    """What takes attributes away: empty values, for them and for what was verified of them."""
    gone = dict.fromkeys(names, "")
    return {**gone, **{VERIFIED_BY[name]: "" for name in gone if name in VERIFIED_BY}}


def _waiting_for_a_code(description: PoolDescription) -> set[str]:
    settings = description.settings.get("UserAttributeUpdateSettings") or {}
    return set(settings.get("AttributesRequireVerificationBeforeUpdate") or ())
