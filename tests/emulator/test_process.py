"""`python -m cognito_emulator` as a process: how it starts, what it keeps, how it ends."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from cognito_emulator import __version__
from tests import http
from tests.emulator.account import Account, Pool
from tests.emulator.functions import NEVER_ANSWERS, RETURNS_THE_EVENT
from tests.emulator_process import PROJECT, EmulatorProcess, emulator_process, running_emulator
from tests.ended_process import has_ended

# its own lock and psutil have another side for Windows; mypy checks that of the lock
WITHOUT_POSIX = """
import sys
import cognito_emulator.state.directory_lock, psutil
sys.modules.update(dict.fromkeys(("fcntl", "grp", "pwd", "resource", "syslog", "termios", "pty", "tty")))
from cognito_emulator.__main__ import main
sys.exit(main())
"""


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cognito_emulator", *arguments]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=30, check=False)


def test_ready_is_a_line_of_its_own_and_true_and_nothing_else_is_said() -> None:
    with emulator_process() as emulator:
        assert http.get(f"{emulator.endpoint_url}/_localstack/health", trust_env=False).is_success
        assert emulator.log.read_text() == f"The emulator answers at {emulator.endpoint_url}\nReady.\n"


def test_it_listens_on_loopback_alone_when_nothing_else_is_said() -> None:
    with emulator_process() as emulator:
        listening = [
            connection.laddr[0]
            for connection in psutil.Process(emulator.process.pid).net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        ]
    assert listening == ["127.0.0.1"]


def test_a_taken_port_is_one_clear_line_that_names_who_has_it() -> None:
    with running_emulator() as url:
        port = url.rpartition(":")[2]
        refused = _run("--port", port)
    assert (refused.returncode, refused.stdout) == (1, "")
    (line,) = refused.stderr.splitlines()
    assert line.startswith(f"Port {port} on 127.0.0.1 is taken by process ")
    assert "-m cognito_emulator --port 0" in line
    assert line.endswith(f"python -m cognito_emulator --port {int(port) % 65535 + 1}")


def test_a_port_that_another_program_has_is_taken_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        refused = _run("--port", str(other.getsockname()[1]))
    assert refused.returncode == 1
    assert "is taken" in refused.stderr


def test_who_has_the_port_is_told_in_one_line_whatever_its_command_is() -> None:
    program = "import socket, sys\nserver = socket.create_server(('127.0.0.1', 0))\n"
    program += "print(server.getsockname()[1], flush=True)\nsys.stdin.read()"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        refused = _run("--port", other.stdout.readline().strip())
        other.communicate()
    (line,) = refused.stderr.splitlines()
    assert f"is taken by process {other.pid} (" in line


@pytest.mark.parametrize("port", ["http", "-1", "65536", "\N{FULLWIDTH DIGIT FOUR}"])
def test_a_port_that_is_no_port_is_refused(port: str) -> None:
    refused = _run(f"--port={port}")
    assert refused.returncode == 2
    assert "is no port" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_host_that_is_not_this_machines_is_refused_in_one_line() -> None:
    refused = _run("--host", "192.0.2.1", "--port", "0")
    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert "192.0.2.1" in line


def test_help_names_the_ready_line_and_the_credentials() -> None:
    helped = _run("--help")
    assert helped.returncode == 0
    assert "Ready." in helped.stdout
    assert "--state-dir" in helped.stdout
    assert "`test`" in helped.stdout


def test_nothing_that_it_is_made_of_needs_a_module_that_windows_has_not() -> None:
    with emulator_process(entry=("-c", WITHOUT_POSIX)) as emulator:
        _confirm_somebody(Account(emulator.endpoint_url))


def test_the_version_is_that_of_the_distribution() -> None:
    told = _run("--version")
    assert (told.returncode, told.stdout) == (0, f"cognito-emulator {__version__}\n")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_ends_it_and_its_functions_and_leaves_no_file(name: str) -> None:
    with emulator_process() as emulator:
        _confirm_somebody(Account(emulator.endpoint_url))
        children = psutil.Process(emulator.process.pid).children(recursive=True)
        scratch = _scratch_of(emulator)
        assert children
        assert scratch.exists()
        emulator.process.send_signal(signal.Signals[name])
        assert emulator.process.wait(15) == 0
    assert all(has_ended(child) for child in children)
    assert not scratch.exists()


def test_a_function_in_progress_does_not_hold_up_the_end() -> None:
    with emulator_process() as emulator:
        account = Account(emulator.endpoint_url)
        user = account.pool(PostConfirmation=account.function(NEVER_ANSWERS)).sign_up()
        threading.Thread(target=_ignoring_the_end, args=(user.confirm,), daemon=True).start()
        while not user.events():
            pass
        children = psutil.Process(emulator.process.pid).children(recursive=True)
        emulator.process.terminate()
        assert emulator.process.wait(15) == 0
    assert all(has_ended(child) for child in children)


def test_what_was_made_is_there_after_a_restart(tmp_path: Path) -> None:
    with running_emulator(tmp_path) as url:
        pool = _confirm_somebody(Account(url))
        before = http.get(f"{url}/{pool.id}/.well-known/jwks.json", trust_env=False).json()
    with running_emulator(tmp_path) as url:
        pool = Pool(Account(url), pool.id, pool.arn, pool.client_id)
        assert http.get(f"{url}/{pool.id}/.well-known/jwks.json", trust_env=False).json() == before
        (known,) = pool.account.cognito.list_users(UserPoolId=pool.id)["Users"]
        assert known["UserStatus"] == "CONFIRMED"
        user = pool.sign_up()
        user.confirm()
        assert len(user.events()) == 1


def test_a_killed_emulator_comes_back_with_every_pool_that_it_has_answered_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # who is killed leaves its temporary files
    kept_in = tmp_path / "state"
    with running_emulator(kept_in) as url:
        kept = Account(url).pool()
    with emulator_process(kept_in) as emulator:
        late = Account(emulator.endpoint_url).pool()
        emulator.process.kill()
        emulator.process.wait()
    with running_emulator(kept_in) as url:
        pools = Account(url).cognito.list_user_pools(MaxResults=60)["UserPools"]
    assert [pool["Id"] for pool in pools] == [kept.id, late.id]


def test_it_starts_empty_when_no_directory_is_named() -> None:
    with running_emulator() as url:
        _confirm_somebody(Account(url))
    with running_emulator() as url:
        account = Account(url)
        assert account.cognito.list_user_pools(MaxResults=60)["UserPools"] == []
        assert account.lambda_.list_functions()["Functions"] == []


def test_the_callers_own_aws_settings_do_not_reach_the_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")  # pragma: allowlist secret
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with running_emulator() as url:
        account = Account(url)
        monkeypatch.undo()
        _confirm_somebody(account)


def _confirm_somebody(account: Account) -> Pool:
    pool = account.pool(PostConfirmation=account.function(RETURNS_THE_EVENT))
    user = pool.sign_up()
    user.confirm()
    assert len(user.events()) == 1
    return pool


def _ignoring_the_end(call: Callable[[], object]) -> None:
    with contextlib.suppress(BotoCoreError, ClientError):  # the connection breaks when the emulator ends
        call()


def _scratch_of(emulator: EmulatorProcess) -> Path:
    for child in psutil.Process(emulator.process.pid).children():
        return Path(child.environ()["TMPDIR"])
    raise AssertionError("no function has run")
