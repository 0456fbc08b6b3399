"""Refuses to confirm somebody who is not waiting for it, as AWS does; MiniStack confirms whom it is told to.

Without it a PostConfirmation function that calls AdminConfirmSignUp would call itself for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.aws.api import AwsApi
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.middleware import CognitoMiddleware
from cognito_emulator.cognito.ministack.user_pools import UserPools
from cognito_emulator.cognito.request import CognitoRequest


@dataclass(frozen=True)
class AdminConfirmSignUp(CognitoMiddleware):
    """Lets AdminConfirmSignUp through for users whose status is UNCONFIRMED."""

    app: ASGIApp
    aws: AwsApi
    pools: UserPools
    operations: ClassVar = {"AdminConfirmSignUp"}

    async def answer(self, request: CognitoRequest) -> Response:
        status = await self._status(request)
        if status not in (None, "UNCONFIRMED"):
            raise AwsError("NotAuthorizedException", f"User cannot be confirmed. Current status is {status}")
        return await request.answer_from(self.app)

    async def _status(self, request: CognitoRequest) -> str | None:
        """The user's status; None for a user, pool or caller that the engine is to refuse by itself."""
        try:
            pool = await self.pools.of(request)
            who = {"UserPoolId": pool.id, "Username": request.text("Username")}
            user = await self.aws.cognito("AdminGetUser", who, region=pool.region, account=pool.account)
        except AwsError:
            return None
        return str(user["UserStatus"])
