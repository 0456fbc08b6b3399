"""ALLOWED_HOSTS and ALLOWED_ORIGINS: whom the engine's owner lets in beside this machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cognito_emulator.gateway.hosts import Authority
from cognito_emulator.gateway.origins import Origin

HOSTS = "ALLOWED_HOSTS"
ORIGINS = "ALLOWED_ORIGINS"


class SettingError(Exception):
    """A setting holds what it cannot hold; the message is one line, with an example of what it can."""


@dataclass(frozen=True)
class OriginSettings:
    """Host names that the engine answers at, and origins whose pages may call it."""

    hosts: frozenset[str]
    origins: frozenset[Origin]

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> OriginSettings:
        """Read both, each with commas between. SettingError for what is no host or no origin."""
        hosts = (_host(text) for text in _listed(environment.get(HOSTS, "")))
        origins = (_origin(text) for text in _listed(environment.get(ORIGINS, "")))
        return cls(frozenset(hosts), frozenset(origins))


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _host(text: str) -> str:
    # a bare IPv6 address has no brackets, and no port that could follow it
    authority = Authority.of(f"[{text}]" if text.count(":") > 1 and "[" not in text else text)
    if authority is None or authority.port is not None:
        advice = f"Write names without scheme and port: {HOSTS}=engine.test"
        raise SettingError(f"{HOSTS}: {text!r} is no host name. {advice}")
    return authority.host


def _origin(text: str) -> Origin:
    origin = Origin.of(text)
    if origin is None:
        advice = f"Write scheme, host and port: {ORIGINS}=https://app.test"
        raise SettingError(f"{ORIGINS}: {text!r} is no origin. {advice}")
    return origin
