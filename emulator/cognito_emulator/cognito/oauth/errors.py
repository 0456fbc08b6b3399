"""What an OAuth endpoint answers to a bad request. Source: RFC 6749 section 5.2, RFC 6750 section 3.1."""

from __future__ import annotations

from starlette.responses import JSONResponse


class OAuthError(Exception):
    """`error` is a code of the RFC; the description is for who develops the app."""

    def __init__(self, error: str, description: str = "", status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status

    def response(self) -> JSONResponse:
        content = {"error": self.error}
        if self.description:
            content["error_description"] = self.description
        return JSONResponse(content, self.status, {"cache-control": "no-store"})
