"""SignUp as Cognito does it: the pool's rules, its PreSignUp function, and a code to the address.

Sources: API_SignUp in Cognito's API reference; "Signing up and confirming user accounts" and "Pre
sign-up Lambda trigger" in its developer guide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

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
from cognito_emulator.cognito.ministack.user_names import VERIFIED_BY, UserNames
from cognito_emulator.cognito.ministack.users import EngineUsers, as_pairs
from cognito_emulator.cognito.request import CognitoRequest
from cognito_emulator.cognito.rules.addresses import Addresses, code_attribute
from cognito_emulator.cognito.rules.attribute_permissions import check_writable
from cognito_emulator.cognito.rules.attribute_schema import check_required, check_values
from cognito_emulator.cognito.rules.codes import SIGN_UP, ConfirmationCodes
from cognito_emulator.cognito.rules.new_user import NewUser, check_names_are_free, new_user
from cognito_emulator.cognito.rules.password_policy import check_password
from cognito_emulator.cognito.rules.secret_hash import check_secret_hash, secret_hash
from cognito_emulator.cognito.triggers.pre_sign_up import PreSignUp, SignUpSwitches


@dataclass
class SignUp(CognitoMiddleware):
    """Answers SignUp; the engine keeps the user."""

    app: ASGIApp
    descriptions: PoolDescriptions
    names: UserNames
    users: EngineUsers
    addresses: Addresses
    pre_sign_up: PreSignUp
    codes: ConfirmationCodes
    messages: CognitoMessages
    operations: ClassVar = frozenset({"SignUp"})

    async def answer(self, request: CognitoRequest) -> Response:
        description = await self.descriptions.of(request)
        client = await self.descriptions.client(description.pool, request.text("ClientId"))
        user = _checked_user(request, description, client)
        names = await self.names.of(description)
        check_names_are_free(description, names, request.text("Username"), user)
        names.put(user.username, user.attributes)  # nobody else gets them while the function runs
        try:
            switches = await self.pre_sign_up.run(request, description, user, "PreSignUp_SignUp")
            kept = await self._keep(request, description, client, user)
        finally:
            names.remove(user.username)
        names.put(kept.username, kept.attributes)
        self.codes.forget_user(description.id, kept.username)
        return await self._welcome(request, description, kept, switches)

    async def _keep(
        self, request: CognitoRequest, description: PoolDescription, client: ClientDescription, user: NewUser
    ) -> NewUser:
        """Have the engine keep the user, unconfirmed: the user as it is kept, with the sub."""
        try:
            made = await self._sign_up(request, description, client, user, user.username)
        except AwsError as error:
            # A pool that CloudFormation made: the engine itself takes the address and gives a Username.
            if not (description.username_attributes and error.message.startswith("Username should be")):
                raise
            made = await self._sign_up(request, description, client, user, request.text("Username"))
            return NewUser(made["UserSub"], {**user.attributes, "sub": made["UserSub"]})
        sub = user.username if description.username_attributes else made["UserSub"]
        unverified = {VERIFIED_BY[name]: "false" for name in VERIFIED_BY.keys() & user.attributes.keys()}
        await self.users.set(description.pool, user.username, {"sub": sub, **unverified})
        return NewUser(user.username, {**user.attributes, **unverified, "sub": sub})

    async def _sign_up(
        self,
        request: CognitoRequest,
        description: PoolDescription,
        client: ClientDescription,
        user: NewUser,
        username: str,
    ) -> dict[str, Any]:
        parameters: dict[str, Any] = {
            "ClientId": client.id,
            "Username": username,
            "Password": request.text("Password"),
            "UserAttributes": as_pairs(user.attributes),
        }
        if client.secret:
            parameters["SecretHash"] = secret_hash(client, username)
        return await self.users.call(description.pool, "SignUp", parameters)

    async def _welcome(
        self, request: CognitoRequest, description: PoolDescription, user: NewUser, switches: SignUpSwitches
    ) -> Response:
        answer: dict[str, Any] = {"UserConfirmed": switches.confirms, "UserSub": user.attributes["sub"]}
        for verified in switches.verified:
            await self.addresses.verify(description, user.username, verified, by_force=True)
        if switches.confirms:
            await self.users.ask(description.pool, "AdminConfirmSignUp", {"Username": user.username})
            return json_answer(answer)
        attribute = code_attribute(description, user.attributes)
        if attribute:
            code = self.codes.issue(description.id, user.username, SIGN_UP)
            to = Addressee(
                user.username, user.attributes, request.text("ClientId"), request.texts("ClientMetadata")
            )
            answer["CodeDeliveryDetails"] = await self.messages.send_code(
                description, to, "CustomMessage_SignUp", attribute, code
            )
        return json_answer(answer)


def _checked_user(
    request: CognitoRequest, description: PoolDescription, client: ClientDescription
) -> NewUser:
    """The user that the request describes; AwsError when the pool or the client does not allow it."""
    check_secret_hash(client, request.text("Username"), request.text("SecretHash"))
    if (description.settings.get("AdminCreateUserConfig") or {}).get("AllowAdminCreateUserOnly"):
        raise AwsError("NotAuthorizedException", "SignUp is not permitted for this user pool")
    given = attributes_of(request)
    user = new_user(description, request.text("Username"), given)
    check_values(description.schema, given)
    check_writable(description.schema, client, given)
    attributes = {name: value for name, value in user.attributes.items() if value}
    check_required(description.schema, attributes)
    check_password(description.settings, request.text("Password"))
    return NewUser(user.username, attributes)
