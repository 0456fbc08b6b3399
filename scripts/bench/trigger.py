"""A confirmation that runs a warm function, beside what it consists of, each alone.

That is a bare Invoke of the same function, and a confirmation in a pool without one, both by this engine.
They are timed in turns, so that a machine that gets slower slows all.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from scripts.bench.engine import Engine, engines, milliseconds, new_address
from scripts.console import console

AIM_MS = 1.0
ROUNDS = 200
WARM_UP = 20


@dataclass(frozen=True)
class TriggerTimes:
    """Medians in milliseconds."""

    confirmation: float
    invoke: float
    bare_confirmation: float

    @property
    def share(self) -> float:
        """What is left of a confirmation that runs the function when its two parts alone are taken away."""
        return self.confirmation - self.invoke - self.bare_confirmation


def bench() -> int:
    """Measure, and print the medians and what is left between them."""
    times = measure()
    mark = "[green]✓[/]" if times.share <= AIM_MS else "[yellow]![/]"
    console.print(f"  confirmation that runs a warm function    {times.confirmation:6.1f} ms")
    console.print(f"  Invoke of that function                   {times.invoke:6.1f} ms")
    console.print(f"  confirmation in a pool without a function {times.bare_confirmation:6.1f} ms")
    console.print(f"{mark} {times.share:.1f} ms more than the two (aim: {AIM_MS:.0f}; medians of {ROUNDS})")
    return 0


def measure(rounds: int = ROUNDS) -> TriggerTimes:
    """Time `rounds` of each in turns, after a warm-up."""
    with engines() as (ours, _):
        clients = (ours.client_with_function(), ours.client())
        times = [_round(ours, clients) for _ in range(rounds + WARM_UP)][WARM_UP:]
    return TriggerTimes(*map(statistics.median, zip(*times, strict=True)))


def _round(ours: Engine, clients: tuple[str, str]) -> tuple[float, float, float]:
    event = {"userName": new_address(), "request": {}, "response": {}}
    return (
        _confirmation_ms(ours, clients[0]),
        milliseconds(ours.invocation(event)),
        _confirmation_ms(ours, clients[1]),
    )


def _confirmation_ms(engine: Engine, client_id: str) -> float:
    address = new_address()
    engine.sign_up(client_id, address)
    code = engine.codes()[address]
    return milliseconds(lambda: engine.confirm(client_id, address, code))
