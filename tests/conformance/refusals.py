"""How a rule says that AWS refuses."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError


@contextmanager
def refused(*codes: str, message: str | None = None, status: int | None = None) -> Iterator[None]:
    """The block must end in one of AWS's errors.

    Args:
        codes: The exception names that AWS's documents allow here, without a prefix.
        message: What AWS's message contains; left out where no document or wide record gives it.
        status: The HTTP status, where the rule is about it.
    """
    wanted = " or ".join(codes)
    try:
        yield
    except ClientError as error:
        answered = error.response["Error"]
        code = _bare(answered.get("Code", ""))
        assert code in codes, f"answers {code or 'no error name'}; AWS answers {wanted}"
        said = answered.get("Message", "")
        assert message is None or message in said, f"answers {code} in other words; AWS says: {message}"
        answered_status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        assert status in (None, answered_status), f"answers HTTP {answered_status}; AWS answers {status}"
    else:
        pytest.fail(f"accepts it; AWS answers {wanted}", pytrace=False)


def accepted_within(seconds: float, call: Callable[[], Any]) -> Any:
    """What `call` answers once it is no longer refused, tried until `seconds` are over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(ClientError):
            return call()
        time.sleep(0.2)
    pytest.fail(f"still refused after {seconds:.0f} s", pytrace=False)


def _bare(code: str) -> str:
    return code.rsplit("#", maxsplit=1)[-1]
