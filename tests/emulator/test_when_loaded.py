"""A service of MiniStack's is loaded when somebody asks it, and has then what this project gives it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LOADED_LATER = """
import sys
from cognito_emulator.aws.when_loaded import when_loaded

told = []
when_loaded("efs", lambda module: told.append(module.__name__))
assert "ministack.services.efs" not in sys.modules
assert told == []
from ministack.services import efs
assert told == ["ministack.services.efs"]
when_loaded("efs", lambda module: told.append(module is efs))
assert told[1:] == [True]
"""
COMPOSED = """
import sys
from cognito_emulator.app import create_app
from cognito_emulator.cognito.store.store import Store
from cognito_emulator.gateway.settings import OriginSettings
from cognito_emulator.recording.recorder import Recorder
from cognito_emulator.settings import Settings

url = "http://127.0.0.1:1"
settings = Settings(OriginSettings.of({}), url, "", True, "", None, "info")
create_app(settings, None, None, Store.open(), Recorder())
loaded = {name.removeprefix("ministack.services.") for name in sys.modules}
print(*sorted(loaded & {"apigateway", "cloudformation", "cloudwatch", "cognito", "tagging"}))
"""


def test_a_service_is_given_its_own_at_once_or_as_soon_as_it_is_loaded(tmp_path: Path) -> None:
    assert said(LOADED_LATER, tmp_path) == ""


def test_a_composed_engine_has_loaded_none_of_the_services_that_it_changes(tmp_path: Path) -> None:
    assert said(COMPOSED, tmp_path) == ""


def said(program: str, scratch: Path) -> str:
    """What a program of its own prints: what is loaded here is no matter of it."""
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": str(scratch)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()
