"""Codes that were sent before a restart still work after it, where state is kept at all."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cognito_emulator.cognito.rules.codes import ConfirmationCodes

logger = logging.getLogger(__name__)

_FILE = "confirmation-codes.json"


@dataclass(frozen=True)
class KeptCodes:
    """Reads the codes when the server starts, writes them when it stops: so does the engine its state."""

    app: ASGIApp
    codes: ConfirmationCodes
    directory: Path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return

        async def send_and_keep(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                self._read()
            elif message["type"].startswith("lifespan.shutdown"):
                self._write()
            await send(message)

        await self.app(scope, receive, send_and_keep)

    def _read(self) -> None:
        try:
            self.codes.load(json.loads((self.directory / _FILE).read_text()))
        except FileNotFoundError:
            return
        except (OSError, ValueError, TypeError, AttributeError) as error:
            logger.warning(
                "Codes sent before this start are lost: %s holds none (%s)", _FILE, type(error).__name__
            )

    def _write(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        unfinished = self.directory / f"{_FILE}.new"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(self.codes.dumped(), file)
        unfinished.replace(self.directory / _FILE)
