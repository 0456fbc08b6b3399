"""MiniStack's services get what is ours when they are loaded: an engine that loads them all starts slowly."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from wrapt import register_post_import_hook


def when_loaded(service: str, connect: Callable[[ModuleType], None]) -> None:
    """Call ``connect`` with the module of a service, now where it is loaded, else before anybody uses it.

    ``service`` is the module's name below ministack.services.
    """
    register_post_import_hook(connect, f"ministack.services.{service}")
