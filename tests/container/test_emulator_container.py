"""The emulator's image, as testcontainers runs it for the end-to-end tests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.engines.docker import docker
from scripts.health import answers
from scripts.paths import PROJECT
from tests.engine_containers import container_engine, emulator_container, skip_without_docker, started

INSTALLED = "import importlib.metadata as m; print([f'{d.name}=={d.version}' for d in m.distributions()])"
# modules of what it runs that have no compiled file beside them
NOT_COMPILED = """
import cognito_emulator, importlib.util, ministack, pathlib
packages = [pathlib.Path(package.__file__).parent for package in (cognito_emulator, ministack)]
files = [file for package in packages for file in package.rglob("*.py")]
assert len(files) > 100
compiled = (pathlib.Path(importlib.util.cache_from_source(file)) for file in files)
print([str(file) for file in compiled if not file.is_file()])
"""


pytestmark = pytest.mark.usefixtures("docker_engine")


@pytest.fixture(scope="module")
def container() -> Iterator[str]:
    """The id of a running container."""
    skip_without_docker()
    with started(emulator_container()) as emulator:
        yield emulator.get_container_id()


def test_it_answers_on_a_port_of_this_machine() -> None:
    with container_engine() as endpoint_url:
        assert answers(endpoint_url)


def test_it_runs_as_a_user_without_privileges(container: str) -> None:
    assert _run(container, "id", "-u") == "10001"
    assert re.search(r"^CapEff:\s+0+$", _run(container, "cat", "/proc/1/status"), re.MULTILINE)


@pytest.mark.parametrize(
    "path", ["/srv/cognito_emulator/app.py", "/opt/emulator/pyvenv.cfg", "/etc/passwd", "/new"]
)
def test_it_cannot_change_itself(container: str, path: str) -> None:
    refused = docker("exec", "--user", "root", container, "touch", path)
    assert refused.returncode != 0
    assert "Read-only file system" in refused.stderr


@pytest.mark.parametrize("directory", ["/tmp", "/var/lib/emulator"])  # noqa: S108 - the container's own
def test_it_can_write_to_tmp_and_to_its_state(container: str, directory: str) -> None:
    assert docker("exec", container, "touch", f"{directory}/written").returncode == 0


def test_it_holds_what_its_lock_names_and_no_pip(container: str) -> None:
    locked = set(re.findall(r"^([a-z0-9-]+==\S+)", _lock(), re.MULTILINE))
    printed = _run(container, "python", "-c", INSTALLED)
    installed = {package.lower().replace("_", "-") for package in re.findall(r"'([^']+)'", printed)}
    assert installed - locked == set()
    assert any(package.startswith("ministack==") for package in installed)


def test_what_it_runs_is_compiled_already(container: str) -> None:
    assert _run(container, "python", "-c", NOT_COMPILED) == "[]"


def test_a_function_in_it_can_use_boto3(container: str) -> None:
    assert _run(container, "python", "-c", "import boto3; print(boto3.__name__)") == "boto3"


def test_its_image_declares_port_state_and_health(container: str) -> None:
    config = _inspect(container)["Config"]
    assert list(config["ExposedPorts"]) == ["4566/tcp"]
    assert list(config["Volumes"]) == ["/var/lib/emulator"]
    assert config["User"] == "emulator"
    assert docker("exec", container, *config["Healthcheck"]["Test"][1:]).returncode == 0


def test_its_healthcheck_fails_when_nothing_answers(container: str) -> None:
    command = [word.replace(":4566/", ":9/") for word in _inspect(container)["Config"]["Healthcheck"]["Test"]]
    assert docker("exec", container, *command[1:]).returncode != 0


def test_it_ends_well_when_docker_stops_it() -> None:
    with started(emulator_container()) as emulator:
        docker("stop", "--time", "10", emulator.get_container_id())
        state = _inspect(emulator.get_container_id())["State"]
    assert (state["ExitCode"], state["OOMKilled"]) == (0, False)


def test_nothing_of_it_is_left_behind() -> None:
    with started(emulator_container()) as emulator:
        container = emulator.get_container_id()
        (volume,) = (mount["Name"] for mount in _inspect(container)["Mounts"] if mount["Type"] == "volume")
    assert docker("inspect", container).returncode != 0
    assert docker("volume", "inspect", volume).returncode != 0


def test_one_that_ends_at_once_shows_its_last_lines_and_is_removed() -> None:
    emulator = emulator_container().with_command("--no-such-option")
    with pytest.raises(AssertionError, match="unrecognized arguments: --no-such-option"), started(emulator):
        pytest.fail("a container that has ended counts as ready")
    assert docker("inspect", emulator.get_container_id()).returncode != 0


def _run(container: str, *command: str) -> str:
    result = docker("exec", container, *command)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def _inspect(container: str) -> dict[str, Any]:
    (content,) = json.loads(docker("inspect", container).stdout)
    return dict(content)


def _lock() -> str:
    return (PROJECT / "emulator" / "requirements.lock").read_text()
