"""An engine that is a service of docker-compose.yml."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cognito_emulator.issuer import ISSUER, OF_THE_ENGINE
from scripts.engines import EngineSettings
from scripts.engines.docker import check_docker, container_of, docker, last_lines, log_of
from scripts.engines.ports import port_taken, refuse_taken_port
from scripts.errors import CommandError
from scripts.health import answers, wait_until
from scripts.interrupts import uninterrupted
from scripts.paths import PROJECT
from scripts.shown import pass_on

COMPOSE_FILE = PROJECT / "docker-compose.yml"
CHECKOUT = f"healthtech-signup-flow-{hashlib.sha256(str(PROJECT).encode()).hexdigest()[:8]}"
COMPOSE_SECONDS = 120
READY_LINE = "Ready."
TAKEN = ("port is already allocated", "address already in use")


@dataclass(frozen=True)
class ComposeEngine:
    """A service, in a compose project of this checkout's own: what others start is neither met nor stopped.

    State to be kept lives in a project of its own too, so that an empty engine's end cannot remove it.
    ``exits`` says what a status of the service's process means: the reason and the next command.
    """

    name: str
    service: str
    start_seconds: int
    exits: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    empty_project: str = CHECKOUT
    kept_project: str = f"{CHECKOUT}-kept"
    file: Path = COMPOSE_FILE

    def check(self) -> None:
        check_docker()

    def start(self, settings: EngineSettings) -> None:
        refuse_taken_port(settings.port)
        self.provide_image()
        project = self.kept_project if settings.persist else self.empty_project
        try:
            self._up(project, settings)
            self._wait_until_ready(project, settings.endpoint_url)
        except BaseException:
            with uninterrupted():
                self.stop()
            raise

    def provide_image(self) -> None:
        """Build or pull the service's image. Raises CommandError where it is not to be had."""
        raise NotImplementedError

    def image(self) -> str:
        """The image that docker-compose.yml pins."""
        command = self.compose_command(self.empty_project, "config", "--images", self.service)
        return docker(*command).stdout.strip()

    def compose_command(self, project: str, *arguments: str) -> list[str]:
        """The arguments of `docker` for this service in that project, whatever COMPOSE_* variables say."""
        where = ("--file", str(self.file), "--project-name", project)
        return ["compose", *where, "--profile", self.service, *arguments]

    def is_running(self) -> bool:
        # a container that is paused has its users still, as one that is slow has
        return self._container("status=running", "status=paused") is not None

    def stop(self) -> None:
        self._compose(self.empty_project, "down", "--volumes")
        self._compose(self.kept_project, "down")

    def logs(self, *, follow: bool) -> None:
        container = self._container()
        if container is None:
            raise CommandError(
                f"The {self.name} engine has no log: it is not there.", f"make up ENGINE={self.name}"
            )
        command = ["docker", "logs", *(["--follow"] if follow else []), container]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="backslashreplace"
        ) as log:
            pass_on(log.stdout or ())

    def _up(self, project: str, settings: EngineSettings) -> None:
        options = ("up", "--detach", "--no-build", "--pull", "never", self.service)
        command = self.compose_command(project, *options)
        # the engine knows its port in the container alone
        issuer = settings.endpoint_url if settings.issuer == OF_THE_ENGINE else settings.issuer
        environment = {"PORT": str(settings.port), ISSUER: issuer, "EMULATOR_LOG": settings.log}
        result = docker(*command, seconds=COMPOSE_SECONDS, environment=environment)
        if any(words in result.stderr for words in TAKEN):
            raise port_taken(settings.port)
        if result.returncode != 0:
            raise CommandError(
                f"The container could not be started:\n{last_lines(result.stderr)}", "docker info"
            )

    def _wait_until_ready(self, project: str, url: str) -> None:
        container = self._container_in(project)
        if container is None:
            raise CommandError("The container is gone as soon as it was started.", "docker events --since 1m")
        ended = wait_until(
            lambda: (
                not _is_alive(container) or (answers(url) and READY_LINE in log_of(container).splitlines())
            ),
            self.start_seconds,
        )
        if not ended or not _is_alive(container):
            raise self._why_it_is_not_ready(container)

    def _why_it_is_not_ready(self, container: str) -> CommandError:
        lines = f"Its last lines:\n{last_lines(log_of(container))}"
        if _is_alive(container):
            return CommandError(
                f"The {self.name} engine was not ready within {self.start_seconds} s. {lines}",
                f"make up ENGINE={self.name}",
            )
        status = int(docker("inspect", "--format", "{{.State.ExitCode}}", container).stdout)
        reason, next_command = self.exits.get(status, ("", f"make up ENGINE={self.name}"))
        return CommandError(
            " ".join(filter(None, [f"The container ended with status {status}.", reason, lines])),
            next_command,
        )

    def _compose(self, project: str, *arguments: str) -> None:
        result = docker(*self.compose_command(project, *arguments), seconds=COMPOSE_SECONDS)
        if result.returncode != 0:
            raise CommandError(
                f"docker compose {arguments[0]} failed:\n{last_lines(result.stderr)}", "docker info"
            )

    def _container(self, *filters: str) -> str | None:
        projects = (self.empty_project, self.kept_project)
        found = (self._container_in(project, *filters) for project in projects)
        return next((container for container in found if container), None)

    def _container_in(self, project: str, *filters: str) -> str | None:
        labels = (("project", project), ("service", self.service))
        return container_of(*(f"label=com.docker.compose.{name}={value}" for name, value in labels), *filters)


def _is_alive(container: str) -> bool:
    return docker("inspect", "--format", "{{.State.Running}}", container).stdout.strip() == "true"
