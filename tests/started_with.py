"""Commands that begin with the signals that a test is about, whatever the tests themselves run behind.

`nohup` has SIGHUP ignored, a shell's `&` without job control SIGINT and SIGQUIT, and that is inherited.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

_WITH_SIGNALS = """
import os, signal, sys
end = sys.argv.index("--")
ignored = set(map(int, sys.argv[1:end]))
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
    signal.signal(number, signal.SIG_IGN if number in ignored else signal.SIG_DFL)
os.execvp(sys.argv[end + 1], sys.argv[end + 1 :])
"""


def started_with(command: Sequence[str], ignored: Sequence[int] = ()) -> list[str]:
    """The command, with these signals ignored and no others."""
    return [sys.executable, "-c", _WITH_SIGNALS, *map(str, ignored), "--", *command]
