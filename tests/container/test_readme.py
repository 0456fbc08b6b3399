"""The README's commands for an engine without the Makefile work as they stand."""

from __future__ import annotations

import os
import re
import subprocess

import httpx

from scripts.paths import PROJECT
from tests.container.conftest import Projects

README = (PROJECT / "README.md").read_text()
[BLOCK] = re.findall(r"^```sh\n(docker compose .*?)^```$", README, re.MULTILINE | re.DOTALL)
UP, DOWN = BLOCK.splitlines()


def test_docker_compose_brings_the_emulator_up_and_removes_all_of_it(projects: Projects, port: int) -> None:
    environment = {**os.environ, "COMPOSE_PROJECT_NAME": projects.empty, "PORT": str(port)}
    run(UP, environment)
    assert httpx.get(f"http://127.0.0.1:{port}/_localstack/health", trust_env=False).is_success
    run(DOWN, environment)
    for kind in ("ps --all", "volume ls", "network ls"):
        label = f"label=com.docker.compose.project={projects.empty}"
        assert run(f"docker {kind} --quiet --filter {label}", environment) == ""


def run(command: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", command], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
