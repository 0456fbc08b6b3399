"""Runs of pytest with the plugin, as another team starts them: in a folder of their own."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cognito_emulator.testing.engine_process import EngineProcess
from cognito_emulator.testing.errors import TestingError
from scripts.health import wait_until

pytest_plugins = ("pytester",)

SECONDS = 60
README = Path(__file__).parents[2] / "emulator" / "README.md"
PLUGIN = ("-p", "cognito_emulator.pytest_plugin", "-p", "no:cacheprovider")
SHARED = """
import pytest
from cognito_emulator.testing.user_pool import UserPool
"""
IN_TWO_TESTS = """
import pathlib
import pytest

def note(name, what):
    with pathlib.Path(name).open("a") as file:
        file.write(f"{what}\\n")

@pytest.mark.parametrize("_", range(2))
def test_it(cognito, user_pool, _):
    note("endpoints", cognito.endpoint_url)
    note("pools", user_pool.id)
"""
TRIGGER_OF_ONE_TEST = """
def test_with_a_trigger(user_pool, trigger, signed_up_person):
    trigger(lambda event: 1 / 0, "PreSignUp")

def test_without_one(user_pool, signed_up_person):
    assert user_pool.functions() == {}
    assert signed_up_person("ada").sub
"""


def test_the_readmes_tests_pass_as_they_stand(pytester: pytest.Pytester) -> None:
    section = README.read_text().partition("## In your tests\n")[2].partition("\n## ")[0]
    signs_up, shared = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    pytester.makepyfile(test_signs_up=signs_up, test_shared=SHARED + shared + TRIGGER_OF_ONE_TEST)
    run(pytester).assert_outcomes(passed=3)


def test_tests_share_an_engine_that_ends_with_them_and_have_a_pool_each(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(IN_TWO_TESTS)
    run(pytester).assert_outcomes(passed=2)
    (endpoint,) = noted(pytester, "endpoints")
    assert not accepts(endpoint)
    assert len(noted(pytester, "pools")) == 2


def test_two_workers_have_engines_of_their_own_and_leave_nothing(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even in a place whose name is longer than a socket's may be."""
    temporary = pytester.mkdir("t" * 100)
    monkeypatch.setenv("TMPDIR", str(temporary))
    pytester.makepyfile(IN_TWO_TESTS)
    run(pytester, "-p", "xdist", "--numprocesses", "2").assert_outcomes(passed=2)
    endpoints = noted(pytester, "endpoints")
    assert len(endpoints) == 2
    assert not any(accepts(endpoint) for endpoint in endpoints)
    assert wait_until(lambda: not list(temporary.iterdir()), SECONDS)


def test_an_engine_that_does_not_start_is_shown_with_its_last_lines(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", "no origin")
    pytester.makepyfile("def test_it(cognito): pass")
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*The engine ended before it was ready. To see it alone: *", "*ALLOWED_ORIGINS*"]
    )


@pytest.mark.skipif(sys.platform != "linux", reason="a nursery forks, which loses nothing on Linux alone")
def test_what_keeps_a_nursery_from_starting_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "uvicorn.py").write_text("raise SystemError('a broken package')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    process = EngineProcess.start()
    with pytest.raises(TestingError, match="SystemError: a broken package"):
        process.endpoint_url()
    process.stop()
    assert wait_until(lambda: not list(temporary.iterdir()), SECONDS)


def test_a_session_without_a_test_of_a_pool_starts_no_engine(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", "no origin")
    pytester.makepyfile("def test_it(): pass")
    run(pytester).assert_outcomes(passed=1)


def test_a_test_of_a_pool_that_is_not_chosen_starts_no_engine(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = pytester.mkdir("temporary")
    monkeypatch.setenv("TMPDIR", str(temporary))
    pytester.makepyfile(
        test_two="import pathlib\ndef test_of_a_pool(user_pool): pass\n"
        f"def test_alone(): assert not list(pathlib.Path({str(temporary)!r}).iterdir())"
    )
    run(pytester, "--deselect", "test_two.py::test_of_a_pool").assert_outcomes(passed=1, deselected=1)


def test_settings_of_another_name_are_refused_with_those_there_are(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import pytest\n@pytest.mark.user_pool(clients={})\ndef test_it(user_pool_settings, user_pool): pass"
    )
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*user_pool knows pool, client, groups, and not clients.*"])


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess(*PLUGIN, *arguments, timeout=280)


def noted(pytester: pytest.Pytester, name: str) -> set[str]:
    return set((pytester.path / name).read_text().split())


def accepts(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    with socket.socket() as caller:
        return caller.connect_ex((str(parts.hostname), int(parts.port or 0))) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="a nursery forks, which loses nothing on Linux alone")
def test_a_nursery_imports_nothing_that_reads_an_engines_address() -> None:
    script = (
        "import sys; from cognito_emulator.testing.nursery import preload; preload(); print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "cognito_emulator.app" in loaded.stdout.split()
    assert not [name for name in loaded.stdout.split() if name.startswith("ministack")]


@pytest.mark.skipif(sys.platform != "linux", reason="a nursery forks, which loses nothing on Linux alone")
def test_an_engine_of_a_nursery_ends_with_a_caller_who_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    script = (
        "import os; from cognito_emulator.testing.engine_process import EngineProcess; "
        "print(EngineProcess.start().endpoint_url(), flush=True); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    endpoint = killed.stdout.strip()
    assert (killed.returncode, bool(endpoint)) == (-9, True), killed.stderr
    assert wait_until(lambda: not accepts(endpoint) and not list(tmp_path.iterdir()), SECONDS)
