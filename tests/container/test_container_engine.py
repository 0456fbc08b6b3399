"""`make up ENGINE=container`: the real docker-compose.yml, in a compose project of the test's own."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import boto3
import pytest

from scripts.engines import EngineSettings, endpoint_url
from scripts.engines.container import ContainerEngine
from scripts.engines.docker import container_of, docker
from scripts.errors import CommandError
from scripts.health import answers
from tests.container.conftest import Projects, left_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def engine(projects: Projects) -> ContainerEngine:
    return ContainerEngine(empty_project=projects.empty, kept_project=projects.kept)


def test_it_answers_on_the_port_that_was_asked_for(engine: ContainerEngine, port: int) -> None:
    engine.check()
    engine.start(EngineSettings(port, persist=False))
    assert answers(endpoint_url(port))
    assert engine.is_running()


def test_it_listens_on_loopback_alone(engine: ContainerEngine, port: int) -> None:
    engine.start(EngineSettings(port, persist=False))
    (published,) = docker("port", str(_container(engine))).stdout.split("\n")[:-1]
    assert published == f"4566/tcp -> 127.0.0.1:{port}"


def test_nothing_is_left_when_it_has_stopped(engine: ContainerEngine, port: int) -> None:
    engine.start(EngineSettings(port, persist=False))
    engine.stop()
    assert not engine.is_running()
    assert not answers(endpoint_url(port))
    assert left_of(engine.empty_project) == {"ps": [], "volume": [], "network": []}


def test_stopping_what_does_not_run_is_no_error(engine: ContainerEngine) -> None:
    engine.stop()
    assert not engine.is_running()


def test_one_that_is_paused_is_alive_and_can_be_stopped(engine: ContainerEngine, port: int) -> None:
    engine.start(EngineSettings(port, persist=False))
    assert docker("pause", str(_container(engine))).returncode == 0
    assert engine.is_running()
    engine.stop()
    assert left_of(engine.empty_project) == {"ps": [], "volume": [], "network": []}


def test_its_log_can_be_read(engine: ContainerEngine, port: int, capfd: pytest.CaptureFixture[str]) -> None:
    engine.start(EngineSettings(port, persist=False))
    engine.logs(follow=False)
    assert "Ready." in capfd.readouterr().out.splitlines()


def test_without_a_container_the_log_names_the_next_command(engine: ContainerEngine) -> None:
    with pytest.raises(CommandError, match="no log") as refusal:
        engine.logs(follow=False)
    assert refusal.value.next_command == "make up ENGINE=container"


def test_state_to_be_kept_outlives_it(engine: ContainerEngine, port: int) -> None:
    kept = EngineSettings(port, persist=True)
    engine.start(kept)
    _create_table(port)
    engine.stop()
    engine.start(kept)
    assert _tables(port) == ["kept"]


def test_without_that_it_starts_empty_and_kept_state_stays(engine: ContainerEngine, port: int) -> None:
    engine.start(EngineSettings(port, persist=True))
    _create_table(port)
    engine.stop()
    engine.start(EngineSettings(port, persist=False))
    assert _tables(port) == []
    engine.stop()
    engine.start(EngineSettings(port, persist=True))
    assert _tables(port) == ["kept"]


def test_a_taken_port_is_refused_before_an_image_is_built(
    engine: ContainerEngine, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMULATOR_BASE_IMAGE", "registry.invalid/no-such-python:0")
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(CommandError, match=f"{port}.* is taken") as refusal,
    ):
        engine.start(EngineSettings(port, persist=False))
    assert refusal.value.next_command == f"make up PORT={port + 1}"
    assert left_of(engine.empty_project) == {"ps": [], "volume": [], "network": []}


def test_a_port_that_another_container_takes_is_refused_and_nothing_stays(
    engine: ContainerEngine, projects: Projects, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = replace(engine, empty_project=projects.kept)
    first.start(EngineSettings(port, persist=False))
    # it comes between the look at the port and Docker's own try
    monkeypatch.setattr("scripts.engines.compose.refuse_taken_port", lambda _port: None)
    second = replace(engine, kept_project=f"{engine.empty_project}-other")
    with pytest.raises(CommandError, match=f"{port}.* is taken"):
        second.start(EngineSettings(port, persist=False))
    assert left_of(second.empty_project) == {"ps": [], "volume": [], "network": []}
    assert first.is_running()


def test_a_base_image_that_cannot_be_had_is_named_and_nothing_stays(
    engine: ContainerEngine, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMULATOR_BASE_IMAGE", "registry.invalid/no-such-python:0")
    with pytest.raises(CommandError, match=r"could not be built[\s\S]*registry\.invalid") as refusal:
        engine.start(EngineSettings(port, persist=False))
    assert "EMULATOR_BASE_IMAGE=" in str(refusal.value.next_command)
    assert left_of(engine.empty_project) == {"ps": [], "volume": [], "network": []}


def _container(engine: ContainerEngine) -> str | None:
    return container_of(f"label=com.docker.compose.project={engine.empty_project}")


def _create_table(port: int) -> None:
    _dynamodb(port).create_table(
        TableName="kept",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def _tables(port: int) -> list[str]:
    names: list[str] = _dynamodb(port).list_tables()["TableNames"]
    return names


def _dynamodb(port: int) -> DynamoDBClient:
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint_url(port),
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
