"""The one way in which kept state says that it cannot be read or written."""

from __future__ import annotations


class StateError(Exception):
    """A sentence for whoever runs the emulator: the file or directory, the cause, and how to go on."""
