"""Runs Terraform as a process of its own that a Ctrl-C stops as Terraform wants to be stopped: once."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.interrupts import uninterrupted
from scripts.loopback import without_proxy

STOP_SECONDS = 90
CAPTURE_SECONDS = 300
# of the user's environment: what would send Terraform elsewhere, or with other keys or arguments
NOT_PASSED_ON = ("AWS_", "TF_CLI_ARGS", "TF_DATA_DIR", "TF_WORKSPACE")


@dataclass(frozen=True)
class TerraformCommand:
    """A command (terraform or tflocal), the directory it runs in and the environment it runs with."""

    path: Path
    directory: Path
    environment: Mapping[str, str]
    kept_open: tuple[int, ...] = ()
    """Descriptors of this process that are open in Terraform's, too, for as long as it lives."""

    def stream(self, arguments: Sequence[str], on_line: Callable[[str], None]) -> int:
        """Run it, hand over each line of its output as it comes, and return its exit status."""
        with self._running(arguments, subprocess.PIPE, subprocess.STDOUT) as process:
            for line in process.stdout or ():
                on_line(line)
            return process.wait()

    def show(self, arguments: Sequence[str]) -> int:
        """Run it with its output going to the terminal, and return its exit status."""
        with self._running(arguments, None) as process:
            return process.wait()

    def capture(self, arguments: Sequence[str], typed: str | None = None) -> tuple[int, str, str]:
        """Run it and return its exit status, its standard output and its standard error.

        What is ``typed`` is its standard input; without, it has none.
        """
        with self._running(arguments, subprocess.PIPE, subprocess.PIPE, typed is not None) as process:
            output, errors = process.communicate(typed, timeout=CAPTURE_SECONDS)
            return process.returncode, output, errors

    @contextmanager
    def _running(
        self, arguments: Sequence[str], output: int | None, errors: int | None = None, typed: bool = False
    ) -> Iterator[subprocess.Popen[str]]:
        """The process for the body; one that has not ended when the body fails is stopped."""
        process = None
        with ExitStack() as opened:
            try:
                with uninterrupted():
                    # a Terraform that nobody knows of would go on changing the engine
                    process = opened.enter_context(self._start(arguments, output, errors, typed))
                yield process
            except BaseException:
                if process:
                    _stop(process)
                raise

    def _start(
        self, arguments: Sequence[str], output: int | None, errors: int | None, typed: bool
    ) -> subprocess.Popen[str]:
        # a session of its own: a terminal sends Ctrl-C to the whole group, tflocal passes it on once more,
        # and at the second one Terraform gives up without writing its state
        return subprocess.Popen(
            [self.path, *arguments],
            cwd=self.directory,
            env=dict(self.environment),
            stdin=subprocess.PIPE if typed else subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            text=True,
            pass_fds=self.kept_open,
            start_new_session=True,
        )


def local_environment(
    environment: Mapping[str, str], endpoint_url: str, region: str, additions: Mapping[str, str]
) -> dict[str, str]:
    """The user's environment for a Terraform on an emulator: without AWS's settings or stale ones.

    A proxy stays, for the registry; the emulator is exempt from it.
    """
    passed_on = {name: value for name, value in environment.items() if not name.startswith(NOT_PASSED_ON)}
    config_file = passed_on.get("TF_CLI_CONFIG_FILE")
    if config_file is not None and not Path(config_file).is_file():
        del passed_on["TF_CLI_CONFIG_FILE"]
    return {
        **without_proxy(passed_on),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "CHECKPOINT_DISABLE": "1",
        # a run of Terraform is short, and a seventh of it was Go's garbage collector at its usual 100
        "GOGC": passed_on.get("GOGC", "200"),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        **additions,
    }


def _stop(process: subprocess.Popen[str]) -> None:
    """Let Terraform finish what it is at and write its state; after that, or at a second Ctrl-C, kill it."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=STOP_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
