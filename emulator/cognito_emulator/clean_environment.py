"""The environment that the engine runs in: what it needs of its caller's, and nothing else.

A function is a process of the engine's user, so it can read what the engine was started with
(`/proc/PID/environ` keeps the first environment of a process, whatever becomes of `os.environ`). A shell's
tokens, keys, profiles and proxies must never have been there. So the engine begins by starting itself anew,
in place, with the variables below alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

# Python's and the system's
_SYSTEM = frozenset(
    {
        *("PATH", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TMP", "TEMP", "LD_LIBRARY_PATH"),
        *("SSL_CERT_FILE", "SSL_CERT_DIR"),
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT"),
    }
)
_SYSTEM_PREFIXES = ("LC_", "PYTHON")
# What may be asked of the engine: who may call it, where mail goes, how functions and containers are run
_OWN = frozenset({"ALLOWED_HOSTS", "ALLOWED_ORIGINS", "COGNITO_DEFAULT_FROM"})
_OWN_PREFIXES = ("SMTP_", "LAMBDA_", "MINISTACK_")
# Docker's own, where functions are to run in containers
_DOCKER = frozenset({"DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_NETWORK"})
_EXECUTOR = "LAMBDA_EXECUTOR"


def needed(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of a caller's environment that the engine is to have."""
    docker = _DOCKER if _EXECUTOR in environment else frozenset()
    names = _SYSTEM | _OWN | docker
    prefixes = _SYSTEM_PREFIXES + _OWN_PREFIXES
    return {
        name: value
        for name, value in environment.items()
        if name.upper() in names or name.upper().startswith(prefixes)
    }


def start_clean() -> None:
    """Go on in a clean environment: at once where it is clean, else by starting this program anew in place.

    The process keeps its id, its descriptors and its place in the terminal.
    """
    clean = needed(os.environ)
    if clean != dict(os.environ):
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], clean)  # noqa: S606 - itself
