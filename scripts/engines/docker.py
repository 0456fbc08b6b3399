"""The Docker command line: whether it can be used here, and one way to call it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

from scripts.errors import CommandError
from scripts.paths import PROJECT

ANSWER_SECONDS = 30
WITHOUT_DOCKER = "make up ENGINE=embedded   (needs no Docker)"


def check_docker() -> None:
    """Raise CommandError unless the Docker daemon answers and the compose plugin is there."""
    version = docker("version", "--format", "{{.Server.Version}}")
    if version.returncode != 0:
        raise CommandError(f"Docker does not answer: {last_lines(version.stderr, 1)}", WITHOUT_DOCKER)
    if docker("compose", "version").returncode != 0:
        raise CommandError(
            "Docker is here, but its compose plugin is not: https://docs.docker.com/compose/install/",
            WITHOUT_DOCKER,
        )


def docker(
    *arguments: str, seconds: float = ANSWER_SECONDS, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `docker` and return its status and output. Raises CommandError where it is missing or hangs."""
    try:
        return subprocess.run(
            ["docker", *arguments],
            cwd=PROJECT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError:
        raise CommandError("Docker is not installed: there is no `docker` on PATH.", WITHOUT_DOCKER) from None
    except subprocess.TimeoutExpired:
        raise CommandError(
            f"`docker {arguments[0]}` gave no answer within {seconds:.0f} s.", "docker info"
        ) from None


def container_of(*filters: str) -> str | None:
    """The id of the newest container, running or not, that fits all `docker ps` filters; None for none."""
    options = [word for each in filters for word in ("--filter", each)]
    return next(iter(docker("ps", "--all", "--quiet", *options).stdout.split()), None)


def log_of(container: str) -> str:
    """All that a container has printed to standard output and standard error."""
    result = docker("logs", container)
    return result.stdout + result.stderr


def last_lines(text: str, count: int = 15) -> str:
    """The last lines that are not blank."""
    return "\n".join([line for line in text.splitlines() if line.strip()][-count:])
