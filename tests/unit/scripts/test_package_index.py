"""uv is told of the package index that pip is configured for, and nobody is told its address."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scripts.launcher.package_index import as_uv_reads_it, without_addresses

WHO = "me:secret"
PIP_CONF = f"""
[global]
index-url = https://{WHO}@packages.test/simple
extra-index-url =
    https://one.test/simple
    https://two.test/simple

[install]
find_links = /wheels /more
"""


def told(tmp_path: Path, **environment: str) -> dict[str, str]:
    """What uv is told, by nothing of this machine."""
    return dict(as_uv_reads_it({"HOME": str(tmp_path), "PIP_CONFIG_FILE": os.devnull, **environment}))


def test_an_index_in_the_environment_is_uvs_default(tmp_path: Path) -> None:
    assert (
        told(tmp_path, PIP_INDEX_URL="https://a.test/simple")["UV_DEFAULT_INDEX"] == "https://a.test/simple"
    )
    assert "UV_DEFAULT_INDEX" not in told(tmp_path)


def test_the_settings_of_a_pip_conf_are_uvs(tmp_path: Path) -> None:
    file = tmp_path / "pip.conf"
    file.write_text(PIP_CONF)
    environment = told(tmp_path, PIP_CONFIG_FILE=str(file), PIP_CERT="/ca.pem")
    assert environment["UV_DEFAULT_INDEX"] == f"https://{WHO}@packages.test/simple"
    assert environment["UV_INDEX"] == "https://one.test/simple https://two.test/simple"
    assert environment["UV_FIND_LINKS"] == "/wheels,/more"
    assert environment["SSL_CERT_FILE"] == "/ca.pem"


def test_the_environment_goes_before_a_pip_conf_and_uvs_own_setting_before_both(tmp_path: Path) -> None:
    file = tmp_path / "pip.conf"
    file.write_text(PIP_CONF)
    by_pip = {"PIP_CONFIG_FILE": str(file), "PIP_INDEX_URL": "https://b.test"}
    assert told(tmp_path, **by_pip)["UV_DEFAULT_INDEX"] == "https://b.test"
    assert told(tmp_path, **by_pip, UV_DEFAULT_INDEX="https://c.test")["UV_DEFAULT_INDEX"] == "https://c.test"


def test_the_users_own_pip_conf_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".config" / "pip").mkdir(parents=True)
    (tmp_path / ".config" / "pip" / "pip.conf").write_text("[global]\nindex-url = https://d.test\n")
    assert as_uv_reads_it({})["UV_DEFAULT_INDEX"] == "https://d.test"


def test_a_damaged_pip_conf_is_left_to_pip(tmp_path: Path) -> None:
    file = tmp_path / "pip.conf"
    file.write_text("index-url = https://without.a.section")
    assert "UV_DEFAULT_INDEX" not in told(tmp_path, PIP_CONFIG_FILE=str(file))


@pytest.mark.parametrize(
    "words",
    [
        f"Could not fetch `https://{WHO}@packages.test/simple/x/`",
        "HTTPSConnectionPool(host='packages.test', port=443): Max retries",
        "Looking in links: file:///home/packages.test",
    ],
)
def test_an_installers_words_are_shown_without_an_address(words: str) -> None:
    shown = without_addresses(words)
    assert "packages.test" not in shown
    assert "secret" not in shown
    assert "the package index" in shown
