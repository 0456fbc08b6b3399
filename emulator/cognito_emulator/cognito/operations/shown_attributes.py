"""Answers about users, without what was taken away and without what was not asked for.

The engine cannot take an attribute from a user: it keeps it with an empty value, which AWS takes for its
absence (AdminUpdateUserAttributes in Cognito's API reference: a blank value deletes an attribute).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.middleware import CognitoMiddleware, with_content
from cognito_emulator.cognito.request import CognitoRequest, json_object


@dataclass
class ShownAttributes(CognitoMiddleware):
    """Leaves attributes out of the answers that list them."""

    app: ASGIApp
    operations: ClassVar = frozenset({"AdminGetUser", "ListUsers", "ListUsersInGroup"})

    async def answer(self, request: CognitoRequest) -> Response:
        response = await request.answer_from(self.app)
        if response.status_code != 200:
            return response
        content = json_object(response.body)
        if request.operation == "AdminGetUser":
            content["UserAttributes"] = [pair for pair in content["UserAttributes"] if pair["Value"]]
            return with_content(response, content)
        wanted = request.parameters.get("AttributesToGet") if request.operation == "ListUsers" else None
        for user in content["Users"]:
            user["Attributes"] = [pair for pair in user["Attributes"] if _is_shown(pair, wanted)]
        return with_content(response, content)


def _is_shown(pair: dict[str, Any], wanted: list[str] | None) -> bool:
    return bool(pair["Value"]) and (not wanted or pair["Name"] in wanted)
