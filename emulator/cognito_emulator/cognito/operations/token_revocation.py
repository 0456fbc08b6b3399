"""RevokeToken takes refresh tokens alone, of clients that allow it.

Source: API_RevokeToken in Cognito's API reference (UnsupportedTokenTypeException,
UnsupportedOperationException).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.middleware import CognitoMiddleware
from cognito_emulator.cognito.ministack.pool_description import PoolDescriptions
from cognito_emulator.cognito.request import CognitoRequest
from cognito_emulator.cognito.tokens.access_token import unverified_claims


@dataclass
class TokenRevocation(CognitoMiddleware):
    """Refuses what the engine would silently take."""

    app: ASGIApp
    descriptions: PoolDescriptions
    operations: ClassVar = frozenset({"RevokeToken"})

    async def answer(self, request: CognitoRequest) -> Response:
        description = await self.descriptions.of(request)
        client = await self.descriptions.client(description.pool, request.text("ClientId"))
        if client.settings.get("EnableTokenRevocation") is False:
            message = "Token revocation is not enabled for this app client."
            raise AwsError("UnsupportedOperationException", message)
        if unverified_claims(request.text("Token")).get("token_use") in ("access", "id"):
            raise AwsError("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.")
        return await request.answer_from(self.app)
