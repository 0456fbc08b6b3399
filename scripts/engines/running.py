"""`.local/engine.json`: which engine `make up` has started, with which settings."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from scripts.engines import EngineSettings
from scripts.paths import LOCAL
from scripts.whole_file import write_whole

ENGINE_FILE = LOCAL / "engine.json"


@dataclass(frozen=True)
class StartedEngine:
    """An engine's name and what it was started with. Its process may have died since."""

    name: str
    settings: EngineSettings


def read_started_engine(path: Path = ENGINE_FILE) -> StartedEngine | None:
    """What `make up` started last and `make down` has not stopped; None where there is nothing."""
    try:
        content = json.loads(path.read_text())
        return StartedEngine(content.pop("name"), EngineSettings(**content))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def write_started_engine(started: StartedEngine, path: Path = ENGINE_FILE) -> None:
    """Remember an engine before it is started, so that `make down` finds it whatever happens next."""
    write_whole(path, json.dumps({"name": started.name, **asdict(started.settings)}) + "\n")


def forget_started_engine(path: Path = ENGINE_FILE) -> None:
    """Nothing is started any more."""
    path.unlink(missing_ok=True)
