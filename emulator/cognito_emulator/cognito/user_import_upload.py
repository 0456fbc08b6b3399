"""Where the file of an import job is uploaded: the address in its PreSignedUrl, which is good for 15 minutes.

Source: "Importing users into user pools from a CSV file" in the Cognito developer guide.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.operations.user_imports import UPLOAD_PATH, URL_SECONDS
from cognito_emulator.cognito.rules.user_import_file import LARGEST_FILE


@dataclass(frozen=True)
class UserImportUpload:
    """`has` says which requests are for it."""

    cognito: Cognito

    def has(self, scope: Scope) -> bool:
        return str(scope["path"]).startswith(UPLOAD_PATH)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        answer = self._answer(request.method, scope["path"].removeprefix(UPLOAD_PATH), await request.body())
        await answer(scope, receive, send)

    def _answer(self, method: str, token: str, content: bytes) -> Response:
        if method != "PUT":
            return PlainTextResponse("The file is uploaded by PUT.", 405)
        if len(content) > LARGEST_FILE:
            return PlainTextResponse("The file has more than 100 MB.", 413)
        imports = self.cognito.store.user_imports
        with self.cognito.store.database.transaction():
            job = imports.of_token(token)
            is_open = job is not None and job["Status"] == "Created"
            if job is None or not is_open or self.cognito.clock() - job["CreationDate"] > URL_SECONDS:
                return PlainTextResponse("Request has expired.", 403)
            imports.put_file(job, content)
        return Response()
