"""What an administrator may do to a user's attributes: all that the schema allows, whatever clients may.

Sources: AdminUpdateUserAttributes and AdminDeleteUserAttributes in Cognito's API reference. The wording
about `sub` is AWS's, as MiniStack measured it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.middleware import CognitoMiddleware, json_answer
from cognito_emulator.cognito.ministack.pool_description import PoolDescription, PoolDescriptions
from cognito_emulator.cognito.ministack.real_usernames import attributes_of
from cognito_emulator.cognito.ministack.user_names import VERIFIED_BY, PoolNames, UserNames
from cognito_emulator.cognito.ministack.users import EngineUsers, as_pairs
from cognito_emulator.cognito.operations.user_attributes import check_deletable, without
from cognito_emulator.cognito.request import CognitoRequest, json_object
from cognito_emulator.cognito.rules.addresses import Addresses, alias_exists
from cognito_emulator.cognito.rules.attribute_schema import check_mutable, check_values

ENGINE_KNOWS_NO_SUCH_OPERATION = "InvalidAction"


@dataclass
class AdminAttributes(CognitoMiddleware):
    """AdminUpdateUserAttributes within the schema, and AdminDeleteUserAttributes."""

    app: ASGIApp
    descriptions: PoolDescriptions
    names: UserNames
    users: EngineUsers
    addresses: Addresses
    operations: ClassVar = frozenset({"AdminDeleteUserAttributes", "AdminUpdateUserAttributes"})

    async def answer(self, request: CognitoRequest) -> Response:
        description = await self.descriptions.of(request)
        names = await self.names.of(description)
        username = names.named(request.text("Username"))
        if username is None:
            raise AwsError("UserNotFoundException", "User does not exist.")
        if request.operation == "AdminDeleteUserAttributes":
            return await self._delete(request, description, username)
        written = await self._checked(request, description, names, username)
        return await request.with_parameters(
            {**request.parameters, "Username": username, "UserAttributes": as_pairs(written)}
        ).answer_from(self.app)

    async def _delete(self, request: CognitoRequest, description: PoolDescription, username: str) -> Response:
        """The engine has no such operation, which it says to those alone whom IAM allows it."""
        response = await request.answer_from(self.app)
        if json_object(response.body).get("__type") != ENGINE_KNOWS_NO_SUCH_OPERATION:
            return response
        listed = [
            name for name in request.parameters.get("UserAttributeNames") or [] if isinstance(name, str)
        ]
        check_values(description.schema, dict.fromkeys(listed, ""))
        check_deletable(description, listed)
        await self.users.set(description.pool, username, without(listed))
        return json_answer({})

    async def _checked(
        self, request: CognitoRequest, description: PoolDescription, names: PoolNames, username: str
    ) -> Mapping[str, str]:
        given = attributes_of(request)
        if "sub" in given:
            raise AwsError("InvalidParameterException", "Cannot modify the non-mutable attribute sub")
        check_values(description.schema, given)
        check_mutable(description.schema, given)
        check_deletable(description, [name for name, value in given.items() if not value])
        await self.addresses.check_free(description, username, given)
        before = names.attributes(username)
        written = {**_unverified(before, given), **given}
        for name, verified in VERIFIED_BY.items():
            owner = names.alias_owner(name, given.get(name) or before.get(name, ""))
            if written.get(verified) == "true" and owner not in (None, username):
                raise alias_exists(name)
        return written


def _unverified(before: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """A changed address is unverified, unless the administrator says otherwise."""
    changed = (name for name in VERIFIED_BY if name in given and given[name] != before.get(name))
    return {VERIFIED_BY[name]: "false" if given[name] else "" for name in changed}
