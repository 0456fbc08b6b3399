"""People: everybody in a user pool, searched, sorted and in pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.store.people_search import SORTED_BY, PeopleSearch
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.console.page import ConsolePage, ConsoleParts, not_there, shown, utc
from cognito_emulator.console.person import DONE, person_routes
from cognito_emulator.console.pool_choice import pool_of
from cognito_emulator.gateway.admission import CONSOLE_PATH

PATH = f"{CONSOLE_PATH}/people"
ON_A_PAGE = 50


def people_page(parts: ConsoleParts) -> ConsolePage:
    people = PeopleList(parts.service.cognito)
    return ConsolePage("People", PATH, [Route(PATH, people.listed), *person_routes(parts, PATH)])


@dataclass(frozen=True)
class ShownPerson:
    """A row of the list; `created` is UTC."""

    sub: str
    username: str
    email: str
    name: str
    status: str
    is_disabled: bool
    created: datetime


@dataclass(frozen=True)
class ShownPeople:
    """What the list shows of `total` people: those from `first` to `last`, and where the others are."""

    rows: list[ShownPerson]
    total: int
    first: int
    last: int
    before: str | None
    after: str | None


@dataclass(frozen=True)
class PeopleList:
    cognito: Cognito

    async def listed(self, request: Request) -> Response:
        pools = self.cognito.store.pools.all()
        pool = pool_of(request, self.cognito)
        if pool is None and (pools or "pool" in request.query_params):
            return not_there(request, "There is no user pool of this id.")
        search = search_of(request.query_params)
        found = self._found(request, pool, search) if pool else None
        return shown(
            request,
            "people.html",
            notice=DONE.get(request.query_params.get("done", ""), ""),
            pools=pools,
            pool=pool,
            search=search,
            found=found,
            orders=ORDERS,
        )

    def _found(self, request: Request, pool: UserPool, search: PeopleSearch) -> ShownPeople:
        store, offset = self.cognito.store, ON_A_PAGE * (_page_number(request.query_params) - 1)
        ids = store.people_searches.ids(pool.id, search, offset, ON_A_PAGE)
        total = store.people_searches.count(pool.id, search)
        rows = [_shown(user) for user in store.users.with_ids(ids)]
        last = offset + len(rows)
        return ShownPeople(
            rows,
            total,
            offset + 1 if rows else 0,
            last,
            _link(request, -1) if offset else None,
            _link(request, 1) if last < total else None,
        )


ORDERS = {
    "created": "Oldest first",
    "-created": "Newest first",
    "email": "E-mail",
    "name": "Name",
    "username": "User name",
    "status": "Status",
    "-modified": "Changed last",
}


def search_of(query: Mapping[str, str]) -> PeopleSearch:
    """The search that an address asks for; what it does not say is the default."""
    order = query.get("sort", "created")
    column = order.removeprefix("-")
    return PeopleSearch(
        text=query.get("q", "").strip(),
        is_prefix=query.get("match") != "contains",
        sorted_by=column if column in SORTED_BY else "created",
        descending=order.startswith("-"),
    )


def _page_number(query: Mapping[str, str]) -> int:
    text = query.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 9 else 1


def _link(request: Request, pages: int) -> str:
    """The same search, so many pages on."""
    query = dict(request.query_params)
    return f"{PATH}?{urlencode({**query, 'page': _page_number(query) + pages})}"


def _shown(user: User) -> ShownPerson:
    return ShownPerson(
        user.sub,
        user.username,
        user.attributes.get("email", ""),
        user.attributes.get("name", ""),
        user.status,
        not user.enabled,
        utc(user.created),
    )
