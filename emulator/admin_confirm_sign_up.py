"""Refuses to confirm somebody who is not waiting for it, as AWS does; MiniStack confirms whom it is told to.

Without it a PostConfirmation function that calls AdminConfirmSignUp would call itself for ever.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from emulator.aws_api import AwsApi
from emulator.aws_errors import AwsError
from emulator.cognito_request import CognitoRequest, operation_of
from emulator.user_pools import UserPools


@dataclass(frozen=True)
class AdminConfirmSignUp:
    """Lets AdminConfirmSignUp through for users whose status is UNCONFIRMED."""

    app: ASGIApp
    aws: AwsApi
    pools: UserPools

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = operation_of(scope)
        if operation != "AdminConfirmSignUp":
            await self.app(scope, receive, send)
            return
        try:
            request = await CognitoRequest.read(scope, receive, operation)
        except ClientDisconnect:
            return
        status = await self._status(request)
        if status in (None, "UNCONFIRMED"):
            response = await request.answer_from(self.app)
        else:
            message = f"User cannot be confirmed. Current status is {status}"
            response = AwsError("NotAuthorizedException", message).response()
        await response(scope, receive, send)

    async def _status(self, request: CognitoRequest) -> str | None:
        """The user's status; None for a user, pool or caller that the engine is to refuse by itself."""
        try:
            pool = await self.pools.of(request)
            who = {"UserPoolId": pool.id, "Username": request.text("Username")}
            user = await self.aws.cognito("AdminGetUser", who, region=pool.region, account=pool.account)
        except AwsError:
            return None
        return str(user["UserStatus"])
