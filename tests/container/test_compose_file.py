"""docker-compose.yml in its resolved form."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts.engines.localstack import REFUSED_LICENSE, TOKENS_PAGE
from scripts.paths import PROJECT
from tests.container.conftest import Resolve

SERVICES = ("emulator", "localstack")
STATE = {"emulator": "/var/lib/emulator", "localstack": "/var/lib/localstack"}


def test_there_are_two_services_each_behind_a_profile_of_its_name(resolve: Resolve) -> None:
    services = resolve()["services"]
    assert {name: service["profiles"] for name, service in services.items()} == {
        name: [name] for name in SERVICES
    }


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(("variables", "published"), [({}, "4566"), ({"PORT": "4599"}, "4599")])
def test_a_service_is_published_on_loopback_alone(
    resolve: Resolve, service: str, variables: dict[str, str], published: str
) -> None:
    (port,) = resolve(**variables)["services"][service]["ports"]
    assert (port["host_ip"], port["published"], port["target"]) == ("127.0.0.1", published, 4566)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_a_healthcheck_on_its_health_page(resolve: Resolve, service: str) -> None:
    healthcheck = resolve()["services"][service]["healthcheck"]
    assert "http://127.0.0.1:4566/_localstack/health" in " ".join(healthcheck["test"])
    assert {"interval", "timeout", "start_period", "retries"} <= healthcheck.keys()


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_state_is_in_a_named_volume(resolve: Resolve, service: str) -> None:
    content = resolve()
    (volume,) = (mount for mount in content["services"][service]["volumes"] if mount["type"] == "volume")
    assert volume["target"] == STATE[service]
    assert volume["source"] in content["volumes"]


def test_the_emulators_image_carries_this_projects_version(resolve: Resolve) -> None:
    emulator = resolve()["services"]["emulator"]
    assert emulator["image"] == f"healthtech-signup-flow/emulator:{_project_version()}"
    assert emulator["build"]["args"] == {"BASE_IMAGE": "python:3.13-slim"}


def test_the_emulator_builds_on_another_base_image_when_asked(resolve: Resolve) -> None:
    emulator = resolve(EMULATOR_BASE_IMAGE="registry.example/python:1")["services"]["emulator"]
    assert emulator["build"]["args"] == {"BASE_IMAGE": "registry.example/python:1"}


def test_localstacks_image_is_pinned_to_a_calendar_release(resolve: Resolve) -> None:
    image = resolve()["services"]["localstack"]["image"]
    assert re.fullmatch(r"localstack/localstack:\d{4}\.\d{2}\.\d+", image)


def test_localstacks_image_is_pulled_from_elsewhere_when_asked(resolve: Resolve) -> None:
    elsewhere = "registry.example/localstack:1"
    assert resolve(LOCALSTACK_IMAGE=elsewhere)["services"]["localstack"]["image"] == elsewhere


def test_the_emulator_lets_in_its_service_name_and_whom_the_settings_name(resolve: Resolve) -> None:
    settings = {
        "ALLOWED_HOSTS": "engine.test",
        "ALLOWED_ORIGINS": "https://app.test",
        "ISSUER": "endpoint",
        "LIMITS": "off",
    }
    emulator = resolve(**settings)["services"]["emulator"]
    assert emulator["hostname"] == "emulator"
    assert emulator["environment"] == settings


def test_the_emulator_can_write_nowhere_but_to_its_state_and_to_tmp(resolve: Resolve) -> None:
    emulator = resolve()["services"]["emulator"]
    assert emulator["read_only"] is True
    assert [mount.split(":")[0] for mount in emulator["tmpfs"]] == ["/tmp"]  # noqa: S108 - the container's
    assert emulator["cap_drop"] == ["ALL"]
    assert emulator["security_opt"] == ["no-new-privileges:true"]


def test_only_localstack_sees_the_docker_socket(resolve: Resolve) -> None:
    mounts = {name: _binds(service) for name, service in resolve()["services"].items()}
    assert mounts == {"emulator": [], "localstack": ["/var/run/docker.sock"]}


def test_only_localstack_gets_the_token(resolve: Resolve) -> None:
    services = resolve(LOCALSTACK_AUTH_TOKEN="a-token")["services"]
    assert services["localstack"]["environment"]["LOCALSTACK_AUTH_TOKEN"] == "a-token"
    assert "a-token" not in str(services["emulator"])


def test_localstacks_log_shows_the_confirmation_codes(resolve: Resolve) -> None:
    assert resolve()["services"]["localstack"]["environment"]["LS_LOG"] == "info"


def test_localstack_without_a_token_says_where_to_get_one_and_which_plan(resolve: Resolve) -> None:
    refused = _run_entrypoint(resolve(), token="", path=os.environ["PATH"])
    assert refused.returncode == REFUSED_LICENSE
    assert TOKENS_PAGE in refused.stderr
    assert "Base plan" in refused.stderr
    assert "docker compose up emulator" in refused.stderr


def test_localstack_with_a_token_starts_its_own_entrypoint(resolve: Resolve, tmp_path: Path) -> None:
    own = tmp_path / "docker-entrypoint.sh"
    own.write_text("#!/bin/sh\necho started\n")
    own.chmod(0o755)
    started = _run_entrypoint(resolve(), token="a-token", path=f"{tmp_path}:{os.environ['PATH']}")
    assert (started.returncode, started.stdout, started.stderr) == (0, "started\n", "")


def _run_entrypoint(content: dict[str, Any], token: str, path: str) -> subprocess.CompletedProcess[str]:
    command = [word.replace("$$", "$") for word in content["services"]["localstack"]["entrypoint"]]
    environment = {"PATH": path, "LOCALSTACK_AUTH_TOKEN": token}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _binds(service: dict[str, Any]) -> list[str]:
    return [mount["source"] for mount in service["volumes"] if mount["type"] == "bind"]


def _project_version() -> str:
    (version,) = re.findall(r'^version = "(.+)"$', (PROJECT / "pyproject.toml").read_text(), re.MULTILINE)
    return str(version)
