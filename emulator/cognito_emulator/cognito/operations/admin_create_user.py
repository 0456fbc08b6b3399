"""AdminCreateUser as Cognito does it: the schema, the PreSignUp function, and an invitation.

Sources: API_AdminCreateUser in Cognito's API reference; "Creating user accounts as administrator" in its
guide.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.messages.messages import Addressee, CognitoMessages
from cognito_emulator.cognito.middleware import CognitoMiddleware, json_answer
from cognito_emulator.cognito.ministack.pool_description import PoolDescription, PoolDescriptions
from cognito_emulator.cognito.ministack.real_usernames import attributes_of
from cognito_emulator.cognito.ministack.user_names import VERIFIED_BY, PoolNames, UserNames
from cognito_emulator.cognito.ministack.users import EngineUsers, as_pairs
from cognito_emulator.cognito.request import CognitoRequest
from cognito_emulator.cognito.rules.addresses import alias_exists
from cognito_emulator.cognito.rules.attribute_schema import check_values
from cognito_emulator.cognito.rules.codes import ConfirmationCodes
from cognito_emulator.cognito.rules.new_user import NewUser, check_names_are_free, new_user
from cognito_emulator.cognito.rules.password_policy import check_password
from cognito_emulator.cognito.triggers.pre_sign_up import PreSignUp


@dataclass
class AdminCreateUser(CognitoMiddleware):
    """Answers AdminCreateUser; the engine keeps the user."""

    app: ASGIApp
    descriptions: PoolDescriptions
    names: UserNames
    users: EngineUsers
    pre_sign_up: PreSignUp
    codes: ConfirmationCodes
    messages: CognitoMessages
    operations: ClassVar = frozenset({"AdminCreateUser"})

    async def answer(self, request: CognitoRequest) -> Response:
        description = await self.descriptions.of(request)
        names = await self.names.of(description)
        if request.text("MessageAction") == "RESEND":
            return await self._invite_again(request, description, names)
        user = _checked_user(request, description, names)
        names.put(user.username, user.attributes)  # nobody else gets them while the function runs
        try:
            await self.pre_sign_up.run(request, description, user, "PreSignUp_AdminCreateUser")
            password = request.text("TemporaryPassword") or temporary_password(description.settings)
            made = await self._keep(description, user, password)
        finally:
            names.remove(user.username)
        attributes = {pair["Name"]: pair["Value"] for pair in made["Attributes"]}
        names.put(made["Username"], attributes)
        self.codes.forget_user(description.id, made["Username"])
        if request.text("MessageAction") != "SUPPRESS":
            await self._invite(request, description, NewUser(made["Username"], attributes), password)
        return json_answer({"User": made})

    async def _keep(self, description: PoolDescription, user: NewUser, password: str) -> dict[str, Any]:
        """Have the engine keep the user: UserType, as the API answers it."""
        parameters = {
            "Username": user.username,
            "UserAttributes": as_pairs(user.attributes),
            "TemporaryPassword": password,
            "MessageAction": "SUPPRESS",
        }
        made = (await self.users.ask(description.pool, "AdminCreateUser", parameters))["User"]
        if description.username_attributes:
            await self.users.set(description.pool, user.username, {"sub": user.username})
            sub = {"Name": "sub", "Value": user.username}
            made["Attributes"] = [sub, *(pair for pair in made["Attributes"] if pair["Name"] != "sub")]
        return dict(made)

    async def _invite_again(
        self, request: CognitoRequest, description: PoolDescription, names: PoolNames
    ) -> Response:
        username = names.named(request.text("Username"))
        if username is None:
            raise AwsError("UserNotFoundException", "User does not exist.")
        user = await self.users.get(description.pool, username)
        if user["UserStatus"] != "FORCE_CHANGE_PASSWORD":
            message = f"Resend not possible. {username} status is not FORCE_CHANGE_PASSWORD"
            raise AwsError("UnsupportedUserStateException", message)
        password = request.text("TemporaryPassword") or temporary_password(description.settings)
        new = {"Username": username, "Password": password, "Permanent": False}
        await self.users.ask(description.pool, "AdminSetUserPassword", new)
        attributes = {pair["Name"]: pair["Value"] for pair in user["UserAttributes"]}
        await self._invite(request, description, NewUser(username, attributes), password)
        fields = ("Username", "UserCreateDate", "UserLastModifiedDate", "Enabled", "UserStatus")
        shown = {name: user[name] for name in fields}
        return json_answer({"User": {**shown, "Attributes": user["UserAttributes"]}})

    async def _invite(
        self, request: CognitoRequest, description: PoolDescription, user: NewUser, password: str
    ) -> None:
        mediums = request.parameters.get("DesiredDeliveryMediums") or ["SMS"]
        wanted = {"EMAIL": "email", "SMS": "phone_number"}
        for attribute in (*(wanted[medium] for medium in mediums if medium in wanted), "email"):
            if user.attributes.get(attribute):
                metadata = request.texts("ClientMetadata")
                to = Addressee(user.username, user.attributes, client_metadata=metadata)
                await self.messages.send_invitation(description, to, attribute, password)
                return


def _checked_user(request: CognitoRequest, description: PoolDescription, names: PoolNames) -> NewUser:
    given = attributes_of(request)
    if "sub" in given:
        raise AwsError("InvalidParameterException", "Cannot modify the non-mutable attribute sub")
    user = new_user(description, request.text("Username"), given)
    check_values(description.schema, given)
    if request.text("TemporaryPassword"):
        check_password(description.settings, request.text("TemporaryPassword"))
    try:
        check_names_are_free(description, names, request.text("Username"), user)
    except AwsError as error:
        if description.username_attributes:
            raise
        raise AwsError("UsernameExistsException", "User account already exists") from error
    attributes = {name: value for name, value in user.attributes.items() if value}
    for name in description.alias_attributes & VERIFIED_BY.keys():
        is_verified = attributes.get(VERIFIED_BY[name]) == "true"
        if (
            is_verified
            and not request.parameters.get("ForceAliasCreation")
            and names.is_taken(attributes.get(name, ""))
        ):
            raise alias_exists(name)
    return NewUser(user.username, attributes)


def temporary_password(settings: Mapping[str, Any]) -> str:
    """A password that every policy allows: each kind of character, and as long as the pool wants it."""
    policy = (settings.get("Policies") or {}).get("PasswordPolicy") or {}
    kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits, "!#%&*+-=?@_")
    length = max(int(policy.get("MinimumLength") or 8), 8)
    characters = [secrets.choice(kind) for kind in kinds]
    characters += [secrets.choice("".join(kinds)) for _ in range(length - len(characters))]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)
