"""The engine's clock as a test moves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import httpx

from cognito_emulator.gateway.clock_station import PATH
from cognito_emulator.testing.engine import CognitoEngine
from cognito_emulator.testing.errors import TestingError


@dataclass(frozen=True)
class Clock:
    """Codes, tokens, sessions and lock-outs of the user pools expire by it; the test's process does not."""

    cognito: CognitoEngine

    def now(self) -> datetime:
        """The engine's time, in UTC."""
        return datetime.fromtimestamp(self.cognito.ask("GET", PATH).json()["now"], tz=timezone.utc)

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Let this time pass at once; what is the time then. TestingError where it is none, or a century."""
        asked = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        try:
            self.cognito.ask("POST", PATH, json={"seconds": asked.total_seconds()})
        except httpx.HTTPStatusError as error:
            raise TestingError(error.response.json()["message"]) from None
        return self.now()

    def set_back(self) -> None:
        """To this machine's time."""
        self.cognito.ask("DELETE", PATH)
