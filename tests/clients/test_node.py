"""JavaScript in Node: what apps and their APIs use, each for the whole of what it does with a user pool."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.stack_file import Stack
from tests.clients.environment import environment_of
from tests.clients.languages import CLIENTS
from tests.clients.npm import INSTALL_SECONDS, installed, version
from tests.clients.once import once
from tests.clients.shown import Shown

FOLDER = CLIENTS / "node"
TEST_SECONDS = 120
# packages and stack are there only after the first test has asked for them
pytestmark = pytest.mark.timeout(INSTALL_SECONDS + TEST_SECONDS + 180)
# what the tests themselves are made of
HELPERS = {"fetch-cookie", "node-html-parser"}
FLOWS = {
    re.findall(r'^flow\("(.+)", \{$', file.read_text(), re.MULTILINE)[0]: file.name
    for file in sorted(FOLDER.glob("*.test.mjs"))
}


@pytest.fixture(scope="session")
def node() -> Callable[[], Path]:
    return once(lambda: installed(FOLDER))


@pytest.mark.parametrize("package", FLOWS)
def test_a_javascript_library_does_all_that_it_does_on_aws(
    package: str, stack: Stack, node: Callable[[], Path], shown: Shown
) -> None:
    with shown(package, version(FOLDER, package)) as steps:
        told = subprocess.run(
            [str(node()), "--test-reporter=tap", FLOWS[package]],
            cwd=FOLDER,
            env=environment_of(stack),
            capture_output=True,
            text=True,
            timeout=TEST_SECONDS,
            check=False,
        )
        steps.done += re.findall(r"^    ok \d+ - (.+)$", told.stdout, re.MULTILINE)
        assert told.returncode == 0, told.stdout + told.stderr
        assert steps.done, f"{FLOWS[package]} has no steps"


def test_every_javascript_library_that_is_installed_has_a_flow() -> None:
    installed_here = json.loads((FOLDER / "package.json").read_text())["dependencies"].keys()
    assert installed_here - HELPERS == FLOWS.keys()
