"""A function's process has its own environment, and nothing of the shell that started the engine."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.emulator.account import Account
from tests.emulator_process import EmulatorProcess, emulator_process

TELLS_ITS_ENVIRONMENT = """
with open(f"/proc/{os.getppid()}/environ") as parent:
    started_with = parent.read().split(chr(0))
return {"own": dict(os.environ), "engine": dict(line.split("=", 1) for line in started_with if line)}
"""
EVENT = {"userName": "nobody", "userPoolId": "none", "request": {"userAttributes": {}}}
OF_THE_SHELL = {
    "GITHUB_TOKEN": "a-token-of-the-shell",
    "AWS_PROFILE": "production",
    "AWS_SESSION_TOKEN": "a-session-of-the-shell",
    "DATABASE_URL": "postgres://user:secret@example.com/db",
    "HTTP_PROXY": "http://proxy.example:3128",
    "https_proxy": "http://proxy.example:3128",
    "SOMETHING_ELSE": "entirely",
}
ENGINES_OWN = ("AUTH", "STATE_DIR", "PERSIST_STATE", "GATEWAY_PORT", "S3_DATA_DIR")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatorProcess]:
    """An engine that is started by a shell with secrets in its environment."""
    with ExitStack() as end:
        with pytest.MonkeyPatch.context() as shell:
            for name, value in OF_THE_SHELL.items():
                shell.setenv(name, value)
            started = end.enter_context(emulator_process(tmp_path_factory.mktemp("state")))
        yield started


@pytest.fixture(scope="module")
def told(engine: EmulatorProcess) -> dict[str, dict[str, str]]:
    """The environment of a function, and that which its parent, the engine, was started with."""
    account = Account(engine.endpoint_url)
    role = account.role_arn.rpartition("/")[2]
    variables = {"GREETING": "hello", "LOG_LEVEL": "WARNING", "ROLE": role}
    function = account.function_of_its_own(TELLS_ITS_ENVIRONMENT, Environment={"Variables": variables})
    answer: Any = account.lambda_.invoke(FunctionName=function, Payload=json.dumps(EVENT))
    content: dict[str, dict[str, str]] = json.loads(answer["Payload"].read())
    return content


@pytest.mark.parametrize("name", OF_THE_SHELL)
def test_nothing_of_the_shell_is_in_a_functions_environment_or_its_parents(
    told: dict[str, dict[str, str]], name: str
) -> None:
    assert told["own"].get(name) != OF_THE_SHELL[name]
    assert name not in told["engine"]
    assert OF_THE_SHELL[name] not in told["own"].values()


@pytest.mark.parametrize("name", ENGINES_OWN)
def test_no_setting_of_the_engine_is_in_a_functions_environment(
    told: dict[str, dict[str, str]], name: str
) -> None:
    assert name not in told["own"]


def test_a_function_has_its_own_variables_and_those_that_lambda_sets(
    told: dict[str, dict[str, str]], engine: EmulatorProcess
) -> None:
    own = told["own"]
    assert (own["GREETING"], own["LOG_LEVEL"]) == ("hello", "WARNING")
    assert own["AWS_LAMBDA_FUNCTION_NAME"]
    assert own["AWS_REGION"] == "us-east-1"
    assert own["AWS_ENDPOINT_URL"] == engine.endpoint_url


def test_a_function_signs_as_its_role_and_not_as_root(told: dict[str, dict[str, str]]) -> None:
    assert told["own"]["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert told["own"]["AWS_SECRET_ACCESS_KEY"] != "test"


def test_a_roles_credentials_cannot_be_computed_from_names(told: dict[str, dict[str, str]]) -> None:
    own = told["own"]
    names = f"{own['_LAMBDA_FUNCTION_ARN']}:arn:aws:iam::000000000000:role/{own['ROLE']}"
    digest = hashlib.sha256(names.encode()).hexdigest()
    assert own["AWS_ACCESS_KEY_ID"] != f"ASIA{digest[:16].upper()}"
    computed = {hashlib.sha256(f"{what}:{digest}".encode()).hexdigest() for what in ("secret", "token")}
    assert computed & {own["AWS_SECRET_ACCESS_KEY"], own["AWS_SESSION_TOKEN"]} == set()


def test_a_function_finds_no_aws_profile_of_the_person_who_runs_the_engine(
    told: dict[str, dict[str, str]],
) -> None:
    assert Path(told["own"]["HOME"]) != Path.home()


def test_the_engine_keeps_its_process_when_it_starts_itself_anew(engine: EmulatorProcess) -> None:
    process = psutil.Process(engine.process.pid)
    assert process.ppid() == os.getpid()
    assert process.cmdline()[0] == sys.executable


def test_what_the_engine_keeps_is_readable_by_its_user_alone(engine: EmulatorProcess) -> None:
    Account(engine.endpoint_url).pool().sign_up()
    engine.process.terminate()
    engine.process.wait(15)
    state = Path(engine.process.args[-1])  # type: ignore[index, arg-type]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in state.rglob("*")}
    assert modes
    assert [path for path, mode in modes.items() if mode & 0o077] == []
