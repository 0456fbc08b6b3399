"""A group without a precedence has none: the engine would give it zero, the best of all.

Source: `Precedence` of CreateGroup in Cognito's API reference (null by default, and then last).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.middleware import CognitoMiddleware
from cognito_emulator.cognito.request import CognitoRequest


@dataclass
class GroupPrecedence(CognitoMiddleware):
    """Says so in CreateGroup."""

    app: ASGIApp
    operations: ClassVar = frozenset({"CreateGroup"})

    async def answer(self, request: CognitoRequest) -> Response:
        return await request.with_parameters({"Precedence": None, **request.parameters}).answer_from(self.app)
