"""Where state is saved and asked for over HTTP; `station` says how."""

from __future__ import annotations

PATH = "/_emulator/state"
