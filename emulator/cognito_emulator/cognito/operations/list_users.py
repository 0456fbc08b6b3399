"""ListUsers by what AWS searches, and by nothing else.

Source: `Filter` of API_ListUsers in Cognito's API reference, which lists the attributes and says that
custom ones are not searchable. The engine ignores a filter that it does not understand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.middleware import CognitoMiddleware, json_answer
from cognito_emulator.cognito.request import CognitoRequest, json_object

USER_STATUS = "cognito:user_status"
SEARCHABLE = frozenset(
    {
        "email",
        "family_name",
        "given_name",
        "name",
        "phone_number",
        "preferred_username",
        "status",
        "sub",
        "username",
        USER_STATUS,
    }
)
_FILTER = re.compile(r'\s*"?(?P<name>[\w:]+)"?\s*(?P<operator>\^?=)\s*"(?P<value>(?:[^"\\]|\\.)*)"\s*')
_PAGE = 60


@dataclass
class ListUsers(CognitoMiddleware):
    """Refuses a filter that is none, and filters by status, which the engine cannot."""

    app: ASGIApp
    operations: ClassVar = frozenset({"ListUsers"})

    async def answer(self, request: CognitoRequest) -> Response:
        text = request.text("Filter")
        if not text:
            return await request.answer_from(self.app)
        match = _FILTER.fullmatch(text)
        if match is None:
            raise AwsError("InvalidParameterException", "Error while parsing filter.")
        if match["name"] not in SEARCHABLE:
            raise AwsError("InvalidParameterException", f"Invalid search attribute: {match['name']}")
        if match["name"] != USER_STATUS:
            return await request.answer_from(self.app)
        return await self._by_status(request, match["value"].upper(), is_prefix=match["operator"] == "^=")

    async def _by_status(self, request: CognitoRequest, wanted: str, *, is_prefix: bool) -> Response:
        found: list[dict[str, Any]] = []
        others = {
            k: v for k, v in request.parameters.items() if k not in ("Filter", "Limit", "PaginationToken")
        }
        page: dict[str, Any] = {**others, "Limit": _PAGE}
        while True:
            response = await request.with_parameters(page).answer_from(self.app)
            if response.status_code != 200:
                return response
            content = json_object(response.body)
            found += [user for user in content["Users"] if _fits(user["UserStatus"], wanted, is_prefix)]
            if not content.get("PaginationToken"):
                return _page_of(found, request)
            page["PaginationToken"] = content["PaginationToken"]


def _fits(status: str, wanted: str, is_prefix: bool) -> bool:
    return status.startswith(wanted) if is_prefix else status == wanted


def _page_of(found: list[dict[str, Any]], request: CognitoRequest) -> Response:
    token = request.text("PaginationToken")
    start = int(token) if token.isdigit() else 0
    limit = request.parameters.get("Limit") or _PAGE
    answer: dict[str, Any] = {"Users": found[start : start + limit]}
    if start + limit < len(found):
        answer["PaginationToken"] = str(start + limit)
    return json_answer(answer)
