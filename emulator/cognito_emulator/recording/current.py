"""Which step the code that runs is in, and what it notes there: a no-op where nobody records."""

from __future__ import annotations

import contextvars
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.recording.masking import kept
from cognito_emulator.recording.recorder import Recorder
from cognito_emulator.recording.step import Kind, Step


@dataclass(frozen=True)
class Place:
    """Where the code that runs is: in a step, and who keeps it."""

    recorder: Recorder
    step: Step


_place: contextvars.ContextVar[Place | None] = contextvars.ContextVar("recorded_step", default=None)


def place() -> Place | None:
    return _place.get()


@contextmanager
def within(recorder: Recorder, step: Step, parent: Step | None = None) -> Iterator[Step]:
    """Record a step and its duration; what its body records, is within it."""
    recorder.begin(step, parent)
    token = _place.set(Place(recorder, step))
    begun = time.perf_counter()
    try:
        yield step
    finally:
        step.ms = (time.perf_counter() - begun) * 1000
        _place.reset(token)
        recorder.end(step)


def fresh_context() -> contextvars.Context:
    """A context with nothing of the caller's but its place."""
    context = contextvars.Context()
    context.run(_place.set, _place.get())
    return context


@contextmanager
def recorded(kind: Kind, service: str, name: str, request: Mapping[str, Any]) -> Iterator[Recorded]:
    """Record an operation or a trigger of what is going on, with the error that it ends in.

    An operation that is the call itself is recorded already.
    """
    here = _place.get()
    if here is None or here.step.service == service:
        yield Recorded()
        return
    step = Step(kind, service, name, time.time(), request=_written(request))
    with within(here.recorder, step, here.step):
        try:
            yield Recorded(step)
        except AwsError as error:
            step.error, step.message, step.status = error.code, error.message, error.status
            raise


@dataclass(frozen=True)
class Recorded:
    """Takes the answer of a step that is recorded; None where nobody records."""

    step: Step | None = None

    def answered(self, answer: bytes | Mapping[str, Any]) -> None:
        if self.step:
            self.step.answer = kept(answer) if isinstance(answer, bytes) else _written(answer)


def note_message(channel: str, to: str, subject: str, text: str) -> None:
    """Record a mail or a text within what it was sent for."""
    here = _place.get()
    if here:
        content = {"to": to, "subject": subject, "text": text} if subject else {"to": to, "text": text}
        step = Step(Kind.MESSAGE, channel, to, time.time(), request=_written(content), ms=0.0)
        here.recorder.begin(step, here.step)


def _written(content: Mapping[str, Any]) -> bytes:
    return kept(json.dumps(content, default=str).encode())
