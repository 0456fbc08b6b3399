"""What each command needs installed: lock files, by what they are for."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence

RUN, E2E, BROWSER, AWS_CLI, LOCALSTACK = "run", "e2e", "browser", "aws-cli", "localstack"
EVERYTHING = "dev"
"""It holds all the others, at the same versions."""

LOCKS = {
    RUN: "requirements.lock",
    E2E: "requirements-e2e.lock",
    BROWSER: "requirements-browser.lock",
    AWS_CLI: "requirements-aws-cli.lock",
    LOCALSTACK: "requirements-localstack.lock",
    EVERYTHING: "requirements-dev.lock",
}
_NEEDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("e2e", "integration"), (RUN, E2E, AWS_CLI)),
    "chromium": (RUN, BROWSER),
    "screenshots": (RUN, E2E, BROWSER),
    "aws-cli": (RUN, AWS_CLI),
    "localstack-tools": (RUN, LOCALSTACK),
    # `lint` too: mypy reads what every file imports
    **dict.fromkeys(
        ("test", "lint", "audit", "conformance", "wheel", "release-draft", "bench", "lock"), (EVERYTHING,)
    ),
}
_START_AN_ENGINE = ("up", "integration")
_ANSWER_SECONDS = 10


def command_of(arguments: Sequence[str]) -> str:
    """The first word that is no option; "help" where there is none."""
    return next((word for word in arguments if not word.startswith("-")), "help")


def locks_of(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[str, ...]:
    """The names of what has to be installed for this command, and for the engine that it starts."""
    command = command_of(arguments)
    locks = (RUN,) if "--help" in arguments else _NEEDS.get(command, (RUN,))
    if command in _START_AN_ENGINE and _is_localstack(arguments, environment):
        return (*locks, LOCALSTACK)
    return locks


def is_had_already(lock: str, command: str) -> bool:
    """Whether the machine has of its own what this lock is for: the AWS CLI, where nobody asks for ours."""
    return lock == AWS_CLI != command and _has_aws_cli_2()


def _has_aws_cli_2() -> bool:
    if (aws := shutil.which("aws")) is None:
        return False
    try:
        told = subprocess.run(
            [aws, "--version"], capture_output=True, text=True, timeout=_ANSWER_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return told.stdout.startswith("aws-cli/2.")


def _is_localstack(arguments: Sequence[str], environment: Mapping[str, str]) -> bool:
    """By name, or since there is a token and no name."""
    named = [*arguments, ""][arguments.index("--engine") + 1] if "--engine" in arguments else None
    engine = named or environment.get("ENGINE")
    return engine == "localstack" if engine else bool(environment.get("LOCALSTACK_AUTH_TOKEN"))
