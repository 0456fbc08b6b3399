"""Faults of Lambda's Invoke where Cognito itself invokes a function, which no station sees."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.faults.faults import Faults


@dataclass(frozen=True)
class FaultyInvocations:
    """Awaited before each invocation."""

    faults: Faults

    async def __call__(self) -> None:
        """Take the fault's time, and raise its AwsError, where one strikes."""
        fault = self.faults.striking_call("lambda", "Invoke")
        if fault:
            await asyncio.sleep(fault.latency)
            if fault.code:
                raise AwsError(fault.code, fault.message, fault.status)
