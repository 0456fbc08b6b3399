"""The engine where nothing else of this project is: installed from its wheel, as a stranger has it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

import cognito_emulator
from scripts.package.alone import AT_THE_LOCKS_VERSIONS, environment_with, try_alone
from scripts.package.distributions import ENGINE, Distributions
from scripts.package.try_engine import running_engine
from scripts.paths import PROJECT
from tests.package.passed import passed
from tests.package.pythons import VERSIONS, python_of

# pip and a package index may take minutes
pytestmark = pytest.mark.timeout(900)
VERSION = cognito_emulator.__version__
README = (PROJECT / "emulator" / "README.md").read_text()
[WITH_PYTEST] = re.findall(r"`(pip install \"[^`]+\[pytest\]\")`", README)
[INSTALL, START, CALL] = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[0].splitlines()
FIRST_TEST = next(
    block for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "def test_" in block
)
TOKENS = "['AccessToken', 'ExpiresIn', 'IdToken', 'RefreshToken', 'TokenType']"


@pytest.fixture(scope="module", params=VERSIONS)
def python(
    request: pytest.FixtureRequest, built: Distributions, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An environment of one of the Pythons, with the wheel and pytest."""
    directory = tmp_path_factory.mktemp("alone") / "environment"
    wheel = f"{built.wheel}[pytest]"
    versions = ("--constraint", str(PROJECT / "requirements-dev.lock"))
    return environment_with(directory, wheel, *versions, python=python_of(request.param))


def test_the_wheel_alone_starts_and_signs_somebody_up_as_its_readme_says(python: Path) -> None:
    tried = try_alone(python)
    assert (tried.returncode, tried.stdout) == (0, f"cognito-emulator {VERSION}: {TOKENS}\n"), tried.stderr


def test_the_first_test_of_its_readme_is_green_in_an_empty_folder(python: Path, tmp_path: Path) -> None:
    (tmp_path / "test_sign_up.py").write_text(FIRST_TEST)
    assert passed(python, tmp_path) == 1


def test_the_oldest_versions_that_it_asks_for_are_enough(built: Distributions, tmp_path: Path) -> None:
    needs = ("--resolution", "lowest-direct", "-r", str(ENGINE / "pyproject.toml"))
    python = environment_with(tmp_path / "environment", *needs, python=python_of(VERSIONS[0]))
    wheel = ("install", "--quiet", "--no-deps", "--python", str(python), str(built.wheel))
    subprocess.run([sys.executable, "-m", "uv", "pip", *wheel], check=True)
    tried = try_alone(python)
    assert (tried.returncode, tried.stdout) == (0, f"cognito-emulator {VERSION}: {TOKENS}\n"), tried.stderr


def test_the_sdist_installs_alone_and_its_module_is_the_same_program(
    built: Distributions, tmp_path: Path
) -> None:
    python = environment_with(tmp_path / "environment", str(built.sdist), *AT_THE_LOCKS_VERSIONS)
    tried = try_alone(python, module=True)
    assert (tried.returncode, tried.stdout) == (0, f"cognito-emulator {VERSION}: {TOKENS}\n"), tried.stderr
    for entry, name in (
        ([str(python.with_name("cognito-emulator"))], "cognito-emulator"),
        ([str(python), "-m", "cognito_emulator"], "python -m cognito_emulator"),
    ):
        helped = subprocess.run([*entry, "--help"], capture_output=True, text=True, check=True, cwd=tmp_path)
        assert helped.stdout.startswith(f"usage: {name} [-h] [--version]")


def test_the_commands_of_its_readme_work_as_they_stand(built: Distributions, tmp_path: Path) -> None:
    """By the pip that comes with the oldest Python; the port alone is another."""
    environment = tmp_path / "environment"
    subprocess.run([python_of(VERSIONS[0]), "-m", "venv", str(environment)], check=True)
    shutil.copy(built.wheel, tmp_path)
    (tmp_path / "versions").write_text(without_hashes((ENGINE / "requirements.lock").read_text()))
    shell = {
        **os.environ,
        "PATH": f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PIP_CONSTRAINT": str(tmp_path / "versions"),
        "PIP_QUIET": "1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for command in (INSTALL, WITH_PYTEST):
        subprocess.run(command, shell=True, cwd=tmp_path, env=shell, check=True)  # noqa: S602 - the README's words
    assert (environment / "bin" / "pytest").exists()
    assert START == "cognito-emulator"
    with running_engine([str(environment / "bin" / START)], str(tmp_path)) as url:
        [named] = re.findall(r"http://127\.0\.0\.1:4566", CALL)
        call = [sys.executable, "-m", "awscli", *CALL.replace(named, url).split()[1:]]
        made = subprocess.run(call, cwd=tmp_path, env=shell, capture_output=True, text=True, check=False)
    assert '"Name": "people"' in made.stdout, made.stderr


def test_an_engine_that_does_not_start_is_told_in_its_own_words(tmp_path: Path) -> None:
    program = "raise SystemExit('no room')"
    with pytest.raises(SystemExit, match=r"ended before it was ready:\nno room"), started(program, tmp_path):
        pytest.fail("it was used")


def test_an_engine_that_does_not_end_well_is_no_success(tmp_path: Path) -> None:
    program = "print('The emulator answers at http://x\\nReady.', flush=True); import signal; signal.pause()"
    with pytest.raises(SystemExit, match=r"ended with status -15\."), started(program, tmp_path) as url:
        assert url == "http://x"


def started(program: str, directory: Path) -> AbstractContextManager[str]:
    return running_engine([sys.executable, "-c", program], str(directory))


def without_hashes(lock: str) -> str:
    """pip asks for the wheel's own hash where a constraint has one."""
    return re.sub(r" \\\n    --hash=\S+", "", lock)
