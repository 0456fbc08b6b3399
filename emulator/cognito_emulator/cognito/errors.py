"""Errors in the wire format of AWS's JSON protocols."""

from __future__ import annotations

import json

from starlette.responses import Response

from cognito_emulator.gateway.headers import printable

LONGEST_HEADER = 1024  # Python's HTTP client takes a line of 65,536 at most


class AwsError(Exception):
    """An error answer of an AWS API: its code, its message and the HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status

    def response(self) -> Response:
        """The answer as AWS writes it: the code in `__type` and in the header `x-amzn-errortype`.

        A function's error may have any letters and any length: the body has them all, the header what a
        header may have.
        """
        return Response(
            json.dumps({"__type": self.code, "message": self.message}),
            self.status,
            {
                "x-amzn-errortype": printable(self.code),
                "x-amzn-errormessage": printable(self.message)[:LONGEST_HEADER],
            },
            media_type="application/x-amz-json-1.1",
        )
