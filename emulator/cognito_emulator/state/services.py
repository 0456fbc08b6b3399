"""What MiniStack's services hold, as bytes that never touch a disk in clear, and back.

MiniStack's own way writes passwords in clear text, at a clean stop alone, and goes on where writing fails.
It is off (`PERSIST_STATE=0`); its functions for one service's state, and its JSON, are used here.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from ministack import app as ministack
from ministack.core import persistence

from cognito_emulator.state.errors import StateError

# functions' threads may change what is being read, for a moment
READINGS = 3


def services_state() -> dict[str, bytes]:
    """The state of every service in use by its name. Raises StateError, which names the service."""
    return {
        name: _dumped(name, get_state)
        for name, get_state in ministack._build_persistence_save_dict().items()
        # what could not be imported has no state
        if get_state.__module__ != ministack.__name__
    }


def load_services(states: Mapping[str, bytes]) -> None:
    """Give the services what `services_state` has returned. Raises StateError, which names the service."""
    unknown = states.keys() - ministack._state_map.keys()
    if unknown:
        raise StateError(f"What is kept has a service that this release lacks: {', '.join(sorted(unknown))}.")
    for name, module in ministack._state_map.items():
        if name in states:
            _load(name, module, states[name])


def _dumped(name: str, get_state: Callable[[], Any]) -> bytes:
    try:
        return _at_rest(lambda: _wrapped(name, get_state()))
    except Exception as error:
        raise StateError(f"The state of {name} cannot be saved: {type(error).__name__}.") from error


def _at_rest(read: Callable[[], bytes]) -> bytes:
    for _ in range(READINGS - 1):
        with contextlib.suppress(RuntimeError):  # a collection changed while it was read
            return read()
    return read()


def _wrapped(name: str, state: Any) -> bytes:
    content = {"format": persistence._state_format_version(name), "state": state}
    return json.dumps(content, default=persistence._json_default).encode()


def _load(name: str, module: str, content: bytes) -> None:
    kept = json.loads(content, object_hook=persistence._json_object_hook)
    if kept["format"] > persistence._state_format_version(name):
        raise StateError(f"The kept state of {name} was written by a newer release of the emulator.")
    if not kept["state"]:
        return
    try:
        ministack._get_module(module).load_persisted_state(kept["state"])
    except Exception as error:
        cause = type(error).__name__
        raise StateError(f"The kept state of {name} cannot be restored: {cause}.") from error
