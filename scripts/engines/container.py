"""The container engine: the emulator as an image, in docker-compose."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.console import console
from scripts.engines.compose import ComposeEngine
from scripts.engines.docker import docker, last_lines
from scripts.errors import CommandError

BUILD_SECONDS = 600


@dataclass(frozen=True)
class ContainerEngine(ComposeEngine):
    """The service `emulator`; its image is built from this checkout, in a second if nothing has changed."""

    name: str = "container"
    service: str = "emulator"
    start_seconds: int = 60

    def provide_image(self) -> None:
        with console.status("Building the emulator's image (once, about a minute) …"):
            command = self.compose_command(self.empty_project, "build", self.service)
            result = docker(*command, seconds=BUILD_SECONDS)
        if result.returncode != 0:
            raise CommandError(
                f"The emulator's image could not be built:\n{last_lines(result.stderr)}",
                "make up ENGINE=container EMULATOR_BASE_IMAGE=<an image with Python 3.10 or newer>",
            )
