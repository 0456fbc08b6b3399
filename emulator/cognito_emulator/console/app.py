"""`/_console`: what whoever develops looks into. The origin station lets only this machine in.

A page is one module here and its templates in templates/console/. To add one: a function that makes a
`ConsolePage` of `ConsoleParts`, and its place in `PAGES`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from cognito_emulator.console import page as pages
from cognito_emulator.console.functions import functions_page
from cognito_emulator.console.messages import messages_page
from cognito_emulator.console.page import ConsolePage, ConsoleParts, not_there
from cognito_emulator.console.people import people_page
from cognito_emulator.console.pools import pools_page
from cognito_emulator.console.queues import queues_page
from cognito_emulator.console.states import state_page
from cognito_emulator.console.tables import tables_page
from cognito_emulator.console.timeline.page import timeline_page
from cognito_emulator.console.tokens import tokens_page
from cognito_emulator.gateway.admission import CONSOLE_PATH, INBOX_PATH
from cognito_emulator.pages import STATIC_PATH, static_files

# in the order of the navigation: Timeline, People, Messages, Functions, Queues, Tables, Pools, Tokens, State
PAGES: Sequence[Callable[[ConsoleParts], ConsolePage]] = (
    timeline_page,
    people_page,
    messages_page,
    functions_page,
    queues_page,
    tables_page,
    pools_page,
    tokens_page,
    state_page,
)


@dataclass
class Console:
    """Serves its pages, and the files of all of the engine's; `has` says which requests are for it."""

    parts: ConsoleParts
    _pages: Sequence[ConsolePage] = field(init=False)
    _router: Router = field(init=False)

    def __post_init__(self) -> None:
        self._pages = [make(self.parts) for make in PAGES]
        routes = [route for each in self._pages for route in each.routes]
        self._router = Router([Route(CONSOLE_PATH, self._first), *routes, static_files()], default=_nothing)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._router({**scope, pages.PAGES: self._pages}, receive, send)

    def has(self, scope: Scope) -> bool:
        path: str = scope["path"]
        below = (f"{CONSOLE_PATH}/", f"{STATIC_PATH}/")
        return path == INBOX_PATH or (path + "/").startswith(below)

    async def _first(self, _: Request) -> Response:
        return RedirectResponse(self._pages[0].path, 303)


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    await not_there(Request(scope), "The console has no page at this address.")(scope, receive, send)
