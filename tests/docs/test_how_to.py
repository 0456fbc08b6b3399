"""The how-to pages: whoever copies a block of theirs has something that works."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.paths import PROJECT
from tests.docs.blocks import HOW_TOS, TUTORIAL, Block, blocks_of, write_files
from tests.emulator_process import running_emulator

pytest_plugins = ("pytester",)

PLUGIN = ("-p", "cognito_emulator.pytest_plugin", "-p", "no:cacheprovider")
WITH_COMMANDS = [page for page in HOW_TOS if blocks_of(page, "sh")]
ON_AWS = PROJECT / "docs" / "how-to" / "aws.md"
# what a test runs: as it stands, in the folder of its page, or, of AWS, in the README, which says the same
RUN_BY_TESTS = {"python", "sh", "{literalinclude}"}
INCLUDED = re.compile(r"^```\{literalinclude\} (\S+)$", re.MULTILINE)
RUN_ELSEWHERE = {
    "amplify.test.mjs": "tests/clients/test_node.py",
    "tests.yml": "tests/emulator/test_examples.py",
    "docker-compose.yml": "tests/container/test_cognito_container.py",
    "test_cognito_container.py": "tests/container/test_cognito_container.py",
}


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with running_emulator() as url:
        yield url


def test_the_tests_of_the_pages_pass_as_they_stand(pytester: pytest.Pytester) -> None:
    blocks = [block for page in HOW_TOS for block in blocks_of(page, "python")]
    names = [block.file for block in blocks]
    assert len(set(names)) == len(names)
    for page in HOW_TOS:
        write_files(page, pytester.path)
    result = pytester.runpytest_subprocess(*PLUGIN, *names, timeout=280)
    result.assert_outcomes(passed=sum(block.code.count("def test_") for block in blocks))


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.stem)
def test_the_commands_of_a_page_succeed(page: Path, engine: str, tmp_path: Path) -> None:
    for block in blocks_of(page, "sh"):
        ran = run(block.code.replace("http://127.0.0.1:4566", engine), tmp_path)
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout


def test_the_commands_for_aws_are_those_of_the_readme() -> None:
    [block] = blocks_of(ON_AWS)
    [of_readme] = [
        each for each in blocks_of(PROJECT / "README.md") if "terraform apply -var-file" in each.code
    ]
    assert block.code == of_readme.code


@pytest.mark.parametrize("page", [*HOW_TOS, TUTORIAL], ids=lambda page: page.stem)
def test_every_block_of_a_page_is_one_that_a_test_runs(page: Path) -> None:
    blocks: list[Block] = [] if page == ON_AWS else blocks_of(page)
    assert {block.language for block in blocks} <= RUN_BY_TESTS
    for included in INCLUDED.findall(page.read_text()):
        test = PROJECT / RUN_ELSEWHERE[Path(included).name]
        assert test.is_file()


def run(commands: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """By a shell that ends at the first that fails; this project's AWS CLI is on its PATH."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-euc", commands],
        cwd=directory,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
