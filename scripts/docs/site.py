"""The documentation's site (`make docs`): a link to nothing, or a page in no list, ends it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from scripts.console import console
from scripts.docs.picture import write_picture
from scripts.errors import CommandError
from scripts.paths import LOCAL, PROJECT
from scripts.tool_environment import ToolEnvironment

SITE = LOCAL / "docs" / "site"
TOOLS = ToolEnvironment(PROJECT / "requirements-docs.lock", LOCAL / "docs" / "environment")
AGAIN = "make docs"
# -W: a warning fails the build; -E: all pages are read, for one may have gone
STRICT = ("--fail-on-warning", "--fresh-env", "--quiet")


def write_site() -> int:
    """Draw the architecture, build the pages, and say where they are."""
    write_picture()
    build(PROJECT, SITE)
    console.print(f"[green]✓[/] The pages are in {SITE.relative_to(PROJECT)}; begin with index.html.")
    return 0


def build(project: Path, site: Path) -> None:
    """Build a checkout's pages into a directory. CommandError with Sphinx's words where one has a fault."""
    sphinx = TOOLS.program("sphinx-build", AGAIN)
    options = ["--conf-dir", str(project / "docs"), "--doctree-dir", f"{site}-read", *STRICT]
    built = subprocess.run(
        [sphinx, "--builder", "html", *options, str(project), str(site)],
        cwd=project,
        # it colours its words where the environment says CI or FORCE_COLOR, whoever reads them
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode:
        faults = built.stderr.replace(f"{project}/", "").strip()
        raise CommandError(f"The pages have faults:\n{faults}", AGAIN)
