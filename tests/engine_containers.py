"""Engines in containers of a test's own, by testcontainers; each is removed when the body has ended."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from testcontainers.community.localstack import LocalStackContainer
from testcontainers.core.config import get_docker_socket
from testcontainers.core.container import DockerContainer
from testcontainers.core.image import DockerImage
from testcontainers.core.wait_strategies import LogMessageWaitStrategy
from testcontainers.core.waiting_utils import WaitStrategy

from scripts.engines.docker import check_docker, last_lines
from scripts.engines.localstack import NEEDED_PLAN, TOKEN, LocalStackEngine, has_token
from scripts.errors import CommandError
from scripts.paths import PROJECT

PORT = 4566
REGION = "us-east-1"
EMULATOR_SECONDS = 60
LOCALSTACK_SECONDS = 180


@contextmanager
def container_engine() -> Iterator[str]:
    """The endpoint URL of the emulator in a container, built from emulator/Dockerfile, on a free port.

    EMULATOR_BASE_IMAGE names the image to build on where python:3.13-slim cannot be pulled. CommandError
    where Docker does not answer, AssertionError with the last lines where the container does not get ready.
    """
    check_docker()
    with started(emulator_container()) as container:
        yield _by_ipv4(f"http://{container.get_container_host_ip()}:{container.get_exposed_port(PORT)}")


@contextmanager
def localstack_engine() -> Iterator[str]:
    """The endpoint URL of LocalStack in a container on a free port; skips the test where it cannot be had."""
    skip_without_localstack()
    container = LocalStackContainer(LocalStackEngine().image(), edge_port=PORT, region_name=REGION)
    container.with_env(TOKEN, os.environ[TOKEN]).with_env("LAMBDA_IGNORE_ARCHITECTURE", "1")
    container.with_volume_mapping(get_docker_socket(), "/var/run/docker.sock", "rw")
    with started(container.waiting_for(_ready_line(LOCALSTACK_SECONDS))):
        yield _by_ipv4(container.get_url())


def _by_ipv4(url: str) -> str:
    # the port is that of IPv4, and the same number of IPv6 may be another container's
    return url.replace("//localhost:", "//127.0.0.1:")


def skip_without_localstack() -> None:
    """Skip the test, with the reason and the next step, unless there are a token and Docker."""
    if not has_token():
        pytest.skip(f"LocalStack needs a token: set {TOKEN}. {NEEDED_PLAN}")
    skip_without_docker()


def skip_without_docker() -> None:
    """Skip the test, with the reason, unless Docker answers."""
    try:
        check_docker()
    except CommandError as missing:
        pytest.skip(f"{missing} Start Docker, with its compose plugin, to run this test.")


def emulator_container() -> DockerContainer:
    """The emulator as docker-compose.yml runs it, not yet started: read-only, without capabilities."""
    container = DockerContainer(built_image()).with_exposed_ports(PORT)
    container.with_tmpfs_mount("/tmp", "exec,mode=1777")  # noqa: S108 - the container's own
    container.with_kwargs(read_only=True, cap_drop=["ALL"], security_opt=["no-new-privileges:true"])
    return container.waiting_for(_ready_line(EMULATOR_SECONDS))


def built_image() -> str:
    """The emulator's image, built by Docker's own cache in a second where nothing has changed."""
    base = os.environ.get("EMULATOR_BASE_IMAGE")
    image = DockerImage(
        PROJECT,
        tag="healthtech-signup-flow/emulator:test",
        dockerfile_path="emulator/Dockerfile",
        clean_up=False,
        buildargs={"BASE_IMAGE": base} if base else {},
        rm=True,
    )
    with image:
        return str(image)


@contextmanager
def started(container: DockerContainer) -> Iterator[DockerContainer]:
    """Start a container, remove it after; AssertionError with its last lines where it does not get ready."""
    try:
        try:
            # LocalStackContainer's own start would wait by a function that testcontainers itself deprecates
            DockerContainer.start(container)
        except (RuntimeError, TimeoutError) as error:
            output = b"\n".join(container.get_logs()).decode()
            raise AssertionError(f"{error}\nIts last lines:\n{last_lines(output)}") from error
        yield container
    finally:
        container.stop()


def _ready_line(seconds: int) -> WaitStrategy:
    ready = LogMessageWaitStrategy(r"^Ready\.$").with_startup_timeout(timedelta(seconds=seconds))
    return ready.with_poll_interval(timedelta(milliseconds=50))
