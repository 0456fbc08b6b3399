"""The project's own figures, measured side by side on this machine (`make bench`). No test asserts them."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.bench import cold_import, commands, container, pool, put_item, trigger, up, whole_sign_up
from scripts.console import console
from scripts.errors import CommandError

FIGURES = {
    "commands": ("what a person waits for, in a checkout with nothing in any cache", commands.bench),
    "up": ("make up, on an installed machine", up.bench),
    "trigger": ("a confirmation that runs a function, beside its two parts alone", trigger.bench),
    "cold-import": ("cold import of the handler, beside a naive one", cold_import.bench),
    "pool": ("a sign-up with many users in the pool, and many at once", pool.bench),
    "whole-sign-up": ("a whole sign-up with both functions", whole_sign_up.bench),
    "put-item": ("a DynamoDB PutItem", put_item.bench),
    "container": ("the emulator's image", container.bench),
}


def bench(names: Sequence[str]) -> int:
    """Measure these figures, or all. Raises CommandError for a name that is none."""
    if unknown := sorted(set(names) - set(FIGURES)):
        raise CommandError(
            f"There is no figure {', '.join(unknown)}; there are {', '.join(FIGURES)}.",
            "make bench",
            exit_code=2,
        )
    for title, measure in (FIGURES[name] for name in names or FIGURES):
        console.print(f"\n[bold]{title}[/]")
        measure()
    return 0
