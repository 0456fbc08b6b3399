"""State: people and messages reset, pools exported and imported, people seeded, states saved and loaded."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.console.page import ConsolePage, ConsoleParts, not_there, shown
from cognito_emulator.gateway.admission import CONSOLE_PATH
from cognito_emulator.state.errors import FileRefusedError, StateError
from cognito_emulator.state.exported_pools import exported
from cognito_emulator.state.imported_pools import import_pools
from cognito_emulator.state.people_file import people_in
from cognito_emulator.state.saved_states import SavedStates
from cognito_emulator.state.seeding import seed
from cognito_emulator.strict_json import parsed

PATH = f"{CONSOLE_PATH}/state"
MOST_SHOWN = 50
_SEE_OTHER = 303
_DONE = {
    "reset": "People and messages are gone; pools and what is set in them are as they were.",
    "import": "The export is imported.",
    "seed": "The people of the file are in the pool.",
    "save": "The state is saved.",
    "load": "The user pools are as they were when the state was saved.",
    "remove": "The saved state is removed.",
}
_Change = Callable[["StatePages", FormData], Awaitable[int | None]]


def state_page(parts: ConsoleParts) -> ConsolePage:
    pages = StatePages(parts.service.cognito, parts.saved_states)
    routes = [
        Route(PATH, pages.overview),
        Route(f"{PATH}/export", pages.export),
        Route(f"{PATH}/{{action}}", pages.change, methods=["POST"]),
    ]
    return ConsolePage("State", PATH, routes)


@dataclass(frozen=True)
class StatePages:
    cognito: Cognito
    saved: SavedStates

    async def overview(self, request: Request) -> Response:
        return self._shown(request)

    async def export(self, request: Request) -> Response:
        """One pool or all, as a file."""
        named = request.query_params.get("pool", "")
        pools = self._pools(named)
        if named and not pools:
            return not_there(request, "There is no user pool of this id.")
        text = json.dumps(exported(self.cognito.store, pools), indent=1, ensure_ascii=False)
        file = f'attachment; filename="{named or "user-pools"}.json"'
        headers = {"content-disposition": file, "cache-control": "no-store"}
        return Response(text, media_type="application/json", headers=headers)

    async def change(self, request: Request) -> Response:
        """Do it and show the page anew; what is refused is told there, and nothing of it is done."""
        action = request.path_params["action"]
        if action not in _CHANGES:
            return not_there(request, "There is no such change of the state.")
        async with request.form() as form:
            try:
                count = await _CHANGES[action](self, form)
            except (FileRefusedError, StateError) as refused:
                return self._shown(request, refused)
        query = {"done": action} if count is None else {"done": action, "count": count}
        return RedirectResponse(f"{PATH}?{urlencode(query)}", _SEE_OTHER)

    def _shown(self, request: Request, refused: Exception | None = None) -> Response:
        count, done = request.query_params.get("count", ""), request.query_params.get("done", "")
        is_count = count.isascii() and count.isdecimal() and len(count) < 9
        people = f" {count} {'person' if count == '1' else 'people'}." if is_count else ""
        problems = refused.problems if isinstance(refused, FileRefusedError) else ()
        return shown(
            request,
            "state.html",
            status=400 if refused else 200,
            here=PATH,
            notice=f"{_DONE[done]}{people}" if done in _DONE and not refused else "",
            problem=str(refused) if isinstance(refused, StateError) else "",
            problems=[*problems[:MOST_SHOWN], *_more(len(problems))],
            pools=self.cognito.store.pools.all(),
            saved=self.saved.all(),
            is_kept=self.saved.directory is not None,
        )

    def _pools(self, named: str) -> list[UserPool]:
        """All for no name; none for a name that is no pool's."""
        return [pool for pool in self.cognito.store.pools.all() if named in ("", pool.id)]

    async def reset(self, form: FormData) -> int:
        named, store = str(form.get("pool", "")), self.cognito.store
        pools = self._pools(named)
        if named and not pools:
            raise StateError("There is no user pool of this id.")
        with store.database.transaction():
            if not named:
                store.messages.clear()
            for pool in pools:
                store.messages.clear_of_pool(pool.id)
            return sum(store.users.remove_everybody(pool.id) for pool in pools)

    async def import_(self, form: FormData) -> int:
        try:
            content: Any = parsed(await _uploaded(form))
        except ValueError as error:
            raise FileRefusedError(f"The file is no JSON: {error}.") from error
        return import_pools(self.cognito, content, replacing=form.get("replacing") == "yes").people

    async def seed(self, form: FormData) -> int:
        pool = self.cognito.store.pools.find(str(form.get("pool", "")))
        if pool is None:
            raise StateError("There is no user pool of this id.")
        content = await _uploaded(form)
        return seed(self.cognito, pool, people_in(content, pool))

    async def save(self, form: FormData) -> None:
        self.saved.save(str(form.get("name", "")).strip())

    async def load(self, form: FormData) -> None:
        self.saved.load(str(form.get("name", "")))

    async def remove(self, form: FormData) -> None:
        self.saved.remove(str(form.get("name", "")))


_CHANGES: dict[str, _Change] = {
    "reset": StatePages.reset,
    "import": StatePages.import_,
    "seed": StatePages.seed,
    "save": StatePages.save,
    "load": StatePages.load,
    "remove": StatePages.remove,
}


def _more(count: int) -> list[str]:
    return [f"There are {count - MOST_SHOWN} more."] if count > MOST_SHOWN else []


async def _uploaded(form: FormData) -> bytes:
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise FileRefusedError("Choose a file first.")
    return await file.read()
