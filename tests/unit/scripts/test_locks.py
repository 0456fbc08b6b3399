"""What is installed for whom: the lock files, and what pyproject.toml names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.checks.locks import LOCKS as WRITTEN
from scripts.launcher.needs import LOCKS, is_had_already, locks_of
from scripts.paths import PROJECT

PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; (.*?))?(?: \\)?$", re.MULTILINE)
RUN, DEV, TOOLS = "requirements.lock", "requirements-dev.lock", "requirements-localstack.lock"
UV = "requirements-uv.lock"
OF_LOCALSTACK = {"localstack", "localstack-client", "terraform-local", "awscli-local"}


def pins(lock: str) -> set[tuple[str, str, str]]:
    """Each package with its version and the machines that get it."""
    return set(PIN.findall((PROJECT / lock).read_text()))


def names(lock: str) -> set[str]:
    return {name for name, _, _ in pins(lock)}


@pytest.mark.parametrize("lock", [RUN, "emulator/requirements.lock", "requirements-offline.lock"])
def test_nothing_of_localstack_is_installed_for_another_engine(lock: str) -> None:
    assert names(lock)
    assert names(lock) & OF_LOCALSTACK == set()


@pytest.mark.parametrize("lock", [TOOLS, DEV])
def test_localstacks_tools_are_installed_for_localstack_and_for_its_tests(lock: str) -> None:
    assert names(lock) >= OF_LOCALSTACK


def test_the_locks_that_share_an_environment_name_the_same_versions() -> None:
    for lock in (*LOCKS.values(), UV):
        assert _versions(lock) - _versions(DEV) == set(), lock


def test_whoever_installs_everything_has_what_each_of_the_others_names() -> None:
    assert {name for lock in LOCKS.values() for name in names(lock)} == names(DEV)


def test_make_up_installs_no_command_line_no_browser_and_nothing_of_a_check() -> None:
    for unwanted in ("awscli", "playwright", "pytest", "mypy", "ruff", "uv", "testcontainers"):
        assert unwanted not in names(RUN)
        assert unwanted in names(DEV)


def test_every_lock_that_a_command_installs_is_written_by_make_lock() -> None:
    written = {lock.file for lock in WRITTEN}
    assert {*LOCKS.values(), UV} <= written
    assert all((PROJECT / name).exists() for name in written)


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        (["up"], ("run",)),
        (["reconcile", "--repair"], ("run",)),
        (["e2e"], ("run", "e2e", "aws-cli")),
        (["chromium"], ("run", "browser")),
        (["screenshots"], ("run", "e2e", "browser")),
        (["aws-cli"], ("run", "aws-cli")),
        (["localstack-tools"], ("run", "localstack")),
        (["test", "unit"], ("dev",)),
        (["lint"], ("dev",)),
        (["test", "--help"], ("run",)),
        ([], ("run",)),
    ],
)
def test_a_command_installs_what_it_needs(command: list[str], needed: tuple[str, ...]) -> None:
    assert locks_of(command, {}) == needed


@pytest.mark.parametrize(
    ("settings", "are_installed"),
    [
        ({}, False),
        ({"ENGINE": "embedded"}, False),
        ({"ENGINE": "localstack"}, True),
        ({"LOCALSTACK_AUTH_TOKEN": "a-token"}, True),
        ({"LOCALSTACK_AUTH_TOKEN": "a-token", "ENGINE": "container"}, False),
    ],
)
def test_localstacks_tools_are_installed_where_it_is_the_engine(
    settings: dict[str, str], *, are_installed: bool
) -> None:
    for command in ("up", "integration"):
        assert ("localstack" in locks_of([command], settings)) is are_installed
    assert "localstack" not in locks_of(["demo"], settings)
    by_name = locks_of(["up", "--engine", settings.get("ENGINE", "embedded")], {})
    assert ("localstack" in by_name) is (settings.get("ENGINE") == "localstack")


@pytest.mark.parametrize(("says", "is_had"), [("aws-cli/2.31.0 Python/3", True), ("aws-cli/1.44", False)])
def test_an_aws_cli_of_version_2_is_taken_where_the_machine_has_one(
    says: str, *, is_had: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not is_had_already("aws-cli", "e2e")
    aws = tmp_path / "aws"
    aws.write_text(f"#!/bin/sh\necho '{says}'\n")
    aws.chmod(0o755)
    assert is_had_already("aws-cli", "e2e") is is_had
    assert not is_had_already("aws-cli", "aws-cli")
    assert not is_had_already("e2e", "e2e")


def test_the_project_names_the_packages_that_it_is_to_use() -> None:
    named = set(re.findall(r'^ +"([a-z0-9-]+)[\[>=]', (PROJECT / "pyproject.toml").read_text(), re.MULTILINE))
    assert {"boto3", "localstack", "terraform-local", "pytest", "testcontainers"} <= named


def _versions(lock: str) -> set[tuple[str, str]]:
    return {(name, version) for name, version, _ in pins(lock)}
