"""`/_inbox.json`: the mails and texts that the pools have sent, for programs.

The newest first, all or those `?to=ADDRESS`; DELETE clears them. Nothing is delivered, unless SMTP_HOST says
where to. The page of them is `messages.py`, at `/_inbox` too. The origin station lets only this machine in.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from cognito_emulator.cognito.store.sent_messages import SentMessage, SentMessages
from cognito_emulator.gateway.admission import INBOX_PATH

JSON_PATH = f"{INBOX_PATH}.json"
MOST_LISTED = 1000


@dataclass(frozen=True)
class Inbox:
    messages: SentMessages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._answer(Request(scope, receive))(scope, receive, send)

    def has(self, scope: Scope) -> bool:
        return bool(scope["path"] == JSON_PATH)

    def _answer(self, request: Request) -> Response:
        if request.method in ("GET", "HEAD"):
            found = self.messages.newest(MOST_LISTED, request.query_params.get("to"))
            return JSONResponse({"messages": [_listed(each) for each in found]})
        if request.method == "DELETE":
            with self.messages.database.transaction():
                self.messages.clear()
            return Response(status_code=204)
        return Response(status_code=405, headers={"allow": "GET, HEAD, DELETE"})


def _listed(message: SentMessage) -> dict[str, object]:
    content = asdict(message)
    sender = content.pop("sender")
    return {"to": content.pop("to"), "from": sender, **content}
