"""What `make lint` asks of the infrastructure and of every file: checkov, and a search for secrets.

Both come from requirements-checkov.lock, in a virtual environment of their own: checkov pins many versions
that this project uses newer. After the first run nothing of this needs the network.
"""

from __future__ import annotations

import json
import subprocess
from typing import Any

from scripts.console import console
from scripts.errors import CommandError
from scripts.paths import LOCAL, PROJECT, TERRAFORM
from scripts.tool_environment import ToolEnvironment

TOOLS = ToolEnvironment(PROJECT / "requirements-checkov.lock", LOCAL / "lint" / "checkov")
AGAIN = "make lint"
PINNED_BY_ITS_LOCK = (".lock", ".lock.hcl")
DOCKERFILE = PROJECT / "emulator" / "Dockerfile"
# Words such as password stand in half of the files; ruff's S105 to S107 look at what is assigned to them.
TOO_MANY_WORDS = "KeywordDetector"


def checkov() -> bool:
    """Check terraform/ and the Dockerfile, and print the counts; a skip has its reason where it is made."""
    targets = {"terraform": ["--directory", str(TERRAFORM)], "dockerfile": ["--file", str(DOCKERFILE)]}
    verdicts = [_checkov(framework, target) for framework, target in targets.items()]
    return all(verdicts)


def secrets() -> bool:
    """Look for keys and tokens in every file that git knows or would take; lock files are all hashes.

    `# pragma: allowlist secret` behind a line says that it holds none.
    """
    files = [name for name in _files() if not name.endswith(PINNED_BY_ITS_LOCK)]
    # --no-verify: a found key is not tried out at its service
    command = [
        TOOLS.program("detect-secrets-hook", AGAIN),
        "--no-verify",
        "--disable-plugin",
        TOO_MANY_WORDS,
        *files,
    ]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if result.returncode:
        console.print(result.stdout + result.stderr, markup=False)
    console.print(f"  detect-secrets: {len(files)} files searched")
    return result.returncode == 0


def _checkov(framework: str, target: list[str]) -> bool:
    # --skip-download: without it checkov asks its maker's server for guidelines
    options = ["--framework", framework, "--output", "json", "--compact", "--skip-download"]
    command = [TOOLS.program("checkov", AGAIN), *target, *options]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    try:
        report: dict[str, Any] = json.loads(result.stdout)
        summary = report["summary"]
    except (ValueError, KeyError, TypeError):
        raise CommandError(f"checkov gave no report:\n{result.stdout}{result.stderr}") from None
    for finding in report["results"]["failed_checks"]:
        console.print(_line(finding), markup=False)
    counts = ", ".join(f"{summary[verdict]} {verdict}" for verdict in ("passed", "failed", "skipped"))
    console.print(f"  checkov {framework}: {counts}")
    return not (summary["failed"] or summary["parsing_errors"] or result.returncode)


def _line(finding: dict[str, Any]) -> str:
    place = f"{finding['file_path'].lstrip('/')}:{finding['file_line_range'][0]}"
    return f"{place}: {finding['check_id']} {finding['check_name']} ({finding['resource']})"


def _files() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "-z"]
    try:
        listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        raise CommandError("The search for secrets needs git and a clone of this project.") from None
    return [name for name in listed.split("\0") if (PROJECT / name).is_file()]
