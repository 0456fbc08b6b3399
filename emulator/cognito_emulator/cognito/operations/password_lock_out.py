"""Locks a user out for a while after wrong passwords.

Source: "Lockout behavior for failed sign-in attempts" in the Cognito developer guide. After the fifth
wrong password in a row the user waits a second, and twice as long after every further one, up to about
15 minutes. Attempts while one waits count for nothing. A sign-in, or 15 minutes without an attempt, ends
the count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.middleware import CognitoMiddleware
from cognito_emulator.cognito.ministack.pool_description import PoolDescriptions
from cognito_emulator.cognito.ministack.user_names import UserNames
from cognito_emulator.cognito.request import CognitoRequest, json_object

WRONG_PASSWORDS_FREE = 5
LONGEST_SECONDS = 15 * 60
_PASSWORD_FLOWS = frozenset({"ADMIN_NO_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"})
WRONG = "Incorrect username or password."


@dataclass(frozen=True)
class Failures:
    """Wrong passwords in a row, and the time of the last one (seconds since the epoch)."""

    count: int
    last: float

    @property
    def locked_until(self) -> float:
        if self.count < WRONG_PASSWORDS_FREE:
            return self.last
        return self.last + min(2.0 ** min(self.count - WRONG_PASSWORDS_FREE, 10), LONGEST_SECONDS)

    def are_forgotten_at(self, now: float) -> bool:
        return now - self.locked_until >= LONGEST_SECONDS


@dataclass
class PasswordLockOut(CognitoMiddleware):
    """Counts wrong passwords for each user, by any flow."""

    app: ASGIApp
    descriptions: PoolDescriptions
    names: UserNames
    clock: Callable[[], float] = time.time
    _failures: dict[tuple[str, str], Failures] = field(default_factory=dict)
    operations: ClassVar = frozenset(
        {"AdminInitiateAuth", "AdminRespondToAuthChallenge", "InitiateAuth", "RespondToAuthChallenge"}
    )

    async def answer(self, request: CognitoRequest) -> Response:
        name = _name_with_a_password(request)
        if name is None:
            return await request.answer_from(self.app)
        description = await self.descriptions.of(request)
        username = (await self.names.of(description)).owner(name) or description.folded(name)
        self.check(description.id, username)
        response = await request.answer_from(self.app)
        if response.status_code == 200:
            self.forget(description.id, username)
        elif json_object(response.body).get("message") == WRONG:
            self.count(description.id, username)
        return response

    def check(self, pool_id: str, username: str) -> None:
        """Raise AwsError (NotAuthorizedException) for a user who has to wait."""
        failures = self._failures.get((pool_id, username))
        if failures and failures.count >= WRONG_PASSWORDS_FREE and self.clock() < failures.locked_until:
            raise AwsError("NotAuthorizedException", "Password attempts exceeded")

    def forget(self, pool_id: str, username: str) -> None:
        """A user has signed in."""
        self._failures.pop((pool_id, username), None)

    def count(self, pool_id: str, username: str) -> None:
        """A user's password was wrong."""
        now = self.clock()
        live = {who: past for who, past in self._failures.items() if not past.are_forgotten_at(now)}
        before = live.get((pool_id, username))
        live[(pool_id, username)] = Failures((before.count if before else 0) + 1, now)
        self._failures = live


def _name_with_a_password(request: CognitoRequest) -> str | None:
    """Whose password this request gives; None when it gives none."""
    if request.text("AuthFlow") in _PASSWORD_FLOWS:
        return request.texts("AuthParameters").get("USERNAME")
    if request.text("ChallengeName") == "PASSWORD_VERIFIER":
        return request.texts("ChallengeResponses").get("USERNAME")
    return None
