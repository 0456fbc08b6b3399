"""Fires the PostConfirmation trigger, which MiniStack never does.

Follows "Post confirmation Lambda trigger" in the Cognito developer guide. The caller gets its answer when the
function is done; whatever the function does, the user stays confirmed.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from emulator.aws_api import AwsApi
from emulator.aws_errors import AwsError
from emulator.cognito_request import CognitoRequest, json_object, operation_of
from emulator.trigger_function import FunctionArn, TriggerFunctions
from emulator.user_pools import UserPool, UserPools

logger = logging.getLogger(__name__)

_SIGN_UP = "PostConfirmation_ConfirmSignUp"
TRIGGER_SOURCES = {
    "AdminConfirmSignUp": _SIGN_UP,
    "ConfirmSignUp": _SIGN_UP,
    "SignUp": _SIGN_UP,
    "ConfirmForgotPassword": "PostConfirmation_ConfirmForgotPassword",
}
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"
NO_SDK = "aws-sdk-unknown-unknown"


@dataclass(frozen=True)
class PostConfirmation:
    """Sends every request on; after one that has confirmed somebody, runs the pool's function."""

    app: ASGIApp
    aws: AwsApi
    pools: UserPools
    functions: TriggerFunctions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = operation_of(scope)
        if operation not in TRIGGER_SOURCES:
            await self.app(scope, receive, send)
            return
        try:
            request = await CognitoRequest.read(scope, receive, operation)
        except ClientDisconnect:
            return
        response = await request.answer_from(self.app)
        if _has_confirmed(request, response):
            response = await self._after_confirmation(request) or response
        await response(scope, receive, send)

    async def _after_confirmation(self, request: CognitoRequest) -> Response | None:
        """The error that takes the answer's place; None when there is none."""
        try:
            await self._run_trigger(request)
        except AwsError as error:
            return error.response()
        except Exception:
            logger.exception("The PostConfirmation trigger could not be fired")
            return AwsError("InternalErrorException", "Internal server error", 500).response()
        return None

    async def _run_trigger(self, request: CognitoRequest) -> None:
        pool = await self.pools.of(request)
        described = await self._ask("DescribeUserPool", pool, {})
        config = described["UserPool"]
        user = await self._ask("AdminGetUser", pool, {"Username": request.text("Username")})
        attributes = {pair["Name"]: pair["Value"] for pair in user["UserAttributes"]}
        function = (config.get("LambdaConfig") or {}).get("PostConfirmation")
        if function:
            event = post_confirmation_event(request, pool, user, attributes)
            await self.functions.run("PostConfirmation", FunctionArn(function), config["Arn"], event)

    async def _ask(self, operation: str, pool: UserPool, parameters: dict[str, Any]) -> dict[str, Any]:
        return await self.aws.cognito(
            operation, {"UserPoolId": pool.id, **parameters}, region=pool.region, account=pool.account
        )


def post_confirmation_event(
    request: CognitoRequest, pool: UserPool, user: dict[str, Any], attributes: dict[str, str]
) -> dict[str, Any]:
    """The event for the function; `user` is AdminGetUser's answer. Attribute values are strings."""
    user_attributes = {
        "email_verified": "false",
        **{name: str(value) for name, value in attributes.items()},
        "cognito:user_status": user["UserStatus"],
    }
    event_request: dict[str, Any] = {"userAttributes": user_attributes}
    if request.parameters.get("ClientMetadata"):
        event_request["clientMetadata"] = request.parameters["ClientMetadata"]
    return {
        "version": "1",
        "triggerSource": TRIGGER_SOURCES[request.operation],
        "region": pool.region,
        "userPoolId": pool.id,
        "userName": user["Username"],
        "callerContext": {"awsSdkVersion": NO_SDK, "clientId": request.text("ClientId") or NO_CLIENT},
        "request": event_request,
        "response": {},
    }


def _has_confirmed(request: CognitoRequest, response: Response) -> bool:
    if response.status_code != 200:
        return False
    return request.operation != "SignUp" or json_object(response.body).get("UserConfirmed") is True
