"""The origins whose pages may call the engine.

Sources: RFC 6454 (origins, and `null` for what has none), RFC 8252 section 7.3 (an app on this machine may
listen on any port of loopback).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from cognito_emulator.gateway.hosts import Authority, is_loopback

_ORIGIN = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<authority>[^/?#@]+)", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Origin:
    """`scheme://host[:port]`, its port None where it is the scheme's own."""

    scheme: str
    authority: Authority

    @classmethod
    def of(cls, text: str) -> Origin | None:
        """The origin that a header or a setting names; None for `null` and for what is none."""
        match = _ORIGIN.fullmatch(text)
        authority = Authority.of(match["authority"]) if match else None
        if match is None or authority is None:
            return None
        scheme = match["scheme"].lower()
        own = authority.port == _DEFAULT_PORTS.get(scheme)
        return cls(scheme, Authority(authority.host, None) if own else authority)

    @property
    def is_of_the_web(self) -> bool:
        return self.scheme in _DEFAULT_PORTS

    def is_at(self, host: Authority) -> bool:
        """Whether a page of this origin comes from that host. A proxy may have taken TLS away: any scheme."""
        port = None if host.port == _DEFAULT_PORTS.get(self.scheme) else host.port
        return self.is_of_the_web and self.authority == Authority(host.host, port)


@dataclass(frozen=True)
class AllowedOrigins:
    """`named` are those of the setting; `callback_urls` asks for the app clients' as they are now."""

    named: frozenset[Origin]
    callback_urls: Callable[[], Iterable[str]]

    def has(self, origin: Origin) -> bool:
        return _is_loopback(origin) or origin in self.named or origin in self._of_app_clients()

    def _of_app_clients(self) -> frozenset[Origin]:
        found = (_origin_of_url(url) for url in self.callback_urls())
        return frozenset(origin for origin in found if origin and origin.is_of_the_web)


def _is_loopback(origin: Origin) -> bool:
    return origin.is_of_the_web and is_loopback(origin.authority.host)


def _origin_of_url(url: str) -> Origin | None:
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no address
        return None
    return Origin.of(f"{parts.scheme}://{parts.netloc}")
