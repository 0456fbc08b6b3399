"""An app client is made with lists of attributes that clients can have, and with times that AWS allows.

Sources: CreateUserPoolClient in Cognito's API reference; "Understanding user pool JSON web tokens" in
its guide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.middleware import CognitoMiddleware
from cognito_emulator.cognito.ministack.pool_description import PoolDescriptions
from cognito_emulator.cognito.request import CognitoRequest
from cognito_emulator.cognito.rules.attribute_permissions import check_lists

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_DAY, _HOUR = 86400, 3600
# Setting, its unit's key, the unit by default, shortest and longest life in seconds.
_LIFETIMES = (
    ("AccessTokenValidity", "AccessToken", "hours", 300, _DAY),
    ("IdTokenValidity", "IdToken", "hours", 300, _DAY),
    ("RefreshTokenValidity", "RefreshToken", "days", _HOUR, 3650 * _DAY),
)


@dataclass
class ClientSettings(CognitoMiddleware):
    """Refuses CreateUserPoolClient and UpdateUserPoolClient where AWS does."""

    app: ASGIApp
    descriptions: PoolDescriptions
    operations: ClassVar = frozenset({"CreateUserPoolClient", "UpdateUserPoolClient"})

    async def answer(self, request: CognitoRequest) -> Response:
        description = await self.descriptions.of(request)
        doing = "creating" if request.operation == "CreateUserPoolClient" else "updating"
        check_lists(description.schema, request.parameters, doing)
        _check_lifetimes(request.parameters)
        return await request.answer_from(self.app)


def _check_lifetimes(settings: dict[str, Any]) -> None:
    units = settings.get("TokenValidityUnits") or {}
    for setting, unit_key, default_unit, shortest, longest in _LIFETIMES:
        value = settings.get(setting)
        if not value:
            continue
        seconds = value * _SECONDS[units.get(unit_key) or default_unit]
        if not shortest <= seconds <= longest:
            raise AwsError("InvalidParameterException", f"Invalid range for token validity: {setting}.")
