"""A code for each user: ConfirmSignUp, ResendConfirmationCode and the two halves of a password reset.

The engine knows one code for everybody. It is told that one when the caller gives the right one, so that
all else about these operations stays the engine's: who exists, who is hidden, who may be confirmed, the
password's policy.

Sources: the operations' pages in Cognito's API reference; "Managing user existence error responses" in
its guide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.messages.messages import Addressee, CognitoMessages, delivery_details
from cognito_emulator.cognito.middleware import CognitoMiddleware, json_answer
from cognito_emulator.cognito.ministack.pool_description import PoolDescription, PoolDescriptions
from cognito_emulator.cognito.ministack.user_names import UserNames
from cognito_emulator.cognito.ministack.users import EngineUsers, as_map
from cognito_emulator.cognito.request import CognitoRequest, json_object
from cognito_emulator.cognito.rules.addresses import (
    Addresses,
    alias_exists,
    code_attribute,
    recovery_attribute,
)
from cognito_emulator.cognito.rules.codes import PASSWORD, SIGN_UP, ConfirmationCodes

_ENGINES_CODE = {"ConfirmSignUp": "123456", "ConfirmForgotPassword": "654321"}
_NEVER_A_CODE = "no-code"
_PURPOSE = {"ConfirmSignUp": SIGN_UP, "ConfirmForgotPassword": PASSWORD}


@dataclass
class CodeOperations(CognitoMiddleware):
    """Sends each user a code of their own, and takes no other."""

    app: ASGIApp
    descriptions: PoolDescriptions
    names: UserNames
    users: EngineUsers
    addresses: Addresses
    codes: ConfirmationCodes
    messages: CognitoMessages
    operations: ClassVar = frozenset(
        {"AdminResetUserPassword", "ForgotPassword", "ResendConfirmationCode", *_PURPOSE}
    )

    async def answer(self, request: CognitoRequest) -> Response:
        description = await self.descriptions.of(request)
        names = await self.names.of(description)
        find = names.named if request.operation.startswith("Admin") else names.owner
        username = find(request.text("Username"))
        if username is None:
            return await request.answer_from(self.app)
        if request.operation in _PURPOSE:
            return await self._take_code(request, description, username)
        if request.operation == "AdminResetUserPassword":
            return await self._reset_by_administrator(request, description, username)
        return await self._send_code(request, description, username)

    async def _take_code(
        self, request: CognitoRequest, description: PoolDescription, username: str
    ) -> Response:
        purpose, refusal, told = _PURPOSE[request.operation], None, _ENGINES_CODE[request.operation]
        try:
            self.codes.check(description.id, username, purpose, request.text("ConfirmationCode"))
        except AwsError as error:
            refusal, told = error, _NEVER_A_CODE
        if refusal is None and request.operation == "ConfirmSignUp":
            await self._check_alias(request, description, username)
        response = await request.with_parameters(
            {**request.parameters, "ConfirmationCode": told}
        ).answer_from(self.app)
        if refusal and json_object(response.body).get("__type") in _CODE_REFUSALS:
            raise refusal
        if response.status_code == 200:
            await self._after_the_code(request, description, username)
        return response

    async def _check_alias(
        self, request: CognitoRequest, description: PoolDescription, username: str
    ) -> None:
        attribute = await self._sign_up_attribute(description, username)
        if attribute is None or request.parameters.get("ForceAliasCreation") is True:
            return
        if await self.addresses.other_owner(description, username, attribute):
            raise alias_exists(attribute)

    async def _after_the_code(
        self, request: CognitoRequest, description: PoolDescription, username: str
    ) -> None:
        self.codes.spend(description.id, username, _PURPOSE[request.operation])
        if request.operation != "ConfirmSignUp":
            return
        attribute = await self._sign_up_attribute(description, username)
        if attribute:
            await self.addresses.verify(description, username, attribute, by_force=True)

    async def _sign_up_attribute(self, description: PoolDescription, username: str) -> str | None:
        return code_attribute(description, (await self.names.of(description)).attributes(username))

    async def _send_code(
        self, request: CognitoRequest, description: PoolDescription, username: str
    ) -> Response:
        response = await request.answer_from(self.app)
        if response.status_code != 200:
            return response
        user = await self.users.get(description.pool, username)
        attributes = as_map(user["UserAttributes"])
        to = Addressee(username, attributes, request.text("ClientId"), request.texts("ClientMetadata"))
        if request.operation == "ForgotPassword":
            return await self._send_reset_code(description, user, to)
        if user["UserStatus"] != "UNCONFIRMED":
            raise AwsError("InvalidParameterException", "User is already confirmed.")
        attribute = code_attribute(description, attributes)
        if attribute is None:
            raise AwsError("InvalidParameterException", "Auto verification not turned on.")
        code = self.codes.issue(description.id, username, SIGN_UP)
        details = await self.messages.send_code(description, to, "CustomMessage_ResendCode", attribute, code)
        return json_answer({"CodeDeliveryDetails": details})

    async def _send_reset_code(
        self, description: PoolDescription, user: dict[str, Any], to: Addressee
    ) -> Response:
        attribute = recovery_attribute(description, to.attributes)
        client = await self.descriptions.client(description.pool, to.client_id)
        if attribute is None and client.hides_who_exists:
            simulated = to.attributes.get("email") or to.username
            return json_answer({"CodeDeliveryDetails": delivery_details(simulated, "email")})
        _check_may_be_reset(user, attribute)
        details = await self._issue_reset_code(description, to, str(attribute))
        return json_answer({"CodeDeliveryDetails": details})

    async def _issue_reset_code(
        self, description: PoolDescription, to: Addressee, attribute: str
    ) -> dict[str, str]:
        code = self.codes.issue(description.id, to.username, PASSWORD)
        return await self.messages.send_code(description, to, "CustomMessage_ForgotPassword", attribute, code)

    async def _reset_by_administrator(
        self, request: CognitoRequest, description: PoolDescription, username: str
    ) -> Response:
        user = await self.users.get(description.pool, username)
        attributes = as_map(user["UserAttributes"])
        attribute = recovery_attribute(description, attributes)
        _check_may_be_reset(user, attribute)
        response = await request.answer_from(self.app)
        if response.status_code == 200:
            to = Addressee(username, attributes, client_metadata=request.texts("ClientMetadata"))
            await self._issue_reset_code(description, to, str(attribute))
        return response


_CODE_REFUSALS = frozenset({"CodeMismatchException", "ExpiredCodeException"})


def _check_may_be_reset(user: dict[str, Any], attribute: str | None) -> None:
    """Raise AwsError for a user whose password no code can reset. The words are AWS's, from SDK issues."""
    if user["UserStatus"] == "FORCE_CHANGE_PASSWORD":
        raise AwsError("NotAuthorizedException", "User password cannot be reset in the current state.")
    if not user["Enabled"]:
        raise AwsError("NotAuthorizedException", "User is disabled.")
    if attribute is None:
        message = (
            "Cannot reset password for the user as there is no registered/verified email or phone_number"
        )
        raise AwsError("InvalidParameterException", message)
