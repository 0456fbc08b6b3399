"""What a function's process gets of the engine's environment: where programs are, and no setting of it.

MiniStack starts functions with the whole environment of its own process, and what the configuration of the
function and the Lambda service set on top. On AWS there is the latter alone.
Source: "Using Lambda environment variables", defined runtime environment variables, in AWS's Lambda guide.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

# Where programs, libraries, time and temporary files are; AWS_ENDPOINT_URL leads back here, past any proxy
_PASSED_ON = frozenset(
    {
        *("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "HOME", "LD_LIBRARY_PATH"),
        *("SYSTEMROOT", "COMSPEC", "PATHEXT", "TEMP", "TMP"),
        *("AWS_ENDPOINT_URL", "NO_PROXY", "no_proxy"),
    }
)


def for_function(given: Mapping[str, str], engine: Mapping[str, str]) -> dict[str, str]:
    """`given` without what is merely the engine's own."""
    return {
        name: value
        for name, value in given.items()
        if name.upper() in _PASSED_ON or name in _PASSED_ON or engine.get(name) != value
    }


class _FunctionProcess(subprocess.Popen[Any]):
    def __init__(self, *arguments: Any, env: Mapping[str, str] | None = None, **options: Any) -> None:
        given = os.environ if env is None else env
        start: Any = super().__init__
        start(*arguments, env=for_function(given, os.environ), **options)


def _run_function(*arguments: Any, env: Mapping[str, str] | None = None, **options: Any) -> Any:
    given = os.environ if env is None else env
    run: Any = subprocess.run
    return run(*arguments, env=for_function(given, os.environ), **options)


def restrict_functions(*modules: Any) -> None:
    """Have these modules of MiniStack, which start functions by way of `subprocess`, start them so."""
    started_so = {"Popen": _FunctionProcess, "run": _run_function}
    for module in modules:
        module.subprocess = SimpleNamespace(**{**vars(subprocess), **started_so})
