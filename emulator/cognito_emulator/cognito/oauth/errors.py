"""What the answers of the OAuth endpoints have in common, and what they answer to a bad request.

Sources: RFC 6749 sections 5.1 and 5.2, RFC 6750 section 3.1; the heads of the answers that "The token issuer
endpoint" and "The user attributes endpoint" in the Cognito developer guide show.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from starlette.responses import JSONResponse, Response

_OF_EVERY_ANSWER = {
    "access-control-allow-origin": "*",
    "cache-control": "no-cache, no-store, max-age=0, must-revalidate",
    "pragma": "no-cache",
    "expires": "0",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def completed(response: Response) -> Response:
    """With the head that AWS's answers have: no cache keeps it, any page may read it."""
    response.headers.update({**_OF_EVERY_ANSWER, "x-amz-cognito-request-id": str(uuid.uuid4())})
    return response


class OAuthJson(JSONResponse):
    """With the content type that AWS's endpoints give."""

    media_type = "application/json;charset=UTF-8"


class OAuthError(Exception):
    """`error` is a code of the RFC; the description is for who develops the app."""

    def __init__(self, error: str, description: str = "", status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status

    def response(self, headers: Mapping[str, str] | None = None) -> JSONResponse:
        content = {"error": self.error}
        if self.description:
            content["error_description"] = self.description
        return OAuthJson(content, self.status, dict(headers or {}))
