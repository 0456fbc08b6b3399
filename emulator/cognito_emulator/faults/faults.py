"""The faults that tests have asked for, and which of them strikes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from cognito_emulator.faults.asked_operation import Asked, asked_operation
from cognito_emulator.faults.fault import Fault
from cognito_emulator.gateway.request_parts import RequestParts


@dataclass
class Faults:
    """In memory. The first that fits strikes, in the order in which they were added."""

    chance: Callable[[], float] = random.random
    """A number from 0 to 1, as `random.random`."""
    _faults: dict[int, Fault] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether any can still strike."""
        return any(not fault.is_over for fault in self._faults.values())

    def add(self, fault: Fault) -> None:
        self._faults[fault.id] = fault

    def remove(self, fault_id: int) -> Fault | None:
        return self._faults.pop(fault_id, None)

    def clear(self) -> None:
        self._faults.clear()

    def all(self) -> list[Fault]:
        """In the order in which they strike, those that are over among them."""
        return list(self._faults.values())

    def striking(self, request: RequestParts, body: bytes) -> tuple[Fault, Asked] | None:
        """The fault of a request, counted, and what the request asks for; None where it goes through."""
        for fault in self._faults.values():
            asked = None if fault.is_over else asked_operation(fault.service, request, body)
            if asked and self._strikes(fault, asked.operation):
                return fault, asked
        return None

    def striking_call(self, service: str, operation: str) -> Fault | None:
        """As `striking`, for a call that the engine makes of itself beneath its stations."""
        for fault in self._faults.values():
            is_of_service = fault.service.service_name == service and not fault.is_over
            if is_of_service and self._strikes(fault, operation):
                return fault
        return None

    def _strikes(self, fault: Fault, operation: str) -> bool:
        if fault.operation not in (None, operation) or self.chance() >= fault.probability:
            return False
        fault.struck += 1
        return True
