"""Steps put together to what a person goes through: a sign-up, a sign-in, a reset of the password."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cognito_emulator.console.timeline.persons import Person
from cognito_emulator.recording.step import Step

SIGN_UP, SIGN_IN, RESET, ACCOUNT = "Sign-up", "Sign-in", "Reset", "Account"
FLOWS = (SIGN_UP, SIGN_IN, RESET, ACCOUNT)
# what each flow begins with stands first: another of it begins another flow
_OPERATIONS = {
    SIGN_UP: ("SignUp", "ConfirmSignUp", "ResendConfirmationCode", "AdminConfirmSignUp"),
    SIGN_IN: (
        "InitiateAuth",
        "AdminInitiateAuth",
        "RespondToAuthChallenge",
        "AdminRespondToAuthChallenge",
        "GetTokensFromRefreshToken",
        "POST /oauth2/token",
    ),
    RESET: ("ForgotPassword", "ConfirmForgotPassword", "AdminResetUserPassword"),
}
_FLOW_OF = {operation: flow for flow, operations in _OPERATIONS.items() for operation in operations}
_BEGINS = frozenset(
    {"SignUp", "InitiateAuth", "AdminInitiateAuth", "ForgotPassword", "AdminResetUserPassword"}
)


@dataclass
class Flow:
    """One row of the timeline: the steps that have no other around them, the oldest first."""

    person: Person
    name: str
    steps: list[Step] = field(default_factory=list)

    @property
    def ms(self) -> float:
        """What its steps took, without the time between them."""
        return sum(step.ms or 0.0 for step in self.steps)

    @property
    def has_failed(self) -> bool:
        """Whether its last step did."""
        return self.steps[-1].has_failed

    @property
    def failures(self) -> int:
        return sum(1 for step in self.all() if step.has_failed)

    @property
    def last(self) -> int:
        return self.steps[-1].number

    def all(self) -> list[Step]:
        return [each for step in self.steps for each in step.all()]


def flows_of(roots: Iterable[Step], person_of: Callable[[Step], Person | None]) -> list[Flow]:
    """The flows in these steps, which come the oldest first; what is about nobody is in none.

    The one that something happened in last comes first.
    """
    flows: list[Flow] = []
    latest: dict[tuple[str, str], Flow] = {}
    for root in roots:
        person = person_of(root)
        if person is None:
            continue
        name, begins = _flow_of(root)
        key = (person.key, name)
        flow = latest.get(key)
        if flow is None or begins:
            flow = latest[key] = Flow(person, name)
            flows.append(flow)
        flow.steps.append(root)
    return sorted(flows, key=lambda flow: flow.last, reverse=True)


def _flow_of(root: Step) -> tuple[str, bool]:
    """The flow that a step belongs to, and whether it begins one.

    A page's step is what the operations within it are.
    """
    for step in root.all():
        if step.name in _FLOW_OF and step.service in ("cognito-idp", "oauth2"):
            return _FLOW_OF[step.name], step.name in _BEGINS
    return ACCOUNT, False
