"""What `make lint` asks of the GitHub workflows: actionlint, built by Go at the version that go.mod pins."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from scripts.console import console
from scripts.paths import LOCAL, PROJECT

MODULE = Path(__file__).parent
PACKAGE = "github.com/rhysd/actionlint/cmd/actionlint"
ACTIONLINT = LOCAL / "lint" / "actionlint"
INSTALL = "install Go 1.25 or newer (https://go.dev/doc/install), then: make lint"


class UnavailableError(Exception):
    """Why actionlint cannot be had here."""


def actionlint(environment: Mapping[str, str] = os.environ, directory: Path = PROJECT) -> bool:
    """Check the workflows below ``directory``.

    Without Go this says so and passes, since nothing else here needs Go; but where CI is set, it fails.
    """
    try:
        tool = _built(environment)
    except UnavailableError as reason:
        is_ci = bool(environment.get("CI"))
        verdict = "could not check the workflows" if is_ci else "skipped"
        console.print(f"  actionlint: {verdict}, {reason}\n  next: {INSTALL}", markup=False)
        return not is_ci
    workflows = sorted((directory / ".github" / "workflows").glob("*.yml"))
    result = subprocess.run([str(tool), "-no-color", *map(str, workflows)], cwd=directory, check=False)
    console.print(f"  actionlint: {len(workflows)} workflows")
    return result.returncode == 0


def _built(environment: Mapping[str, str]) -> Path:
    go = shutil.which("go", path=environment.get("PATH"))
    if go is None:
        raise UnavailableError("since there is no `go` on PATH.")
    # Go's own cache makes the second build one of half a second
    command = [go, "build", "-buildvcs=false", "-o", str(ACTIONLINT), PACKAGE]
    built = subprocess.run(
        command, cwd=MODULE, env=dict(environment), capture_output=True, text=True, check=False
    )
    if built.returncode != 0:
        raise UnavailableError(f"since Go could not build it:\n{built.stderr.strip()}")
    return ACTIONLINT
