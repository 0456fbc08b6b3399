"""What a function's process gets of the engine's environment: where programs are, and no setting of it.

MiniStack starts a function with a copy of the whole environment of its own process, and sets what the
function's configuration and the Lambda service say on top. On AWS there is the latter alone.
Source: "Using Lambda environment variables", defined runtime environment variables, in AWS's Lambda guide.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

# Where programs, libraries, time and temporary files are; AWS_ENDPOINT_URL leads back here, past any proxy,
# and where that is https, the engine itself has set what a function trusts it by
PASSED_ON = frozenset(
    {
        *("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "HOME", "LD_LIBRARY_PATH"),
        *("SYSTEMROOT", "COMSPEC", "PATHEXT", "TEMP", "TMP"),
        *("AWS_ENDPOINT_URL", "AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "NO_PROXY", "no_proxy"),
    }
)


class FunctionsShare(Mapping[str, str]):
    """The engine's environment to whoever asks for a variable by its name; a copy has what functions get."""

    def __init__(self, engine: Mapping[str, str]) -> None:
        self._engine = engine

    def __getitem__(self, name: str) -> str:
        return self._engine[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._engine if name in PASSED_ON)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def restrict_functions(*modules: Any) -> None:
    """Have these modules of MiniStack, which copy `os.environ` for functions, copy those variables alone."""
    for module in modules:
        module.os = SimpleNamespace(**{**vars(os), "environ": FunctionsShare(os.environ)})
