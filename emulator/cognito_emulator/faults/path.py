"""Where faults are asked for over HTTP; `station` says how."""

from __future__ import annotations

PATH = "/_emulator/faults"
