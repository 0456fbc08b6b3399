"""A Lambda function that gives its event to the tests' process, and answers as the function there has.

It runs in a function's environment, by the standard library alone; `trigger.py` packages it.
"""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

_SECONDS = 60
_opener = build_opener(ProxyHandler({}))


def handler(event: dict[str, Any], context: Any) -> Any:
    """Raises what the function in the tests' process has raised, by its type's name and its message."""
    asked = {
        "event": event,
        "context": {
            "aws_request_id": context.aws_request_id,
            "function_name": context.function_name,
            "function_version": context.function_version,
            "invoked_function_arn": context.invoked_function_arn,
            "memory_limit_in_mb": str(context.memory_limit_in_mb),
            "remaining_milliseconds": context.get_remaining_time_in_millis(),
        },
    }
    request = Request(  # noqa: S310 - the address is the tests' own, by http
        os.environ["TESTS_URL"], json.dumps(asked).encode(), {"content-type": "application/json"}
    )
    with _opener.open(request, timeout=_SECONDS) as response:
        answer = json.loads(response.read())
    if "error" in answer:
        raise type(answer["error"], (Exception,), {})(answer["message"])
    return answer["returned"]
