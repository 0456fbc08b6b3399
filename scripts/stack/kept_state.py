"""`PERSIST=1`: the engine's state and Terraform's are one unit, kept by the engine in one file.

Terraform's state is the companion of the engine's (`cognito_emulator.state.station`): whatever ends whom and
when, the two that come back are of one moment.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from cognito_emulator.state.whole_files import OWNERS_DIRECTORY, OWNERS_FILE, write_whole
from scripts.engines import EngineSettings
from scripts.engines.embedded import EmbeddedEngine
from scripts.engines.running import StartedEngine
from scripts.errors import CommandError
from scripts.stack.engine_state import EngineStateError, ask
from scripts.stack.work_directory import PERSISTED, work_directory
from scripts.terraform.state import TERRAFORM_STATE

KEEPING_ENGINES = ("embedded", "container")
SCHEME = PERSISTED / "scheme"
STALE = ".terraform.tfstate.lock.info"
"""What Terraform removes at its end, unless it is killed: then its state lacks some of what it has made."""
WITHOUT_SAVING = "make down   (or, without what came after the last save: make down PERSIST=0)"


def is_kept(started: StartedEngine) -> bool:
    """Whether this unit is to be kept; LocalStack keeps its state by itself, and without Terraform's."""
    return started.settings.persist and started.name in KEEPING_ENGINES


def check_scheme(settings: EngineSettings) -> None:
    """Raise CommandError where what is kept was made over the other of http and https.

    A queue's address is kept with its scheme, by the engine, by Terraform and by the functions' settings.
    """
    scheme = urlsplit(settings.endpoint_url).scheme
    kept = SCHEME.read_text() if SCHEME.exists() else "http"
    if EmbeddedEngine().state.exists() and kept != scheme:
        tls = 1 if kept == "https" else 0
        raise CommandError(
            f"The kept stack was deployed over {kept}, and cannot go on over {scheme}.",
            f"make up PERSIST=1 TLS={tls}   (or, without what is kept: rm -r .local/persisted)",
        )
    SCHEME.parent.mkdir(parents=True, exist_ok=True)
    SCHEME.write_text(scheme)


def begin_change(started: StartedEngine) -> None:
    """Before an apply: put the Terraform state that belongs to the engine's where Terraform works.

    An engine in the middle of a change, as an interrupted `make up` leaves it, is what Terraform's own file
    describes. Raises CommandError where the engine does not answer.
    """
    if is_kept(started):
        if not _asked(started, "GET")["changing"]:
            _put_terraform_state(work_directory(started.settings), _companion(started))
        _asked(started, "POST", "/change")


def save(started: StartedEngine) -> None:
    """Keep both as they are now. Raises CommandError; the last good ones stay kept then."""
    if not is_kept(started):
        return
    directory = work_directory(started.settings)
    for file in directory.glob(f"{TERRAFORM_STATE}*"):
        file.chmod(OWNERS_FILE)
    _asked(started, "POST", content=_read(directory / TERRAFORM_STATE))


def is_saveable(started: StartedEngine) -> bool:
    """Whether Terraform's state tells all that it has made: not after a Terraform that was killed."""
    return not (work_directory(started.settings) / STALE).exists()


def _put_terraform_state(directory: Path, content: bytes) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    PERSISTED.chmod(OWNERS_DIRECTORY)
    for stale in (*directory.glob(f"{TERRAFORM_STATE}*"), directory / STALE):
        if content and stale.name == TERRAFORM_STATE:
            continue
        stale.unlink(missing_ok=True)
    if content:
        write_whole(directory / TERRAFORM_STATE, content)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""  # nothing was applied yet


def _companion(started: StartedEngine) -> bytes:
    return _answer(started, "GET", "/companion").content


def _asked(started: StartedEngine, method: str, path: str = "", content: bytes = b"") -> dict[str, Any]:
    described: dict[str, Any] = _answer(started, method, path, content).json()
    return described


def _answer(started: StartedEngine, method: str, path: str, content: bytes = b"") -> httpx.Response:
    try:
        return ask(started.settings.endpoint_url, started.settings.ca_bundle, method, path, content)
    except EngineStateError as error:
        raise CommandError(f"The state is not saved. {error}", WITHOUT_SAVING) from None
