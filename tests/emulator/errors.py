"""An error answer, as a test compares it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError


def error_of(call: Callable[[], object]) -> tuple[str, str, int]:
    """The code, the message and the HTTP status of the error that a call must end in."""
    with pytest.raises(ClientError) as caught:
        call()
    answer = caught.value.response
    return answer["Error"]["Code"], answer["Error"]["Message"], answer["ResponseMetadata"]["HTTPStatusCode"]
