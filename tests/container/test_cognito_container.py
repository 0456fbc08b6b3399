"""The container class that other teams' tests take, on this project's image."""

from __future__ import annotations

import importlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator

import pytest

from cognito_emulator.testcontainers import IMAGE, CognitoContainer
from cognito_emulator.testing.errors import TestingError
from cognito_emulator.testing.person import signed_up
from cognito_emulator.testing.user_pool import new_user_pool
from scripts.engines.docker import docker
from scripts.health import answers
from scripts.paths import PROJECT
from tests.engine_containers import built_image, skip_without_docker

EXAMPLE = PROJECT / "examples" / "docker_compose" / "docker-compose.yml"


@pytest.fixture(scope="module")
def image() -> str:
    skip_without_docker()
    return built_image()


@pytest.fixture(scope="module")
def cognito(image: str) -> Iterator[CognitoContainer]:
    with CognitoContainer(image) as container:
        yield container


def test_somebody_signs_up_and_in_with_the_code_of_its_mailbox(cognito: CognitoContainer) -> None:
    with new_user_pool(cognito.engine, groups=["Doctor"]) as pool:
        ada = signed_up(pool, cognito.mailbox, "ada@example.com", groups=["Doctor"])
        assert ada.sign_in().id_claims["cognito:groups"] == ["Doctor"]


def test_an_engine_that_does_not_start_is_shown_and_removed(image: str) -> None:
    container = CognitoContainer(image).with_command("--no-such-option")
    with pytest.raises(TestingError, match="unrecognized arguments: --no-such-option"):
        container.start()
    assert docker("inspect", container.get_container_id()).returncode != 0


def test_an_image_that_is_not_there_is_named_with_the_command_that_builds_it() -> None:
    skip_without_docker()
    with pytest.raises(TestingError, match=r"Docker cannot run healthtech-signup-flow/none:0.*docker build"):
        CognitoContainer("healthtech-signup-flow/none:0").start()


def test_without_its_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "testcontainers.core.container", None)
    monkeypatch.delitem(sys.modules, "cognito_emulator.testcontainers")
    with pytest.raises(ImportError, match=r"pip install 'cognito-emulator\[testcontainers\]'"):
        importlib.import_module("cognito_emulator.testcontainers")


def test_the_compose_example_answers_once_it_is_up(image: str, port: int) -> None:
    environment = {**os.environ, "COGNITO_IMAGE": image, "PORT": str(port)}
    compose = ["docker", "compose", "--file", str(EXAMPLE), "--project-name", f"test-{secrets.token_hex(4)}"]
    try:
        up = subprocess.run(
            [*compose, "up", "--wait"], env=environment, capture_output=True, text=True, check=False
        )
        assert up.returncode == 0, up.stderr
        assert answers(f"http://127.0.0.1:{port}")
    finally:
        subprocess.run([*compose, "down", "--volumes"], env=environment, check=True, capture_output=True)


def test_the_compose_example_names_the_image_of_this_version() -> None:
    assert f"image: ${{COGNITO_IMAGE:-{IMAGE}}}" in EXAMPLE.read_text()
