"""The LocalStack engine: LocalStack's own image, in docker-compose."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts.engines.compose import ComposeEngine
from scripts.engines.docker import WITHOUT_DOCKER, docker
from scripts.errors import CommandError
from scripts.paths import PROJECT

TOKEN = "LOCALSTACK_AUTH_TOKEN"  # noqa: S105 - the name of the variable, not a token
TOKENS_PAGE = "https://app.localstack.cloud/workspace/auth-tokens"
REFUSED_LICENSE = 55
NEEDED_PLAN = f"Tokens are at {TOKENS_PAGE}; Cognito needs LocalStack's Base plan, or its trial."


@dataclass(frozen=True)
class LocalStackEngine(ComposeEngine):
    """The service `localstack`; it ends with status 55 where the token is missing or refused."""

    name: str = "localstack"
    service: str = "localstack"
    start_seconds: int = 180
    exits: Mapping[int, tuple[str, str]] = field(
        default_factory=lambda: {
            REFUSED_LICENSE: (
                f"LocalStack ends so where {TOKEN} is missing or refused. {NEEDED_PLAN}",
                f"{TOKEN}=<your token> make up ENGINE=localstack",
            )
        }
    )

    def check(self) -> None:
        if not has_token():
            raise CommandError(
                f"{TOKEN} is not set, and LocalStack does not start without it. {NEEDED_PLAN}",
                f"{TOKEN}=<your token> make up ENGINE=localstack   (or make up ENGINE=embedded)",
            )
        super().check()

    def provide_image(self) -> None:
        image = self.image()
        if docker("image", "inspect", image).returncode == 0:
            return
        # more than a gigabyte: Docker's own progress is shown
        command = self.compose_command(self.empty_project, "pull", self.service)
        if subprocess.run(["docker", *command], cwd=PROJECT, check=False).returncode != 0:
            raise CommandError(
                f"The image {image} could not be pulled; Docker's reason is above.", WITHOUT_DOCKER
            )


def has_token() -> bool:
    """Whether the environment (or .env, which `make` reads) carries a LocalStack token."""
    return bool(os.environ.get(TOKEN))
