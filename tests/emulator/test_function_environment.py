"""A function's process has its own environment, and nothing of the shell that started the engine."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.emulator.account import Account
from tests.emulator_process import EmulatorProcess, emulator_process, running_emulator

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
# "Defined runtime environment variables" in AWS's Lambda guide
OF_LAMBDA = {
    *("_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV"),
    *("AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION"),
    *("AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME"),
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API"),
    *("LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "LANG", "PATH", "LD_LIBRARY_PATH", "NODE_PATH", "TZ"),
}
# Where a process of this machine is, and the way back to the engine
OF_THE_MACHINE = {"HOME", "TMPDIR", "LC_ALL", "LC_CTYPE", "AWS_ENDPOINT_URL", "NO_PROXY", "no_proxy"}
OF_MINISTACK = {
    *("AWS_DISABLE_HOST_PREFIX_INJECTION", "_LAMBDA_FUNCTION_ARN", "_LAMBDA_TIMEOUT"),
    "_MINISTACK_INVOKE_DEPTH",
}
# Each has the value, too, that the engine's own setting of the name has
LIKE_THE_ENGINES = {"LOG_LEVEL": "WARNING", "AUTH": "true", "SFTP_ENABLED": "0"}
TELLS_ITS_ENVIRONMENT_AS_A_RUNTIME = f"""#!/usr/bin/env -S "{sys.executable}"
import json, os, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(api + "next") as event:
        answer = api + event.headers["Lambda-Runtime-Aws-Request-Id"] + "/response"
    urllib.request.urlopen(answer, json.dumps(dict(os.environ)).encode()).close()
"""


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
def account(engine: EmulatorProcess) -> Account:
    return Account(engine.endpoint_url)


@pytest.fixture(scope="module")
def told(account: Account) -> dict[str, dict[str, str]]:
    """The environment of a function, and that which its parent, the engine, was started with."""
    role = account.role_arn.rpartition("/")[2]
    variables = {"GREETING": "hello", "ROLE": role, **LIKE_THE_ENGINES}
    function = account.function_of_its_own(TELLS_ITS_ENVIRONMENT, Environment={"Variables": variables})
    content: dict[str, dict[str, str]] = account.invoked(function, EVENT)
    return content


@pytest.fixture(scope="module")
def told_by_a_runtime(account: Account) -> dict[str, str]:
    """The environment of a function that brings its own runtime."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        program = zipfile.ZipInfo("bootstrap")
        program.external_attr = 0o755 << 16
        package.writestr(program, TELLS_ITS_ENVIRONMENT_AS_A_RUNTIME)
    function = account.function_of_its_own(
        "",
        Runtime="provided.al2023",
        Code={"ZipFile": archive.getvalue()},
        Environment={"Variables": {"GREETING": "hello", **LIKE_THE_ENGINES}},
    )
    content: dict[str, str] = account.invoked(function, EVENT)
    return content


@pytest.mark.parametrize("name", OF_THE_SHELL)
def test_nothing_of_the_shell_is_in_a_functions_environment_or_its_parents(
    told: dict[str, dict[str, str]], name: str
) -> None:
    assert told["own"].get(name) != OF_THE_SHELL[name]
    assert name not in told["engine"]
    assert OF_THE_SHELL[name] not in told["own"].values()


def test_no_setting_of_the_engine_is_in_a_functions_environment(
    told: dict[str, dict[str, str]], told_by_a_runtime: dict[str, str]
) -> None:
    configured = {"GREETING", "ROLE", *LIKE_THE_ENGINES}
    known = OF_LAMBDA | OF_THE_MACHINE | OF_MINISTACK | configured
    assert told["own"].keys() - known == set()
    assert told_by_a_runtime.keys() - known == set()


def test_a_function_has_each_of_its_own_variables_whatever_the_engines_settings_are(
    told: dict[str, dict[str, str]], told_by_a_runtime: dict[str, str]
) -> None:
    configured = {"GREETING": "hello", **LIKE_THE_ENGINES}
    assert configured.items() <= told["own"].items()
    assert configured.items() <= told_by_a_runtime.items()


def test_a_function_finds_its_name_its_region_and_the_engine(
    told: dict[str, dict[str, str]], told_by_a_runtime: dict[str, str], engine: EmulatorProcess
) -> None:
    for own in (told["own"], told_by_a_runtime):
        assert own["AWS_LAMBDA_FUNCTION_NAME"]
        assert own["AWS_REGION"] == "us-east-1"
        assert own["AWS_ENDPOINT_URL"] == engine.endpoint_url


def test_a_functions_own_proxy_is_not_asked_for_calls_to_the_engine(account: Account) -> None:
    nobody = "http://127.0.0.1:1"
    proxies = dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"), nobody)
    calls_the_engine = (
        "return cognito().list_user_pools(MaxResults=1)['UserPools'] and os.environ['HTTP_PROXY']"
    )
    account.pool()
    function = account.function_of_its_own(calls_the_engine, Environment={"Variables": proxies})
    assert account.invoked(function, EVENT) == nobody


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


def test_what_the_interpreters_start_sets_does_not_start_the_engine_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import os\nos.environ['SET_AT_THE_START'] = 'each time'\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with running_emulator() as url:
        own = Account(url).invoked(Account(url).function_of_its_own("return dict(os.environ)"), EVENT)
    assert "SET_AT_THE_START" not in own


def test_temporary_files_are_readable_by_their_user_alone(told: dict[str, dict[str, str]]) -> None:
    assert stat.S_IMODE(Path(told["own"]["TMPDIR"]).stat().st_mode) == 0o700


def test_what_the_engine_keeps_is_readable_by_its_user_alone(engine: EmulatorProcess) -> None:
    Account(engine.endpoint_url).pool().sign_up()
    engine.process.terminate()
    engine.process.wait(15)
    state = Path(engine.process.args[-1])  # type: ignore[index, arg-type]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in state.rglob("*")}
    assert modes
    assert [path for path, mode in modes.items() if mode & 0o077] == []
