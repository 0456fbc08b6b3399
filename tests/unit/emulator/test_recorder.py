"""The recorder keeps what is new, within its bounds, and tells who waits."""

from __future__ import annotations

import asyncio
import threading

import pytest

from cognito_emulator.recording.recorder import MOST_IN_ONE, Recorder
from cognito_emulator.recording.step import Kind, Step


def call(name: str = "SignUp", request: bytes = b"", trace: str = "") -> Step:
    return Step(Kind.CALL, "cognito-idp", name, 1000.0, request=request, trace=trace)


def test_the_newest_comes_first_and_has_what_is_within_it() -> None:
    recorder, first, second, inner = Recorder(), call("first"), call("second"), call("inner")
    recorder.begin(first)
    recorder.begin(second)
    recorder.begin(inner, first)
    assert recorder.roots() == [second, first]
    assert list(first.all()) == [first, inner]
    assert inner.root is first


def test_a_step_is_found_by_its_number() -> None:
    recorder, step = Recorder(), call()
    recorder.begin(step)
    assert recorder.find(step.number) is step
    assert recorder.find(step.number + 1) is None


def test_at_the_bound_of_steps_the_oldest_goes_whole() -> None:
    recorder, steps = Recorder(most_steps=4), [call(str(number)) for number in range(4)]
    recorder.begin(steps[0])
    recorder.begin(call("inner", trace="1-abc"), steps[0])
    for step in steps[1:]:
        recorder.begin(step)
    assert recorder.roots() == steps[:0:-1]
    assert recorder.find(steps[0].number) is None
    assert recorder.of_trace("1-abc") is None


def test_at_the_bound_of_bytes_the_oldest_go_also_where_a_step_grows_later() -> None:
    recorder, small, large = Recorder(most_bytes=20_000), call("small"), call("large")
    recorder.begin(small)
    recorder.begin(large)
    large.answer = bytes(19_000)
    recorder.end(large)
    assert recorder.roots() == [large]


def test_what_is_alone_stays_however_large_it_is() -> None:
    recorder, step = Recorder(most_bytes=10), call(request=bytes(1000))
    recorder.begin(step)
    assert recorder.roots() == [step]


def test_one_tree_has_its_own_bound_and_counts_what_is_left_out() -> None:
    recorder, root = Recorder(), call()
    recorder.begin(root)
    for _ in range(MOST_IN_ONE + 1):
        recorder.begin(call("inner"), root)
    assert len(list(root.all())) == MOST_IN_ONE
    assert root.left_out == 2


def test_what_is_within_a_step_that_has_gone_stands_by_itself() -> None:
    recorder, gone, late = Recorder(), call(), call("late")
    recorder.begin(gone)
    recorder.clear()
    recorder.begin(late, gone)
    assert recorder.roots() == [late]


@pytest.mark.parametrize("change", ["begin", "end", "clear", "close"])
def test_who_waits_hears_of_each_change_also_of_another_threads(change: str) -> None:
    recorder, step = Recorder(), call()
    recorder.begin(step)

    async def waits() -> int:
        waiting = asyncio.create_task(recorder.changed(recorder.version))
        await asyncio.sleep(0)
        arguments = [step] if change in ("begin", "end") else []
        thread = threading.Thread(target=getattr(recorder, change), args=arguments)
        thread.start()
        version = await asyncio.wait_for(waiting, 10)
        thread.join()
        return version

    before = recorder.version
    assert asyncio.run(waits()) > before


def test_after_the_end_nobody_waits() -> None:
    recorder = Recorder()
    recorder.close()
    assert asyncio.run(recorder.changed(recorder.version)) == recorder.version
