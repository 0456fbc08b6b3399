"""What of this project's starts often imports botocore without what only a passkey needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.paths import PROJECT

PROGRAM = Path(__file__).with_name("boto3_imported.py")
CALL = "keep_pyopenssl_from_botocore()"


def test_botocore_does_not_take_pyopenssl_where_it_is_kept_from_it() -> None:
    done = subprocess.run([sys.executable, PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["botocore.httpsession"]


@pytest.mark.parametrize(
    "start",
    [
        "scripts/cli/__main__.py",
        "emulator/cognito_emulator/__main__.py",
        "emulator/cognito_emulator/testing/nursery.py",
    ],
)
def test_every_start_keeps_botocore_from_it(start: str) -> None:
    assert CALL in (PROJECT / start).read_text()
