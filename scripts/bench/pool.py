"""What a sign-up costs with few users and with many, and how many people can sign up at once.

The cost is that of SignUp, in a small and in a large pool of this project's engine, in turns. A whole
sign-up is SignUp and ConfirmSignUp with the code that was mailed; how many there are a second is
measured on bare MiniStack too. The clients are threads of this process, with a connection each; they sign
nothing, and what they take of a core themselves is printed: at 100 % they would be what is measured.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from scripts.bench.engine import AT_ONCE, Engine, RefusedError, engines, milliseconds, new_address
from scripts.console import console

FEW, MANY = 100, 100_000
SAMPLES, WARM_UP = 100, 20
PEOPLE = 480
AIM_RATIO, AIM_TIMES = 1.2, 2.5


@dataclass(frozen=True)
class Cost:
    """Medians in milliseconds of a SignUp in a pool of FEW and in one of MANY users."""

    few: float
    many: float

    @property
    def ratio(self) -> float:
        return self.many / self.few


@dataclass(frozen=True)
class Rate:
    """Whole sign-ups a second, how many an engine refused, and the clients' own share of a core."""

    per_second: float
    refused: int
    clients_share: float


def bench() -> int:
    """Measure, and print the figures."""
    with engines() as (ours, bare):
        cost = sign_up_cost(ours)
        rates = [throughput(engine, engine.client()) for engine in (ours, bare)]
        with_function = throughput(ours, ours.client_with_function())
    console.print(f"  a SignUp with {FEW} users in the pool    {cost.few:5.1f} ms")
    console.print(
        f"  a SignUp with {MANY:,} users in the pool {cost.many:5.1f} ms: {cost.ratio:.2f} times as much"
    )
    for name, rate in zip(("this engine", "bare MiniStack"), rates, strict=True):
        console.print(f"  {AT_ONCE} at once, {name:15} {_shown(rate)}")
    console.print(f"  {AT_ONCE} at once, with a function {_shown(with_function)}")
    times = rates[0].per_second / rates[1].per_second
    mark = "[green]✓[/]" if cost.ratio <= AIM_RATIO and times >= AIM_TIMES else "[yellow]![/]"
    console.print(
        f"{mark} {times:.1f} times as many a second as bare MiniStack (aims: at least {AIM_TIMES} times; "
        f"a SignUp at most {AIM_RATIO} times as much)"
    )
    return 0


def sign_up_cost(engine: Engine) -> Cost:
    """Time sign-ups in a small and in a large pool, in turns, after a warm-up."""
    clients = (engine.pool_with_users(FEW), engine.pool_with_users(MANY))
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(SAMPLES + WARM_UP):
        for client_id, taken in zip(clients, times, strict=True):
            taken.append(milliseconds(partial(engine.sign_up, client_id, new_address())))
    return Cost(*(statistics.median(taken[WARM_UP:]) for taken in times))


def throughput(engine: Engine, client_id: str) -> Rate:
    """PEOPLE sign up, AT_ONCE at a time, and then confirm; their mail is read between, off the clock."""
    addresses = [new_address() for _ in range(PEOPLE)]
    codes: dict[str, str] = {}

    def sign_up(address: str) -> bool:
        return _done(lambda: engine.sign_up(client_id, address))

    def confirm(address: str) -> bool:
        return address in codes and _done(lambda: engine.confirm(client_id, address, codes[address]))

    with ThreadPoolExecutor(AT_ONCE) as threads:
        used, first = time.process_time(), time.perf_counter()
        list(threads.map(sign_up, addresses))
        spent, used = time.perf_counter() - first, time.process_time() - used
        codes.update(engine.codes())
        again, second = time.process_time(), time.perf_counter()
        confirmed = sum(threads.map(confirm, addresses))
        spent, used = spent + time.perf_counter() - second, used + time.process_time() - again
    return Rate(confirmed / spent, PEOPLE - confirmed, used / spent)


def _done(call: Callable[[], None]) -> bool:
    try:
        call()
    except RefusedError:
        return False
    return True


def _shown(rate: Rate) -> str:
    refused = f", {rate.refused} of {PEOPLE} refused" if rate.refused else ""
    share = f"the clients take {rate.clients_share:.0%} of a core"
    return f"{rate.per_second:6.1f} whole sign-ups a second, {share}{refused}"
