"""Docker where it is, and names and ports that are a test's own."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from testcontainers.core.config import get_docker_socket
from testcontainers.core.image import DockerImage

from scripts.engines.compose import COMPOSE_FILE
from scripts.engines.docker import docker
from scripts.free_port import free_port
from scripts.paths import PROJECT
from tests.engine_containers import built_image, skip_without_docker

Resolve = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def docker_engine() -> None:
    """Skips the test where Docker does not answer."""
    skip_without_docker()


@pytest.fixture(scope="session")
def resolve() -> Resolve:
    """docker-compose.yml resolved for all profiles, with these variables and no others."""
    skip_without_docker()

    def resolved(**variables: str) -> dict[str, Any]:
        kept = ("DOCKER_HOST", "HOME", "PATH")
        environment = {name: os.environ[name] for name in kept if name in os.environ} | variables
        command = ["docker", "compose", "--file", str(COMPOSE_FILE), "--env-file", os.devnull]
        result = subprocess.run(
            [*command, "--profile", "*", "config", "--format", "json"],
            env=environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        assert result.stderr == ""
        content: dict[str, Any] = json.loads(result.stdout)
        return content

    return resolved


@dataclass(frozen=True)
class Projects:
    """Compose projects of a test's own: one for an engine that starts empty, one for state to be kept."""

    empty: str
    kept: str


@pytest.fixture
def projects() -> Iterator[Projects]:
    """Names that nobody else has; whatever the test leaves in them is removed."""
    skip_without_docker()
    name = f"test-{secrets.token_hex(4)}"
    yield Projects(name, f"{name}-kept")
    for project in (name, f"{name}-kept"):
        command = ["docker", "compose", "--file", str(COMPOSE_FILE), "--project-name", project]
        subprocess.run([*command, "--profile", "*", "down", "--volumes"], check=True, capture_output=True)


@pytest.fixture
def port() -> int:
    """A port of loopback on which nothing listens."""
    return free_port()


@pytest.fixture(scope="session")
def localstack_stand_in() -> str:
    """An image that stands in for LocalStack's, which cannot be had without an account."""
    skip_without_docker()
    with DockerImage(
        PROJECT / "tests" / "container" / "localstack_stand_in",
        tag="healthtech-signup-flow/localstack-stand-in:test",
        clean_up=False,
        buildargs={"EMULATOR_IMAGE": built_image()},
        rm=True,
    ) as image:
        return str(image)


@pytest.fixture
def compose_file_with_stand_in(resolve: Resolve, localstack_stand_in: str, tmp_path: Path) -> Path:
    """docker-compose.yml with the stand-in as LocalStack's image, and Docker's socket where it is here."""
    content = resolve()
    localstack = content["services"]["localstack"]
    localstack["image"] = localstack_stand_in
    localstack["environment"]["LOCALSTACK_AUTH_TOKEN"] = "${LOCALSTACK_AUTH_TOKEN:-}"
    localstack["ports"][0]["published"] = "${PORT:-}"
    next(mount for mount in localstack["volumes"] if mount["type"] == "bind")["source"] = get_docker_socket()
    content["volumes"] = {name: {} for name in content["volumes"]}
    del content["networks"]
    file = tmp_path / "docker-compose.yml"
    file.write_text(json.dumps(content))
    return file


def left_of(project: str) -> dict[str, list[str]]:
    """What Docker still has of a compose project, by kind."""
    label = f"label=com.docker.compose.project={project}"
    kinds = {"ps": ("ps", "--all"), "volume": ("volume", "ls"), "network": ("network", "ls")}
    return {
        kind: docker(*words, "--quiet", "--filter", label).stdout.split() for kind, words in kinds.items()
    }
