"""What `make lint` asks of the infrastructure and of every file: checkov, and a search for secrets.

Both come from requirements-checkov.lock, in a virtual environment of their own: checkov pins many versions
that this project uses newer. After the first run nothing of this needs the network.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import Any

from scripts.console import console
from scripts.errors import CommandError
from scripts.paths import LOCAL, PROJECT, TERRAFORM

LOCK = PROJECT / "requirements-checkov.lock"
ENVIRONMENT = LOCAL / "lint" / "checkov"
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
    command = [_tool("detect-secrets-hook"), "--no-verify", "--disable-plugin", TOO_MANY_WORDS, *files]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if result.returncode:
        console.print(result.stdout + result.stderr, markup=False)
    console.print(f"  detect-secrets: {len(files)} files searched")
    return result.returncode == 0


def _checkov(framework: str, target: list[str]) -> bool:
    # --skip-download: without it checkov asks its maker's server for guidelines
    options = ["--framework", framework, "--output", "json", "--compact", "--skip-download"]
    command = [_tool("checkov"), *target, *options]
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


def _tool(name: str) -> str:
    """The path of a command in the environment, which is made, or made anew, when its lock is another."""
    wanted, made = hashlib.sha256(LOCK.read_bytes()).hexdigest(), ENVIRONMENT / "made-from"
    if not made.is_file() or made.read_text() != wanted:
        console.print(f"Installing what {LOCK.name} names into {ENVIRONMENT.relative_to(PROJECT)} (once) …")
        _install()
        made.write_text(wanted)
    return str(ENVIRONMENT / "bin" / name)


def _install() -> None:
    python = str(ENVIRONMENT / "bin" / "python")
    install = ["pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", str(LOCK)]
    for command in (["venv", "--quiet", "--clear", "--python", sys.executable, str(ENVIRONMENT)], install):
        if subprocess.run([sys.executable, "-m", "uv", *command], check=False).returncode:
            raise CommandError("checkov could not be installed; it needs a package index once.", "make lint")
