"""`make up ENGINE=localstack`: the real docker-compose.yml, with a stand-in for LocalStack's image."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.engines import EngineSettings, endpoint_url
from scripts.engines.docker import docker
from scripts.engines.localstack import TOKENS_PAGE, LocalStackEngine
from scripts.errors import CommandError
from scripts.health import answers
from scripts.mailboxes.localstack import LocalStackMailbox
from tests.container.conftest import Projects
from tests.container.localstack_people import signed_up


@pytest.fixture
def engine(projects: Projects, compose_file_with_stand_in: Path) -> LocalStackEngine:
    return _engine(projects, compose_file_with_stand_in)


def test_without_a_token_it_is_refused_before_docker_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOCALSTACK_AUTH_TOKEN", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match="LOCALSTACK_AUTH_TOKEN is not set") as refusal:
        LocalStackEngine().check()
    assert TOKENS_PAGE in str(refusal.value)
    assert "Base plan" in str(refusal.value)
    assert "make up ENGINE=localstack" in str(refusal.value.next_command)


def test_an_image_that_cannot_be_pulled_is_named(projects: Projects, tmp_path: Path, port: int) -> None:
    file = tmp_path / "docker-compose.yml"
    file.write_text(
        "services: {localstack: {image: 'registry.invalid/localstack:2026.09.0', profiles: [localstack]}}"
    )
    engine = _engine(projects, file)
    with pytest.raises(CommandError, match=r"registry\.invalid/localstack:2026\.09\.0 could not be pulled"):
        engine.start(EngineSettings(port, persist=False))


def test_a_refused_token_shows_localstacks_last_lines_and_leaves_nothing(
    engine: LocalStackEngine, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALSTACK_AUTH_TOKEN", "refused")
    with pytest.raises(CommandError, match="ended with status 55") as refusal:
        engine.start(EngineSettings(port, persist=False))
    assert "License activation failed!" in str(refusal.value)
    assert TOKENS_PAGE in str(refusal.value)
    assert "LOCALSTACK_AUTH_TOKEN=" in str(refusal.value.next_command)
    assert _containers_of(engine.empty_project) == []


def test_a_container_without_the_token_says_so_itself(
    engine: LocalStackEngine, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOCALSTACK_AUTH_TOKEN", raising=False)
    with pytest.raises(CommandError, match=r"LOCALSTACK_AUTH_TOKEN is not set\. Get one at"):
        engine.start(EngineSettings(port, persist=False))


def test_with_an_accepted_token_it_is_ready_and_somebody_can_sign_up_by_the_code_of_its_log(
    engine: LocalStackEngine, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALSTACK_AUTH_TOKEN", "accepted")
    engine.start(EngineSettings(port, persist=False))
    assert answers(endpoint_url(port))
    assert signed_up(endpoint_url(port)).user_pool_id


def test_localstacks_own_command_knows_the_container_by_its_name(
    engine: LocalStackEngine, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALSTACK_AUTH_TOKEN", "accepted")
    engine.start(EngineSettings(port, persist=False))
    [container] = _containers_of(engine.empty_project)
    name = docker("inspect", "--format", "{{.Name}}", container).stdout.strip().lstrip("/")
    # without the last it would tell its makers of each command
    environment = {**os.environ, "MAIN_CONTAINER_NAME": name, "DISABLE_EVENTS": "1"}
    for command, told in ((("wait", "--timeout", "60"), ""), (("logs",), "Ready.")):
        done = subprocess.run(
            [Path(sys.executable).with_name("localstack"), *command],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert told in done.stdout


@pytest.mark.usefixtures("docker_engine")
def test_a_mailbox_without_a_container_says_so(port: int) -> None:
    with pytest.raises(CommandError, match=f"No container answers at {endpoint_url(port)}") as refusal:
        LocalStackMailbox(endpoint_url(port)).mails_to("ada@example.com")
    assert refusal.value.next_command == "make status"


def _engine(projects: Projects, file: Path) -> LocalStackEngine:
    return LocalStackEngine(empty_project=projects.empty, kept_project=projects.kept, file=file)


def _containers_of(project: str) -> list[str]:
    return docker(
        "ps", "--all", "--quiet", "--filter", f"label=com.docker.compose.project={project}"
    ).stdout.split()
