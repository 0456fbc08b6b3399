"""Which requests come in: decided by the headers that no page can forge, before anything is read.

Sources: the Fetch standard (Origin), the W3C's Fetch Metadata Request Headers (`Sec-Fetch-*`), RFC 9110
section 7.2 (Host).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from starlette.types import Scope

from cognito_emulator.gateway.headers import printable, values_of
from cognito_emulator.gateway.hosts import Authority, EngineHosts
from cognito_emulator.gateway.machine import is_this_machine
from cognito_emulator.gateway.origins import AllowedOrigins, Origin

INBOX_PATH = "/_inbox"
CONSOLE_PATH = "/_console"
HEALTH_PATHS = frozenset({"/health", "/_localstack/health", "/_ministack/health"})
# No bucket's name and no API of AWS begins with `_`. The others are of an instance's or a task's own machine,
# at addresses that nobody else reaches: their metadata, credentials included.
_NOT_OF_AWS = re.compile(r"/_|/latest(/|$)|/v2/credentials|/v4/", re.IGNORECASE)
# They stand for endpoints that AWS has at host names of their own.
_STANDS_FOR_AWS = ("/_aws/execute-api/", "/_aws/lambda-url/", "/_alb/")
_OF_A_PROXY = (b"forwarded", b"x-forwarded-for")
_SAME_SITE_OR_NONE = frozenset({"same-origin", "none"})


class RefusedError(Exception):
    """The request may not come in; the message is a sentence that says why and how to change it.

    `goes_on` is the path of a page that may be opened from the refusal itself.
    """

    def __init__(self, message: str, goes_on: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.goes_on = goes_on


@dataclass(frozen=True)
class Caller:
    """The host that was asked for, and the origin of the page that asks, where it is told."""

    host: Authority
    origin: Origin | None


@dataclass(frozen=True)
class Admission:
    """`gateways` are the addresses by which a container's own machine comes, `pages` the paths that a link of
    any site may lead to: those of AWS's hosted UI.
    """

    hosts: EngineHosts
    origins: AllowedOrigins
    gateways: Collection[str]
    pages: Collection[str]

    def caller(self, scope: Scope) -> Caller:
        """Who asks; RefusedError for a foreign Host or Origin."""
        host = self._host(scope)
        return Caller(host, self._origin(scope, host))

    def check_path(self, scope: Scope, caller: Caller) -> None:
        """RefusedError where this caller may not ask for what is at the path."""
        cross_site = not fetch_sites(scope) <= _SAME_SITE_OR_NONE
        if is_of_developers(scope["path"]):
            self._check_for_developers(scope, caller, cross_site=cross_site)
        elif cross_site and caller.origin is None and not self._leads_to_a_page(scope):
            raise RefusedError(
                "A page of another site asked for this without telling its origin, as an image, a frame or "
                "a link does. Only a link to a page of the hosted UI may. Ask by `fetch`, or with the "
                "attribute `crossorigin`, from an origin that the engine allows; ALLOWED_ORIGINS adds one."
            )

    def _host(self, scope: Scope) -> Authority:
        named = values_of(scope, b"host")
        host = Authority.of(named[0]) if len(named) == 1 else None
        if host is None:
            raise RefusedError("One header `Host: NAME` or `Host: NAME:PORT` is needed.")
        if not self.hosts.has(host.host, connected_to(scope)):
            raise RefusedError(
                f"{host.host} is none of this engine's host names. Ask for it at localhost, or start it with "
                f"ALLOWED_HOSTS={host.host} in its environment."
            )
        return host

    def _origin(self, scope: Scope, host: Authority) -> Origin | None:
        named = values_of(scope, b"origin")
        if not named:
            return None
        origin = Origin.of(named[0]) if len(named) == 1 else None
        if origin is None or not (origin.is_at(host) or self.origins.has(origin)):
            raise RefusedError(
                f"Pages of the origin {printable(', '.join(named))} may not call this engine. Those of this "
                "machine may, those of app clients' callback URLs, and those that ALLOWED_ORIGINS in the "
                "engine's environment names."
            )
        return origin

    def _check_for_developers(self, scope: Scope, caller: Caller, *, cross_site: bool) -> None:
        if not self._is_here(scope, caller.host.host):
            raise RefusedError(
                "AWS has nothing at this path: it is for the machine that runs the engine alone. Ask there, "
                "at 127.0.0.1, past any proxy; names of ALLOWED_HOSTS do not lead to it."
            )
        if cross_site or (caller.origin and not caller.origin.is_at(caller.host)):
            raise RefusedError(
                "AWS has nothing at this path: it is for whoever develops on this machine, and no page of "
                "another origin may ask for it or lead to it, not even one of ALLOWED_ORIGINS.",
                _goes_on(scope),
            )

    def _is_here(self, scope: Scope, host: str) -> bool:
        server, peer = connected_to(scope), str((scope.get("client") or ("",))[0])
        was_passed_on = any(values_of(scope, name) for name in _OF_A_PROXY)
        is_own = self.hosts.is_own(host, server)
        return is_own and is_this_machine(peer, server, self.gateways) and not was_passed_on

    def _leads_to_a_page(self, scope: Scope) -> bool:
        return is_navigation(scope) and scope["path"] in self.pages


def is_of_developers(path: str) -> bool:
    """Whether AWS has nothing at this path, and it is there for whoever develops on this machine."""
    if path in HEALTH_PATHS or path.startswith(_STANDS_FOR_AWS):
        return False
    return _NOT_OF_AWS.match(path) is not None


def _goes_on(scope: Scope) -> str | None:
    """What a person may open from the refusal of a link: the inbox, or the console at its first page."""
    if not is_navigation(scope):
        return None
    if (scope["path"] + "/").startswith(f"{CONSOLE_PATH}/"):
        return CONSOLE_PATH
    return INBOX_PATH if scope["path"] == INBOX_PATH else None


def is_navigation(scope: Scope) -> bool:
    """Whether a browser's window goes to this address: by a link, and not by a frame, a form or a script."""
    return (
        scope.get("method") == "GET"
        and values_of(scope, b"sec-fetch-mode") == ["navigate"]
        and values_of(scope, b"sec-fetch-dest") == ["document"]
    )


def fetch_sites(scope: Scope) -> frozenset[str]:
    """What a browser says of the site that asks; empty where no browser asks, or an old one."""
    return frozenset(values_of(scope, b"sec-fetch-site"))


def connected_to(scope: Scope) -> str:
    """The address of the engine's that the peer has connected to; empty where the server does not tell."""
    return str((scope.get("server") or ("",))[0])
