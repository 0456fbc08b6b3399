"""Faults that a test asks the engine for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import httpx

from cognito_emulator.faults.path import PATH
from cognito_emulator.testing.engine import CognitoEngine
from cognito_emulator.testing.errors import TestingError


@dataclass(frozen=True)
class AskedFault:
    """A fault until it is removed; `with` removes it after its body."""

    cognito: CognitoEngine
    id: int

    @property
    def struck(self) -> int:
        """How often it has struck. TestingError once it is removed."""
        for each in self.cognito.ask("GET", PATH).json()["faults"]:
            if each["id"] == self.id:
                return int(each["struck"])
        raise TestingError("This fault was removed: ask how often it has struck before.")

    def remove(self) -> None:
        """Let its operation work again; nothing where it was removed already."""
        with suppress(httpx.HTTPStatusError):
            self.cognito.ask("DELETE", f"{PATH}/{self.id}")

    def __enter__(self) -> AskedFault:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()


@dataclass
class Failing:
    """Called with a service's name in boto3 and an operation's in AWS's API; remembers what was asked for."""

    cognito: CognitoEngine
    asked: list[AskedFault] = field(default_factory=list)

    def __call__(
        self,
        service: str,
        operation: str | None = None,
        *,
        code: str | None = None,
        message: str | None = None,
        status: int | None = None,
        latency: float = 0,
        times: int | None = None,
        probability: float = 1,
    ) -> AskedFault:
        """Have the operation (None: all) of a service fail. TestingError for names that there are not.

        Without `code` and `latency` it answers InternalFailure; with `latency`, in seconds, alone it is slow.
        The status is AWS's of that code, or 400, unless it is said. `times` bounds how often it strikes.
        """
        said: dict[str, Any] = {
            "service": service,
            "operation": operation,
            "code": code,
            "message": message,
            "status": status,
            "latency": latency,
            "times": times,
            "probability": probability,
        }
        try:
            fault = AskedFault(self.cognito, self.cognito.ask("POST", PATH, json=said).json()["id"])
        except httpx.HTTPStatusError as error:
            raise TestingError(error.response.json()["message"]) from None
        self.asked.append(fault)
        return fault
