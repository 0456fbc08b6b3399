"""Ctrl-C in the middle of an apply: Terraform writes down what it has made, and the next one goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from scripts.paths import PROJECT
from scripts.terraform.workspace import TerraformError, Workspace
from tests.emulator_process import running_emulator
from tests.terraform.conftest import OFFLINE, REGION, another, no_progress


@pytest.fixture
def own_workspace(workspace: Workspace, configuration: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with an emulator of its own, since what is in it may be half made."""
    with running_emulator() as url:
        yield another(workspace, tmp_path / "workspace", configuration, endpoint_url=url)


def test_an_apply_after_ctrl_c_makes_the_rest(own_workspace: Workspace, configuration: Path) -> None:
    with _apply_process(own_workspace, configuration) as process:
        _wait_for_the_first_resource(process)
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=120)
    assert process.returncode == 130, output
    assert "interrupted" in output
    made_before = len(_state(own_workspace))
    changes = own_workspace.apply(no_progress)
    assert made_before > 0
    assert changes.added > 0
    assert own_workspace.plan() == 0
    assert own_workspace.destroy(no_progress).removed == made_before + changes.added


def test_an_apply_after_one_that_was_killed_says_so(own_workspace: Workspace, configuration: Path) -> None:
    with _apply_process(own_workspace, configuration) as process:
        _wait_for_the_first_resource(process)
        _kill_with_children(process)
        process.communicate(timeout=60)
    (own_workspace.terraform.directory / "terraform.tfstate").unlink(missing_ok=True)
    with pytest.raises(TerraformError, match="the run before was killed") as refusal:
        own_workspace.apply(no_progress)
    assert refusal.value.next_command == "make down && make up"


def _apply_process(workspace: Workspace, configuration: Path) -> subprocess.Popen[str]:
    endpoint_url = workspace.terraform.environment["AWS_ENDPOINT_URL"]
    arguments = [endpoint_url, REGION, str(workspace.terraform.directory), str(configuration)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.terraform.apply_until_interrupted", *arguments],
        cwd=PROJECT,
        env={**OFFLINE, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _wait_for_the_first_resource(process: subprocess.Popen[str]) -> None:
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if line.startswith("made "):
            return
    raise AssertionError("The apply ended before it had made anything:\n" + "".join(lines))


def _kill_with_children(process: subprocess.Popen[str]) -> None:
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    for child in children:
        child.kill()


def _state(workspace: Workspace) -> list[str]:
    _, output, _ = workspace.terraform.capture(["state", "list"])
    return [address for address in output.split() if not address.startswith("data.")]
