"""`PERSIST=1`: the engine's state and Terraform's are one unit, kept by the engine in one file.

Terraform's state is the companion of the engine's (`cognito_emulator.state.station`): whatever ends whom and
when, the two that come back are of one moment.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from cognito_emulator.state.path import PATH
from cognito_emulator.state.whole_files import OWNERS_DIRECTORY, OWNERS_FILE, write_whole
from scripts.engines import endpoint_url
from scripts.engines.running import StartedEngine
from scripts.errors import CommandError
from scripts.stack.work_directory import PERSISTED, work_directory

KEEPING_ENGINES = ("embedded", "container")
SAVE_SECONDS = 60
TERRAFORM_STATE = "terraform.tfstate"
STALE = ".terraform.tfstate.lock.info"
"""What Terraform removes at its end, unless it is killed: then its state lacks some of what it has made."""
WITHOUT_SAVING = "make down   (or, without what came after the last save: make down PERSIST=0)"


def is_kept(started: StartedEngine) -> bool:
    """Whether this unit is to be kept; LocalStack keeps its state by itself, and without Terraform's."""
    return started.settings.persist and started.name in KEEPING_ENGINES


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
    url = f"{endpoint_url(started.settings.port)}{PATH}{path}"
    try:
        with httpx.Client(trust_env=False, timeout=SAVE_SECONDS) as client:
            answer = client.request(method, url, content=content)
    except httpx.HTTPError as error:
        reason = f"The {started.name} engine did not answer {url}: {type(error).__name__}."
        raise CommandError(f"The state is not saved. {reason}", WITHOUT_SAVING) from None
    if answer.is_error:
        raise CommandError(f"The state is not saved. {_message_of(answer)}", WITHOUT_SAVING)
    return answer


def _message_of(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["message"])
    except (ValueError, KeyError, TypeError):
        return f"The engine answered {answer.status_code} to {answer.request.url}."
