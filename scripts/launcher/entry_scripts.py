"""`.venv/bin/NAME`: started from wherever the checkout is, whatever its folders are called."""

from __future__ import annotations

import re
from pathlib import Path

# the shell takes the second line, and Python the second and third for a text
HEAD = b"""#!/bin/sh
'''exec' "$(dirname -- "$0")/python" "$0" "$@"
' '''
"""
# of uv and of pip: a path alone, or, where that could not be one, these same three lines with it
_PATH_ALONE = re.compile(rb"#!(?P<path>.+)\n")
_THREE_LINES = re.compile(rb"#!/bin/sh\n'''exec' (?P<path>.+) \"\$0\" \"\$@\"\n' '''\n")


def find_their_python_beside_them(directory: Path) -> None:
    """Give the scripts of an environment's `bin` that name its python by an absolute path another head."""
    for script in directory.iterdir():
        if script.is_file() and not script.is_symlink():
            _mend(script)


def _mend(script: Path) -> None:
    with script.open("rb") as file:
        if file.read(2) != b"#!":
            return
        content = b"#!" + file.read()
    head = _THREE_LINES.match(content) or _PATH_ALONE.match(content)
    # the path may be quoted in one way or another: its end is the same in all
    if head and re.search(rb"/bin/python[0-9.]*['\"]*$", head["path"]) and b"$(dirname" not in head["path"]:
        script.write_bytes(HEAD + content[head.end() :])
