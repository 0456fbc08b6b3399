"""One provider process for several commands of Terraform, which else starts one for each of its walks.

A plan walks the configuration three times, and the starts were two fifths of its processor time.
https://developer.hashicorp.com/terraform/plugin/debugging#starting-a-provider-in-debug-mode
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from select import select
from time import monotonic

from scripts.interrupts import uninterrupted
from scripts.terraform.process import TerraformCommand

ATTACH = "TF_REATTACH_PROVIDERS"
INSTALLED = ".terraform/providers/*/hashicorp/aws/*/*/terraform-provider-aws*"
# it ends with who has started it and the Terraform that uses it, killed or not: then its input has no writer
GUARD = """
exec 3<&0 </dev/null
{ read -r _ <&3; kill -INT $$; } >/dev/null &
exec "$0" -debug 3<&-
"""
START_SECONDS = 10.0
STOP_SECONDS = 5.0


@contextmanager
def attached_provider(terraform: TerraformCommand) -> Iterator[TerraformCommand]:
    """The command, its provider running for the body; as it is where none runs, and then it starts its own.

    The body's blocks for a provider, if there are several, have to be the same but for their aliases: all of
    them get the one process, with what it was told last.
    """
    provider = next(terraform.directory.glob(INSTALLED), None)
    if provider is None or has_a_wish_of_its_own(terraform):
        yield terraform
        return
    with _running(provider, terraform) as process:
        address = _address(process)
        yield terraform if address is None else _attached(terraform, provider, address, process)


def has_a_wish_of_its_own(terraform: TerraformCommand) -> bool:
    """Whether the user has attached a provider, or wants Terraform's log, which an attached one is not in.

    https://developer.hashicorp.com/terraform/internals/debugging
    """
    return any(value and name.startswith((ATTACH, "TF_LOG")) for name, value in terraform.environment.items())


def address_in(line: str) -> object | None:
    """Where the provider is to be reached, if this line of what it prints says so."""
    found = re.search(rf"{ATTACH}='(.*)'", line)
    try:
        addresses = json.loads(found.group(1)) if found else None
    except ValueError:
        return None
    return next(iter(addresses.values()), None) if isinstance(addresses, dict) else None


def _attached(
    terraform: TerraformCommand, provider: Path, address: object, process: subprocess.Popen[bytes]
) -> TerraformCommand:
    host = provider.relative_to(terraform.directory).parts[2]
    attached = json.dumps({f"{host}/hashicorp/aws": address})
    kept_open = (process.stdin.fileno(),) if process.stdin else ()
    return replace(terraform, environment={**terraform.environment, ATTACH: attached}, kept_open=kept_open)


@contextmanager
def _running(provider: Path, terraform: TerraformCommand) -> Iterator[subprocess.Popen[bytes]]:
    with ExitStack() as opened:
        with uninterrupted():
            process = opened.enter_context(_start(provider, terraform))
            opened.callback(_stop, process)
        yield process


def _start(provider: Path, terraform: TerraformCommand) -> subprocess.Popen[bytes]:
    # a session of its own: Terraform has to tell it of a Ctrl-C, not the terminal
    return subprocess.Popen(
        ["/bin/sh", "-c", GUARD, provider.resolve()],
        cwd=terraform.directory,
        env=dict(terraform.environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _address(process: subprocess.Popen[bytes]) -> object | None:
    """Where it is to be reached, once it has said so; None if it ends or keeps silent."""
    if process.stdout is None:
        return None
    output, said = process.stdout.fileno(), b""
    end = monotonic() + START_SECONDS
    while (left := end - monotonic()) > 0 and select([output], [], [], left)[0]:
        more = os.read(output, 65536)
        said += more
        complete, _, _ = said.rpartition(b"\n")
        for line in complete.decode(errors="replace").splitlines():
            if (address := address_in(line)) is not None:
                return address
        if not more:
            return None
    return None


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
