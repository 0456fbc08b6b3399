"""What an operator is told of a profile that is no longer, or never was, to be decided on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.errors import CommandError
from scripts.operator import approval_decisions
from scripts.operator.approval_decisions import decided_before
from scripts.profile_status import ACTIVE, PENDING_APPROVAL, REJECTED
from signup import approval

DECIDED = {
    "user_type": "Admin",
    "decided_by": "arn:of:the:operator",
    "decided_at": "2026-03-01T12:00:00.000Z",
}


@pytest.mark.parametrize("name", ["ACTIVE", "PENDING_APPROVAL", "REJECTED"])
def test_operators_and_functions_call_a_status_by_the_same_name(name: str) -> None:
    assert getattr(approval_decisions, name) == getattr(approval, name)


@pytest.mark.parametrize("status", [ACTIVE, REJECTED])
def test_the_same_decision_again_is_the_one_on_record(status: str) -> None:
    decision = decided_before({**DECIDED, "status": status}, status)

    assert (decision.is_new, decision.user_type) == (False, "Admin")
    assert (decision.decided_by, decision.decided_at) == (DECIDED["decided_by"], DECIDED["decided_at"])


@pytest.mark.parametrize(
    ("found", "asked", "verdict"), [(ACTIVE, REJECTED, "approved"), (REJECTED, ACTIVE, "rejected")]
)
def test_the_other_decision_is_refused_with_who_and_when(found: str, asked: str, verdict: str) -> None:
    with pytest.raises(CommandError, match=rf"{verdict} at {DECIDED['decided_at']} by arn:of:the:operator"):
        decided_before({**DECIDED, "status": found}, asked)


def test_who_has_no_profile_is_not_decided_on() -> None:
    with pytest.raises(CommandError, match="no profile yet"):
        decided_before({}, ACTIVE)


@given(
    profile=st.dictionaries(st.sampled_from(["status", "user_type", "created_at"]), st.text()),
    asked=st.sampled_from([ACTIVE, REJECTED]),
)
def test_without_a_decision_on_record_none_is_ever_claimed(profile: dict[str, str], asked: str) -> None:
    with pytest.raises(CommandError):
        decided_before(profile, asked)


@given(
    found=st.sampled_from([ACTIVE, PENDING_APPROVAL, REJECTED]) | st.text(),
    asked=st.sampled_from([ACTIVE, REJECTED]),
)
def test_no_decision_is_turned_into_another(found: str, asked: str) -> None:
    try:
        decided_before({**DECIDED, "status": found}, asked)
    except CommandError:
        assert found != asked
    else:
        assert found == asked
