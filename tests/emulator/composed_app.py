"""Composes the engine's app and prints which of the services that this project changes were loaded by it.

A program of its own, since what the tests' process has loaded is no matter of it.
"""

from __future__ import annotations

import sys

from cognito_emulator.app import create_app
from cognito_emulator.cognito.store.store import Store
from cognito_emulator.gateway.settings import OriginSettings
from cognito_emulator.recording.recorder import Recorder
from cognito_emulator.settings import Settings

CHANGED = {"apigateway", "cloudformation", "cloudwatch", "cognito", "tagging"}


def main() -> None:
    settings = Settings(
        origins=OriginSettings.of({}),
        endpoint_url="http://127.0.0.1:1",
        issuer_base="",
        has_limits=True,
        smtp_host="",
        certificate=None,
        log_level="info",
        person_commands=(),
    )
    create_app(settings, None, None, Store.open(), Recorder())
    loaded = {name.removeprefix("ministack.services.") for name in sys.modules}
    print(*sorted(loaded & CHANGED))


if __name__ == "__main__":
    main()
