"""The peers that the conformance suite is also put to: installed under .local, started, ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import httpx

from scripts import loopback
from scripts.errors import CommandError
from scripts.free_port import free_port
from scripts.health import wait_until
from scripts.paths import LOCAL

DIRECTORY = LOCAL / "conformance"
MOTO = "5.2.5"
COGNITO_LOCAL = "5.3.0"
INSTALL_SECONDS = 300
START_SECONDS = 60
STOP_SECONDS = 10


class NotInstallableError(CommandError):
    """This machine cannot have the peer; the message says why."""


@dataclass(frozen=True)
class Peer:
    """An engine of others. `run` installs and starts it; the body gets the suite's own arguments for it."""

    name: str
    version: str

    def running(self) -> AbstractContextManager[Sequence[str]]:
        return _RUN[self.name](self)


def peers() -> list[Peer]:
    return [
        Peer("MiniStack", version("ministack")),
        Peer("moto", MOTO),
        Peer("cognito-local", COGNITO_LOCAL),
    ]


@contextmanager
def _ministack(peer: Peer) -> Iterator[Sequence[str]]:
    port = free_port()
    settings = {"AUTH": "true", "GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1"}
    settings |= {"IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0"}
    server = _Server(peer.name, [sys.executable, "-m", "ministack"], port, settings)
    with _started(server) as url:
        yield ["--endpoint", url]


@contextmanager
def _moto(peer: Peer) -> Iterator[Sequence[str]]:
    home = DIRECTORY / f"moto-{peer.version}"
    python = home / "bin" / "python"
    if not (home / "installed").exists():
        _install(peer, [sys.executable, "-m", "venv", "--clear", str(home)])
        _install(peer, [str(python), "-m", "pip", "install", "--quiet", f"moto[server]=={peer.version}"])
        (home / "installed").touch()
    port = free_port()
    command = [str(home / "bin" / "moto_server"), "--host", "127.0.0.1", "--port", str(port)]
    with _started(_Server(peer.name, command, port)) as url:
        yield ["--endpoint", url]


@contextmanager
def _cognito_local(peer: Peer) -> Iterator[Sequence[str]]:
    home = DIRECTORY / f"cognito-local-{peer.version}"
    start = home / "node_modules" / "cognito-local" / "lib" / "bin" / "start.js"
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            raise NotInstallableError(f"cognito-local needs {tool}, which is not on PATH")
    if not start.exists():
        package = f"cognito-local@{peer.version}"
        npm = [
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
            str(home),
            package,
        ]
        _install(peer, npm)
    state = home / "state"
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True)
    port = free_port()
    server = _Server(
        peer.name, ["node", str(start)], port, {"PORT": str(port), "HOST": "127.0.0.1"}, directory=state
    )
    with _started(server) as url:
        yield ["--endpoint", url, "--cognito-local-directory", str(state / ".cognito" / "db")]


_RUN = {"MiniStack": _ministack, "moto": _moto, "cognito-local": _cognito_local}


def log_of(name: str, part: str) -> Path:
    """Where the output of an engine's `part` (install, server, rules) goes."""
    log = DIRECTORY / "logs" / f"{name}-{part}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    return log


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process started with a session of its own, and what it started; kill it where it will not go."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_SECONDS)


@dataclass(frozen=True)
class _Server:
    name: str
    command: Sequence[str]
    port: int
    settings: Mapping[str, str] = field(default_factory=dict)
    directory: Path = DIRECTORY

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        """Any HTTP answer will do: the peers share no health page."""
        try:
            loopback.get(self.url, seconds=2)
        except httpx.HTTPError:
            return False
        return True


@contextmanager
def _started(server: _Server) -> Iterator[str]:
    server.directory.mkdir(parents=True, exist_ok=True)
    with log_of(server.name, "server").open("wb") as log:
        process = subprocess.Popen(
            server.command,
            cwd=server.directory,
            env={**loopback.without_proxy(os.environ), **server.settings},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            ready = wait_until(lambda: process.poll() is not None or server.answers(), START_SECONDS)
            if not ready or process.poll() is not None:
                raise CommandError(f"{server.name} did not start", f"cat {log.name}")
            yield server.url
        finally:
            end_group(process)


def _install(peer: Peer, command: Sequence[str]) -> None:
    with log_of(peer.name, "install").open("ab") as log:
        try:
            subprocess.run(
                command,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                timeout=INSTALL_SECONDS,
            )
        except (OSError, subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise NotInstallableError(
                f"{peer.name} {peer.version} could not be installed", f"cat {log.name}"
            ) from error
