"""Who signs up as a type that needs approval has no privilege until an operator has given it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from scripts.stack_file import Stack
from tests.e2e.operators import Operators, Result
from tests.e2e.person import Person

Operator = Callable[..., Result]


@pytest.fixture
def operator(operators: Operators) -> Operator:
    """Runs an operator's command."""
    return operators.run


@pytest.fixture
def admin(person: Person) -> Person:
    """Somebody who has signed up as Admin and confirmed."""
    person.user_type = "Admin"
    person.sign_up_and_confirm()
    return person


def status(person: Person) -> str:
    profile = person.profile()
    assert profile is not None
    return profile["status"]


def group_claims(person: Person) -> list[str]:
    tokens = person.log_in_by_password()
    return [
        group
        for claims in (person.claims(tokens, "id"), person.claims(tokens, "access"))
        for group in claims.get("cognito:groups", [])
    ]


def test_who_signs_up_as_admin_waits_without_group_and_without_admin_in_any_token(admin: Person) -> None:
    profile = admin.profile()
    assert profile is not None
    assert (profile["status"], profile["user_type"]) == ("PENDING_APPROVAL", "Admin")
    assert "decided_by" not in profile
    assert admin.groups() == []
    assert group_claims(admin) == []


def test_an_approval_gives_the_group_and_says_by_whom_and_when(admin: Person, operator: Operator) -> None:
    approved = operator("approve", "--email", admin.email)

    assert approved.returncode == 0, approved.stderr
    profile = admin.profile()
    assert profile is not None
    assert profile["status"] == "ACTIVE"
    assert profile["decided_by"] == admin.stack.client("sts").get_caller_identity()["Arn"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", profile["decided_at"])
    assert admin.groups() == ["Admin"]
    assert group_claims(admin) == ["Admin", "Admin"]


def test_a_second_approval_changes_nothing(admin: Person, operator: Operator) -> None:
    operator("approve", "--email", admin.email)
    first = admin.profile()

    again = operator("approve", "--email", admin.email)

    assert again.returncode == 0
    assert "decided before" in again.stdout
    assert admin.profile() == first
    assert admin.groups() == ["Admin"]


def test_an_approval_that_was_interrupted_before_the_group_is_completed_by_the_next(
    admin: Person, operator: Operator, stack: Stack
) -> None:
    operator("approve", "--email", admin.email)
    first = admin.profile()
    stack.cognito().admin_remove_user_from_group(
        UserPoolId=stack.user_pool_id, Username=admin.email, GroupName="Admin"
    )

    operator("approve", "--email", admin.email)

    assert admin.groups() == ["Admin"]
    assert admin.profile() == first


def test_a_rejection_is_recorded_and_gives_nothing(admin: Person, operator: Operator) -> None:
    rejected = operator("reject", "--email", admin.email)

    assert rejected.returncode == 0, rejected.stderr
    profile = admin.profile()
    assert profile is not None
    assert profile["status"] == "REJECTED"
    assert profile["decided_by"]
    assert admin.groups() == []
    assert operator("reject", "--email", admin.email).returncode == 0
    assert admin.profile() == profile


@pytest.mark.parametrize(("first", "then"), [("reject", "approve"), ("approve", "reject")])
def test_a_decision_is_not_turned_round(admin: Person, operator: Operator, first: str, then: str) -> None:
    operator(first, "--email", admin.email)
    before = admin.profile(), admin.groups()

    refused = operator(then, "--email", admin.email)

    assert refused.returncode == 1
    assert "is not undone" in refused.stderr
    assert (admin.profile(), admin.groups()) == before


def test_there_is_nothing_to_decide_about_a_patient(person: Person, operator: Operator) -> None:
    person.sign_up_and_confirm()
    for command in ("approve", "reject"):
        refused = operator(command, "--email", person.email)
        assert refused.returncode == 1
        assert "nothing to decide" in refused.stderr
    assert (status(person), person.groups()) == ("ACTIVE", ["Patient"])


def test_nobody_is_approved_before_they_confirm(person: Person, operator: Operator) -> None:
    person.user_type = "Admin"
    person.sign_up()
    refused = operator("approve", "--email", person.email)
    assert refused.returncode == 1
    assert "no profile yet" in refused.stderr
    assert person.groups() == []


@pytest.mark.parametrize("command", ["approve", "reject"])
@pytest.mark.parametrize(
    "who", [("--email", "nobody@example.com"), ("--sub", "00000000-0000-4000-8000-000000000000")]
)
def test_an_address_or_a_sub_of_nobody_is_said_to_be(
    operator: Operator, command: str, who: tuple[str, str]
) -> None:
    refused = operator(command, *who)
    assert refused.returncode == 1
    assert "Nobody in the user pool" in refused.stderr
    assert "make pending" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.mails(3)
def test_pending_lists_who_waits_until_they_are_decided_on(
    new_person: Callable[[], Person], operator: Operator
) -> None:
    approved, rejected, waiting = (new_person() for _ in range(3))
    for person in (approved, rejected, waiting):
        person.user_type = "Admin"
        person.sign_up_and_confirm()
    assert all(person.email in operator("pending").stdout for person in (approved, rejected, waiting))

    operator("approve", "--email", approved.email)
    operator("reject", "--email", rejected.email)

    listed = operator("pending").stdout
    assert waiting.email in listed
    assert approved.email not in listed
    assert rejected.email not in listed
