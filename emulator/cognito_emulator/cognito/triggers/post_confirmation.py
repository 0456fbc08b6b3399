"""Fires the PostConfirmation trigger, which MiniStack never does.

Follows "Post confirmation Lambda trigger" in the Cognito developer guide. The caller gets its answer when the
function is done; whatever the function does, the user stays confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.middleware import CognitoMiddleware
from cognito_emulator.cognito.ministack.pool_description import PoolDescriptions
from cognito_emulator.cognito.ministack.users import EngineUsers
from cognito_emulator.cognito.request import CognitoRequest, json_object
from cognito_emulator.cognito.triggers.event import trigger_event, user_attributes
from cognito_emulator.cognito.triggers.function import FunctionArn, TriggerFunctions

_SIGN_UP = "PostConfirmation_ConfirmSignUp"
TRIGGER_SOURCES = {
    "AdminConfirmSignUp": _SIGN_UP,
    "ConfirmSignUp": _SIGN_UP,
    "SignUp": _SIGN_UP,
    "ConfirmForgotPassword": "PostConfirmation_ConfirmForgotPassword",
}


@dataclass
class PostConfirmation(CognitoMiddleware):
    """Sends every request on; after one that has confirmed somebody, runs the pool's function."""

    app: ASGIApp
    descriptions: PoolDescriptions
    users: EngineUsers
    functions: TriggerFunctions
    operations: ClassVar = TRIGGER_SOURCES.keys()

    async def answer(self, request: CognitoRequest) -> Response:
        response = await request.answer_from(self.app)
        if _has_confirmed(request, response):
            await self._run_trigger(request)
        return response

    async def _run_trigger(self, request: CognitoRequest) -> None:
        """AwsError, which takes the answer's place, when the function fails."""
        description = await self.descriptions.of(request)
        function = description.functions.get("PostConfirmation")
        if not function:
            return
        user = await self.users.get(description.pool, request.text("Username"))
        event = trigger_event(
            TRIGGER_SOURCES[request.operation],
            description,
            user["Username"],
            request.text("ClientId"),
            request={
                "userAttributes": {"email_verified": "false", **user_attributes(user)},
                "clientMetadata": request.texts("ClientMetadata"),
            },
            response={},
        )
        await self.functions.run("PostConfirmation", FunctionArn(function), description.arn, event)


def _has_confirmed(request: CognitoRequest, response: Response) -> bool:
    if response.status_code != 200:
        return False
    return request.operation != "SignUp" or json_object(response.body).get("UserConfirmed") is True
