"""Which flows a page shows: by words, a person, an operation, a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cognito_emulator.console.timeline.flows import Flow
from cognito_emulator.recording.step import Step

FAILED, WENT_WELL = "failed", "ok"


@dataclass(frozen=True)
class Search:
    """Each is empty for all. `text` is looked for in what a flow's steps did, sent and were answered."""

    text: str = ""
    person: str = ""
    flow: str = ""
    operation: str = ""
    result: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Search:
        said = {name: query.get(name, "").strip() for name in ("person", "flow", "operation", "result")}
        return cls(text=query.get("q", "").strip(), **said)

    @property
    def is_empty(self) -> bool:
        return self == Search()

    def finds(self, flow: Flow) -> bool:
        person = self.person.lower()
        if person and person not in flow.person.name.lower() and person not in flow.person.key.lower():
            return False
        if self.flow and self.flow != flow.name:
            return False
        if self.operation and all(step.name != self.operation for step in flow.all()):
            return False
        if self.result and (self.result == FAILED) != bool(flow.failures):
            return False
        return not self.text or any(_has(step, self.text.lower()) for step in flow.all())


def _has(step: Step, text: str) -> bool:
    said = (step.service, step.name, step.error, step.message, step.request_id, step.log)
    if any(text in each.lower() for each in said):
        return True
    sought = text.encode()
    return sought in step.request.lower() or sought in step.answer.lower()
