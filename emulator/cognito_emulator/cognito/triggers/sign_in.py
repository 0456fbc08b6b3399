"""PreAuthentication and PostAuthentication: a function before the password is looked at, and one after a
sign-in.

Sources: "Pre authentication Lambda trigger" and "Post authentication Lambda trigger" in the Cognito
developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.middleware import CognitoMiddleware
from cognito_emulator.cognito.ministack.pool_description import PoolDescription, PoolDescriptions
from cognito_emulator.cognito.ministack.user_names import UserNames
from cognito_emulator.cognito.ministack.users import EngineUsers
from cognito_emulator.cognito.request import CognitoRequest, json_object
from cognito_emulator.cognito.triggers.event import trigger_event, user_attributes
from cognito_emulator.cognito.triggers.function import FunctionArn, TriggerFunctions

_WITH_A_PASSWORD = frozenset(
    {"ADMIN_NO_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH", "USER_SRP_AUTH"}
)


@dataclass
class SignInTriggers(CognitoMiddleware):
    """Runs the pool's functions around a sign-in; a refresh is none."""

    app: ASGIApp
    descriptions: PoolDescriptions
    names: UserNames
    users: EngineUsers
    functions: TriggerFunctions
    operations: ClassVar = frozenset(
        {"AdminInitiateAuth", "AdminRespondToAuthChallenge", "InitiateAuth", "RespondToAuthChallenge"}
    )

    async def answer(self, request: CognitoRequest) -> Response:
        description = await self.descriptions.of(request)
        if not description.functions.keys() & {"PreAuthentication", "PostAuthentication"}:
            return await request.answer_from(self.app)
        user = await self._user(request, description)
        if user and request.text("AuthFlow") in _WITH_A_PASSWORD:
            metadata = {"validationData": request.texts("ClientMetadata") or None}
            await self._run("PreAuthentication", request, description, user, metadata)
        response = await request.answer_from(self.app)
        signed_in = json_object(response.body).get("AuthenticationResult")
        if user and response.status_code == 200 and signed_in and not _is_refresh(request):
            extra: dict[str, Any] = {
                "newDeviceUsed": False,
                "clientMetadata": request.texts("ClientMetadata"),
            }
            await self._run("PostAuthentication", request, description, user, extra)
        return response

    async def _user(self, request: CognitoRequest, description: PoolDescription) -> dict[str, Any] | None:
        given = request.texts("AuthParameters") or request.texts("ChallengeResponses")
        username = (await self.names.of(description)).owner(given.get("USERNAME", ""))
        return await self.users.find(description.pool, username) if username else None

    async def _run(
        self,
        trigger: str,
        request: CognitoRequest,
        description: PoolDescription,
        user: Mapping[str, Any],
        extra: Mapping[str, Any],
    ) -> None:
        function = description.functions.get(trigger)
        if function:
            event = trigger_event(
                f"{trigger}_Authentication",
                description,
                user["Username"],
                request.text("ClientId"),
                request={"userAttributes": user_attributes(user), **extra},
                response={},
            )
            await self.functions.run(trigger, FunctionArn(function), description.arn, event)


def _is_refresh(request: CognitoRequest) -> bool:
    return request.text("AuthFlow").startswith("REFRESH_TOKEN")
