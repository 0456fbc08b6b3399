"""Which invocations wait for a turn."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from cognito_emulator.cognito.triggers.cold_starts import STARTS_AT_A_TIME, ColdStarts


@dataclass
class Lambda:
    """Functions that run until `end`; `running` says how many invocations of each do."""

    cold_starts: ColdStarts = field(default_factory=ColdStarts)
    running: Counter[str] = field(default_factory=Counter)
    end: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def invoke(self, function: str, times: int) -> int:
        """Invoke a function so many times at once: how many then run."""
        self.tasks += [asyncio.create_task(self._one(function)) for _ in range(times)]
        for _ in range(100):  # every task gets as far as it can
            await asyncio.sleep(0)
        return self.running[function]

    async def finish(self) -> None:
        self.end.set()
        await asyncio.gather(*self.tasks)
        self.end = asyncio.Event()
        self.tasks.clear()

    async def abandon(self, function: str) -> None:
        """Invoke a function and wait for it no longer, though it runs on."""
        async with self.cold_starts.turn(function):
            self.cold_starts.began(function, asyncio.create_task(self._run(function)))
        await asyncio.sleep(0)

    async def _one(self, function: str) -> None:
        async with self.cold_starts.turn(function):
            invocation = asyncio.create_task(self._run(function))
            self.cold_starts.began(function, invocation)
            await invocation

    async def _run(self, function: str) -> None:
        self.running[function] += 1
        end = self.end
        await end.wait()
        self.running[function] -= 1


def _in_a_loop(test: Callable[[Lambda], Awaitable[None]]) -> None:
    async def run() -> None:
        functions = Lambda()
        await test(functions)
        await functions.finish()

    asyncio.run(run())


def test_no_more_environments_start_at_a_time_than_there_are_turns() -> None:
    async def test(functions: Lambda) -> None:
        assert await functions.invoke("a", STARTS_AT_A_TIME) == STARTS_AT_A_TIME
        assert await functions.invoke("a", 5) == STARTS_AT_A_TIME
        assert await functions.invoke("b", 1) == 0

    _in_a_loop(test)


def test_a_warm_function_waits_for_nobodys_cold_start() -> None:
    async def test(functions: Lambda) -> None:
        await functions.invoke("warm", 1)
        await functions.finish()
        await functions.invoke("cold", STARTS_AT_A_TIME)
        assert await functions.invoke("warm", 1) == 1
        assert await functions.invoke("warm", 1) == 1, "its second environment would be a cold start"

    _in_a_loop(test)


def test_an_invocation_that_nobody_waits_for_keeps_its_environment() -> None:
    async def test(functions: Lambda) -> None:
        await functions.abandon("a")
        await functions.invoke("other", STARTS_AT_A_TIME)
        assert await functions.invoke("a", 1) == 1, "only the abandoned one runs"

    _in_a_loop(test)


def test_turns_are_given_back() -> None:
    async def test(functions: Lambda) -> None:
        for function in ("a", "b", "c"):
            assert await functions.invoke(function, STARTS_AT_A_TIME) == STARTS_AT_A_TIME
            await functions.finish()

    _in_a_loop(test)


def test_whoever_waits_for_a_turn_takes_an_environment_that_has_become_free() -> None:
    async def test(functions: Lambda) -> None:
        await functions.invoke("a", 1)
        ends_alone, functions.end = functions.end, asyncio.Event()
        await functions.invoke("b", STARTS_AT_A_TIME - 1)
        assert await functions.invoke("a", 1) == 1, "nothing is free, and there is no turn"
        ends_alone.set()
        assert await functions.invoke("c", 0) == 0
        assert functions.running["a"] == 1, "the second one runs where the first has run"
        assert functions.cold_starts._started["a"] == 1

    _in_a_loop(test)
