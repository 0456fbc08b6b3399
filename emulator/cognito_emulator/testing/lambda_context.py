"""Lambda's context object, as a function of the test gets it."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class LambdaContext:
    """Source: "Using the Lambda context object to retrieve Python function information", Lambda's guide."""

    aws_request_id: str
    function_name: str
    function_version: str
    invoked_function_arn: str
    memory_limit_in_mb: str
    ends: float
    """When its time is over, by `time.monotonic()`."""

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.ends - time.monotonic()) * 1000))

    @property
    def log_group_name(self) -> str:
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        return f"tests/[{self.function_version}]{self.aws_request_id.replace('-', '')}"
