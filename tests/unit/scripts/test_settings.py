"""What .env.example offers is what the commands are given where nothing else says more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.launcher.settings import NAMES, settings_in
from scripts.paths import PROJECT


def test_the_example_offers_every_setting_that_reaches_the_commands_and_no_other() -> None:
    offered = re.findall(r"^#([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(offered) == sorted(NAMES)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("PORT=4567", {"PORT": "4567"}),
        ("  PORT = 4567 ", {"PORT": "4567"}),
        ("PORT=4567 # the other one", {"PORT": "4567"}),
        ("LOCALSTACK_AUTH_TOKEN='ls-a#b'", {"LOCALSTACK_AUTH_TOKEN": "ls-a#b"}),
        ('ALLOWED_ORIGINS="https://app.test"', {"ALLOWED_ORIGINS": "https://app.test"}),
        ("#PORT=4567", {}),
        ("PATH=/nowhere", {}),
        ("no setting", {}),
        ("", {}),
    ],
)
def test_a_setting_is_a_line_of_env(line: str, found: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"{line}\n")
    assert settings_in(file) == found


def test_without_env_there_is_no_setting(tmp_path: Path) -> None:
    assert settings_in(tmp_path / ".env") == {}
