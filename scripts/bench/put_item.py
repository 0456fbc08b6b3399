"""A DynamoDB PutItem through this engine, beside one through bare MiniStack, in turns."""

from __future__ import annotations

import statistics

from scripts.bench.engine import engines, milliseconds
from scripts.console import console

AIM = 1.1
ROUNDS, WARM_UP = 1000, 50


def bench() -> int:
    """Measure, and print the medians and their ratio."""
    with engines() as (ours, bare):
        calls = (ours.put_item(), bare.put_item())
        rounds = [tuple(milliseconds(call) for call in calls) for _ in range(ROUNDS + WARM_UP)]
    through, alone = (statistics.median(times[WARM_UP:]) for times in zip(*rounds, strict=True))
    mark = "[green]✓[/]" if through / alone <= AIM else "[yellow]![/]"
    console.print(f"  through this engine      {through:5.2f} ms")
    console.print(f"  through bare MiniStack   {alone:5.2f} ms")
    console.print(f"{mark} {through / alone:.2f} times as long (aim: at most {AIM}; medians of {ROUNDS})")
    return 0
