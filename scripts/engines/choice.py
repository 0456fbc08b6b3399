"""Which engine `make up` takes."""

from __future__ import annotations

from collections.abc import Mapping

from scripts.engines import Engine
from scripts.engines.embedded import EmbeddedEngine
from scripts.errors import CommandError


def engines() -> Mapping[str, Engine]:
    """Every engine that can be started on this machine, by name."""
    return {engine.name: engine for engine in (EmbeddedEngine(),)}


def choose_engine(asked_for: str | None) -> tuple[Engine, str]:
    """The engine to take and why. Raises CommandError for a name that is none."""
    known = engines()
    if asked_for is None:
        return known["embedded"], "it needs nothing but Python"
    if asked_for not in known:
        raise CommandError(
            f"ENGINE={asked_for} is no engine; there are {', '.join(known)}.", "make up ENGINE=embedded"
        )
    return known[asked_for], "ENGINE says so"
