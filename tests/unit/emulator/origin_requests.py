"""Requests as the origin station sees them, and the admission that decides about them."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import Scope

from cognito_emulator.gateway.admission import Admission, RefusedError
from cognito_emulator.gateway.hosts import EngineHosts
from cognito_emulator.gateway.origins import AllowedOrigins
from cognito_emulator.gateway.settings import OriginSettings

LOOPBACK = "127.0.0.1"
LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


def request(
    path: str = "/",
    method: str = "POST",
    *,
    host: str = "localhost:4566",
    peer: str = LOOPBACK,
    server: str = LOOPBACK,
    **headers: str,
) -> Scope:
    """An HTTP request; in a header's name `_` stands for `-`."""
    named = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "client": (peer, 50000),
        "server": (server, 4566),
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in named.items()],
    }


def admission(
    hosts: str = "", origins: str = "", callback_urls: Iterable[str] = (), own: Iterable[str] = ()
) -> Admission:
    """As an engine with these settings decides, in a container of the names `own`."""
    settings = OriginSettings.of({"ALLOWED_HOSTS": hosts, "ALLOWED_ORIGINS": origins})
    allowed = AllowedOrigins(settings.origins, lambda: callback_urls)
    return Admission(EngineHosts(frozenset(own), settings.hosts), allowed, {"172.17.0.1"}, {"/login"})


def refusal_of(scope: Scope, decides: Admission) -> RefusedError | None:
    """The refusal of a request; None where it is let in."""
    try:
        decides.check_path(scope, decides.caller(scope))
    except RefusedError as refused:
        return refused
    return None


def is_let_in(scope: Scope, decides: Admission | None = None) -> bool:
    return refusal_of(scope, decides or admission()) is None
