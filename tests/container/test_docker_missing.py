"""An engine that needs Docker, on a machine that lacks a part of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts.engines.container import ContainerEngine
from scripts.engines.docker import WITHOUT_DOCKER
from scripts.engines.localstack import LocalStackEngine
from scripts.errors import CommandError

ENGINES = [ContainerEngine(), LocalStackEngine()]


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALSTACK_AUTH_TOKEN", "a-token")


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_a_machine_without_docker_is_told_the_engine_that_needs_none(
    engine: ContainerEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    _refuses(engine, "no `docker` on PATH")


@pytest.mark.skipif(
    shutil.which("docker") is None, reason="needs the docker command; its daemon need not run"
)
@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_a_daemon_that_does_not_answer_is_told_apart_from_one_that_is_missing(
    engine: ContainerEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")
    _refuses(engine, r"Docker does not answer: .*no\.sock")


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_a_docker_without_compose_is_told_where_to_get_it(
    engine: ContainerEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # the real docker finds its plugins in places that a test cannot empty
    docker = tmp_path / "docker"
    docker.write_text('#!/bin/sh\n[ "$1" = version ] && echo 28.0.0\n')
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    _refuses(engine, "docs.docker.com/compose/install")


def _refuses(engine: ContainerEngine, reason: str) -> None:
    with pytest.raises(CommandError, match=reason) as refusal:
        engine.check()
    assert refusal.value.next_command == WITHOUT_DOCKER
