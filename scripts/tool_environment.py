"""A virtual environment for a tool that wants other versions than the project has, from its own lock."""

from __future__ import annotations

import hashlib
import os
import venv
from dataclasses import dataclass
from pathlib import Path

from scripts.launcher.installation import install


@dataclass(frozen=True)
class ToolEnvironment:
    """`directory` holds it; it is made when first asked for, and anew when its lock is another."""

    lock: Path
    directory: Path

    def program(self, name: str, again: str) -> str:
        """The path of one of its programs. CommandError, `again` its next command, if there is none."""
        wanted, made_from = hashlib.sha256(self.lock.read_bytes()).hexdigest(), self.directory / "made-from"
        if not made_from.is_file() or made_from.read_text() != wanted:
            venv.EnvBuilder(symlinks=os.name != "nt", clear=True).create(self.directory)
            install(self.directory, [self.lock], again)
            made_from.write_text(wanted)
        return str(self.directory / "bin" / name)
