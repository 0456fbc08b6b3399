"""Which engine `make up` takes."""

from __future__ import annotations

from collections.abc import Mapping

from scripts.engines import Engine
from scripts.engines.container import ContainerEngine
from scripts.engines.docker import check_docker
from scripts.engines.embedded import EmbeddedEngine
from scripts.engines.localstack import TOKEN, LocalStackEngine, has_token
from scripts.errors import CommandError


def engines() -> Mapping[str, Engine]:
    """Every engine that can be started on this machine, by name."""
    every: tuple[Engine, ...] = (EmbeddedEngine(), ContainerEngine(), LocalStackEngine())
    return {engine.name: engine for engine in every}


def choose_engine(asked_for: str | None) -> tuple[Engine, str]:
    """The engine to take and why. Raises CommandError for a name that is none."""
    known = engines()
    if asked_for is not None:
        return _engine_by_name(asked_for), "ENGINE says so"
    if not has_token():
        return known["embedded"], "it needs nothing but Python"
    try:
        check_docker()
    except CommandError:
        return known["embedded"], f"{TOKEN} is set but Docker cannot be used"
    return known["localstack"], f"{TOKEN} is set and Docker answers"


def _engine_by_name(name: str) -> Engine:
    known = engines()
    if name not in known:
        raise CommandError(
            f"ENGINE={name} is no engine; there are {', '.join(known)}.", "make up ENGINE=embedded"
        )
    return known[name]
