"""What every page of the console has: a place in the navigation, the parts it works with, and its frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cognito_emulator.cognito.service import UserPoolsService
from cognito_emulator.console.person_commands import PersonCommand
from cognito_emulator.console.ses_mails import SesMails
from cognito_emulator.gateway.admission import CONSOLE_PATH
from cognito_emulator.pages import page
from cognito_emulator.recording.recorder import Recorder
from cognito_emulator.state.saved_states import SavedStates

PAGES = "emulator.console.pages"


@dataclass(frozen=True)
class ConsoleParts:
    """What pages ask and change: always by the operations that the API has, so that triggers run."""

    service: UserPoolsService
    mails_of_apps: SesMails
    recorder: Recorder
    saved_states: SavedStates
    person_commands: Sequence[PersonCommand]


@dataclass(frozen=True)
class ConsolePage:
    """`title` stands in the navigation and leads to `path`; all routes are below CONSOLE_PATH."""

    title: str
    path: str
    routes: Sequence[Route]

    def has(self, path: str) -> bool:
        """Whether an address is one of this page's."""
        return (path + "/").startswith(f"{self.path}/")


def shown(
    request: Request, template: str, *, status: int = 200, frames: bool = False, **context: Any
) -> Response:
    """A page of the console: its template is in templates/console/ and extends `console/layout.html`.

    `pool`, where the context has one, goes along to the other pages. `here` is the page's own address, where
    that is another than the request's; `notice` and `problem` are sentences above the page.
    """
    always = {
        "navigation": request.scope[PAGES],
        "here": request.url.path,
        "first": CONSOLE_PATH,
        "notice": "",
        "problem": "",
        "pool": None,
    }
    return page(f"console/{template}", status=status, frames=frames, **{**always, **context})


def utc(seconds: float) -> datetime:
    """Seconds of the epoch as templates show them."""
    return datetime.fromtimestamp(seconds, tz=timezone.utc)


def not_there(request: Request, what: str) -> Response:
    """404, with a sentence that says what is not there."""
    return shown(request, "not_there.html", status=404, what=what)
