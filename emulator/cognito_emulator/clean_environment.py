"""The environment that the engine runs in: what it needs of its caller's, and nothing else.

A function is a process of the engine's user, so it can read what the engine was started with
(`/proc/PID/environ` keeps the first environment of a process, whatever becomes of `os.environ`). A shell's
tokens, keys, profiles and proxies must never have been there. So the engine begins by starting itself anew,
in place, with the variables below alone. Each is named: `LAMBDA_API_KEY` and `PYTHON_…_TOKEN` are others'.
Windows has no start in place, and one environment a process: there the others are taken out of that.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

# The system's and Python's: where programs, modules and certificates are, how text and time are written
_SYSTEM = frozenset(
    {
        *("PATH", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TMP", "TEMP", "LD_LIBRARY_PATH"),
        *("SSL_CERT_FILE", "SSL_CERT_DIR"),
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT"),
        *("PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE", "PYTHONNOUSERSITE", "PYTHONSAFEPATH"),
        *("PYTHONUTF8", "PYTHONIOENCODING", "PYTHONUNBUFFERED", "PYTHONHASHSEED"),
        *("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"),
        *("PYTHONWARNINGS", "PYTHONDEVMODE", "PYTHONFAULTHANDLER"),
    }
)
# What may be asked of the engine: who may call it, where mail goes, how functions are run
_OWN = frozenset(
    {
        *("ALLOWED_HOSTS", "ALLOWED_ORIGINS", "ISSUER", "LIMITS", "SMTP_HOST"),
        *("LAMBDA_EXECUTOR", "LAMBDA_STRICT", "LAMBDA_WARM_TTL_SECONDS", "LAMBDA_ACCOUNT_CONCURRENCY"),
        *("LAMBDA_ASYNC_RETRY_BASE_SECONDS", "LAMBDA_ASYNC_RETRY_MAX_SECONDS", "LAMBDA_KEEPALIVE_MS"),
        *("LAMBDA_DOCKER_FLAGS", "LAMBDA_DOCKER_NETWORK", "LAMBDA_REMOTE_DOCKER_VOLUME_MOUNT"),
    }
)
_PREFIXES = ("LC_", "MINISTACK_")
# Docker's own, and the name by which a container finds itself, where functions are to run in containers
_DOCKER = frozenset({"DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_NETWORK", "HOSTNAME"})
_EXECUTOR = "LAMBDA_EXECUTOR"
_STARTED_CLEAN = "COGNITO_EMULATOR_STARTED_CLEAN"


def needed(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of a caller's environment that the engine is to have."""
    names = _SYSTEM | _OWN | (_DOCKER if _EXECUTOR in environment else frozenset())
    return {
        name: value
        for name, value in environment.items()
        if name.upper() in names or name.upper().startswith(_PREFIXES)
    }


def start_clean() -> None:
    """Go on in a clean environment: at once where it is clean, else by starting this program anew in place.

    The process keeps its id, its descriptors and its place in the terminal.
    """
    clean = needed(os.environ)
    if clean == dict(os.environ):
        return
    if sys.platform != "win32" and _STARTED_CLEAN not in os.environ:
        anew = {**clean, _STARTED_CLEAN: "1"}
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], anew)  # noqa: S606 - itself
    # Started anew already: what is there again was set by the interpreter's start (a wrapper, sitecustomize)
    os.environ.clear()
    os.environ.update(clean)
