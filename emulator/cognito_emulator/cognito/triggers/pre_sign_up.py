"""The PreSignUp trigger: a function that may refuse, confirm or verify whoever comes in.

Source: "Pre sign-up Lambda trigger" in the Cognito developer guide.
"""

from __future__ import annotations

from dataclasses import dataclass

from cognito_emulator.cognito.ministack.pool_description import PoolDescription
from cognito_emulator.cognito.request import CognitoRequest
from cognito_emulator.cognito.rules.new_user import NewUser
from cognito_emulator.cognito.triggers.event import trigger_event
from cognito_emulator.cognito.triggers.function import FunctionArn, TriggerFunctions


@dataclass(frozen=True)
class SignUpSwitches:
    """What the function has switched on."""

    confirms: bool = False
    verified: tuple[str, ...] = ()


@dataclass(frozen=True)
class PreSignUp:
    """Runs the pool's function before there is a user."""

    functions: TriggerFunctions

    async def run(
        self, request: CognitoRequest, description: PoolDescription, user: NewUser, source: str
    ) -> SignUpSwitches:
        """AwsError, worded as Cognito's, when the function refuses or fails."""
        function = description.functions.get("PreSignUp")
        if not function:
            return SignUpSwitches()
        event_request = {
            "userAttributes": dict(user.attributes),
            "validationData": _validation_data(request) or None,
            "clientMetadata": request.texts("ClientMetadata"),
        }
        response = {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}
        client_id = request.text("ClientId")
        event = trigger_event(
            source, description, user.username, client_id, request=event_request, response=response
        )
        said = await self.functions.run("PreSignUp", FunctionArn(function), description.arn, event)
        switches = (("autoVerifyEmail", "email"), ("autoVerifyPhone", "phone_number"))
        verified = (attribute for switch, attribute in switches if said.get(switch) is True)
        return SignUpSwitches(
            said.get("autoConfirmUser") is True, tuple(name for name in verified if name in user.attributes)
        )


def _validation_data(request: CognitoRequest) -> dict[str, str]:
    pairs = request.parameters.get("ValidationData") or []
    return {pair["Name"]: pair.get("Value", "") for pair in pairs}
