"""`make lint` holds the workflows to actionlint, and says so where it cannot."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from scripts.checks.workflows import actionlint

BROKEN = """
on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: echo ${{ matrix.python }}
"""
needs_go = pytest.mark.skipif(shutil.which("go") is None, reason="needs Go 1.25: https://go.dev/doc/install")


@needs_go
def test_the_projects_own_workflows_pass(capfd: pytest.CaptureFixture[str]) -> None:
    assert actionlint(), capfd.readouterr().out


@needs_go
def test_a_workflow_with_a_fault_fails_and_the_fault_is_shown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "broken.yml").write_text(BROKEN)
    assert not actionlint(directory=tmp_path)
    assert 'property "python" is not defined' in capfd.readouterr().out


@pytest.mark.parametrize(
    ("ci", "passes", "verdict"), [("", True, "skipped"), ("true", False, "could not check")]
)
def test_without_go_it_is_skipped_with_the_way_to_have_it_and_in_ci_it_fails(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], ci: str, passes: bool, verdict: str
) -> None:
    assert actionlint({"PATH": str(tmp_path), "CI": ci}) is passes
    told = capfd.readouterr().out
    assert f"actionlint: {verdict}" in told
    assert "no `go` on PATH" in told
    assert "install Go 1.25 or newer" in told


def test_a_go_that_cannot_build_it_is_quoted(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    go = tmp_path / "go"
    go.write_text("#!/bin/sh\necho 'go: go.mod requires go >= 1.25.0' >&2; exit 1\n")
    go.chmod(0o755)
    assert not actionlint({**os.environ, "PATH": str(tmp_path), "CI": "true"})
    assert "go.mod requires go >= 1.25.0" in capfd.readouterr().out
