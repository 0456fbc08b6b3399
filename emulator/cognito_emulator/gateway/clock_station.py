"""`/_emulator/clock`: for tests of what expires. The origin station lets only this machine in.

GET tells `{"now": seconds of the epoch, "ahead": seconds}`, POST of `{"seconds": number}` lets so much time
pass at once, DELETE sets the clock back; each answers as GET. Codes, tokens, sessions and lock-outs of the
user pools and the authorizers of API Gateway live by it, signatures and all other services by the real time.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.clock import ClockError, EngineClock
from cognito_emulator.strict_json import parsed

PATH = "/_emulator/clock"
_FORM = 'POST takes {"seconds": NUMBER}, such as {"seconds": 86400} for a day.'


@dataclass(frozen=True)
class ClockStation:
    """Answers at its path; lets everything else through."""

    app: ASGIApp
    clock: EngineClock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.app(scope, receive, send)
            return
        answer = await self._answer(Request(scope, receive))
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in ("GET", "POST", "DELETE"):
            return Response(status_code=405, headers={"allow": "GET, POST, DELETE"})
        try:
            if request.method == "POST":
                self.clock.advance(_seconds(await request.body()))
            elif request.method == "DELETE":
                self.clock.set_back()
        except ClockError as error:
            return JSONResponse({"message": str(error)}, 400)
        return JSONResponse({"now": self.clock(), "ahead": self.clock.ahead})


def _seconds(body: bytes) -> float:
    try:
        asked = parsed(body)
    except ValueError:
        raise ClockError(_FORM) from None
    seconds = asked.get("seconds") if isinstance(asked, dict) and len(asked) == 1 else None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise ClockError(_FORM)
    return seconds
