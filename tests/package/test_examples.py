"""The examples where the engine is installed from its wheel: pytest finds the plugin by itself there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts.package.alone import environment_with
from scripts.package.distributions import Distributions
from scripts.paths import PROJECT
from tests.browser.chromium import HOW_TO_INSTALL, running_chromium
from tests.clients.npm import INSTALL_SECONDS, installed
from tests.emulator.test_examples import EXAMPLES, configure_offline
from tests.package.passed import passed

# npm and Terraform's provider may have to be had first
pytestmark = pytest.mark.timeout(INSTALL_SECONDS + 300)


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
