"""The examples where the engine is installed from its wheel: pytest finds the plugin by itself there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.package.alone import environment_with
from scripts.package.distributions import Distributions
from scripts.paths import PROJECT
from tests.browser.chromium import HOW_TO_INSTALL, running_chromium
from tests.clients.npm import INSTALL_SECONDS, installed
from tests.emulator.test_examples import EXAMPLES, configure_offline

# npm and Terraform's provider may have to be had first
pytestmark = pytest.mark.timeout(INSTALL_SECONDS + 300)
README = (PROJECT / "emulator" / "README.md").read_text()
FIRST_TEST = next(
    block for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "def test_" in block
)


@pytest.fixture(scope="module")
def python(built: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment outside the checkout with the wheel and what the examples ask for."""
    needs = [part for file in sorted(EXAMPLES.glob("*/requirements.txt")) for part in ("-r", str(file))]
    versions = ("--constraint", str(PROJECT / "requirements-dev.lock"))
    environment = tmp_path_factory.mktemp("examples") / "environment"
    return environment_with(environment, f"{built.wheel}[pytest]", *needs, *versions)


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the example that the test's parameter names."""
    copy = tmp_path / str(request.param)
    return Path(shutil.copytree(EXAMPLES / copy.name, copy, ignore=shutil.ignore_patterns("node_modules")))


def test_the_first_test_of_the_readme_is_green_in_an_empty_folder(python: Path, tmp_path: Path) -> None:
    (tmp_path / "test_sign_up.py").write_text(FIRST_TEST)
    assert passed(python, tmp_path) == 1


@pytest.mark.parametrize("folder", ["fastapi"], indirect=True)
def test_an_api_that_checks_groups(python: Path, folder: Path) -> None:
    assert passed(python, folder) == 4


@pytest.mark.parametrize("folder", ["terraform"], indirect=True)
def test_terraform_and_functions_of_another_team(
    python: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure_offline(folder / "infra", monkeypatch)
    assert passed(python, folder) == 2


@pytest.mark.parametrize("folder", ["page"], indirect=True)
def test_a_page_in_a_browser(python: Path, folder: Path) -> None:
    with running_chromium() as chromium:
        if chromium is None:
            pytest.skip(HOW_TO_INSTALL)
    installed(EXAMPLES / "page")
    (folder / "node_modules").symlink_to(EXAMPLES / "page" / "node_modules")
    assert passed(python, folder) == 2


def passed(python: Path, folder: Path) -> int:
    """How many tests of a folder have passed, run by `pytest` there; none may fail or be skipped."""
    stranger = {name: value for name, value in os.environ.items() if not name.startswith("PY")}
    command = [str(python.with_name("pytest")), "-p", "no:cacheprovider"]
    run = subprocess.run(command, cwd=folder, env=stranger, capture_output=True, text=True, check=False)
    counted = re.findall(r"^=+ (\d+) passed(?:, \d+ warnings?)? in [\d.]+s", run.stdout, re.MULTILINE)
    assert counted, run.stdout + run.stderr
    return int(counted[0])
