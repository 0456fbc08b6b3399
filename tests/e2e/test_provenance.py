"""Nobody gets a profile or a group by repair who has not signed up, whatever their status."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.health import wait_until
from scripts.operator.reconciliation.findings import Kind
from scripts.operator.reconciliation.reconciliation import Reconciliation, reconcile
from scripts.people import has_all, queue_is_drained
from scripts.stack_file import Stack
from tests.e2e.operators import Operators
from tests.e2e.person import Person

REPAIR_SECONDS = 120


@pytest.fixture
def colleague(person: Person) -> Person:
    """Somebody whom an administrator has made, with a password of their own, and put into Admin."""
    stack = person.stack
    cognito, pool = stack.cognito(), stack.user_pool_id
    made = cognito.admin_create_user(
        UserPoolId=pool,
        Username=person.email,
        MessageAction="SUPPRESS",
        UserAttributes=[
            {"Name": "email", "Value": person.email},
            {"Name": "email_verified", "Value": "true"},
            {"Name": "name", "Value": person.name},
        ],
    )["User"]
    person.user_id = {pair["Name"]: pair["Value"] for pair in made["Attributes"]}["sub"]
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=person.email, Password=person.password, Permanent=True
    )
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=person.email, GroupName="Admin")
    return person


def kinds_about(person: Person, found: Reconciliation) -> set[Kind]:
    return {finding.kind for finding in found.found if finding.user_id == person.user_id}


@pytest.mark.mails(0)
def test_whoever_was_made_without_a_name_keeps_nobody_from_being_listed(
    colleague: Person, stack: Stack, tmp_path: Path
) -> None:
    stack.cognito().admin_delete_user(UserPoolId=stack.user_pool_id, Username=colleague.email)
    made = stack.cognito().admin_create_user(
        UserPoolId=stack.user_pool_id,
        Username=colleague.email,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": colleague.email}],
    )["User"]
    colleague.user_id = {pair["Name"]: pair["Value"] for pair in made["Attributes"]}["sub"]
    found = reconcile(stack, tmp_path / "checkpoint", repair=False)
    assert kinds_about(colleague, found) <= {Kind.NOT_SIGNED_UP}


@pytest.mark.mails(0)
def test_who_was_made_by_an_administrator_is_shown_as_that_and_repaired_into_nothing(
    colleague: Person, stack: Stack, tmp_path: Path
) -> None:
    found = reconcile(stack, tmp_path / "checkpoint", repair=True)
    assert kinds_about(colleague, found) == {Kind.NOT_SIGNED_UP}
    assert colleague.user_id not in {finding.user_id for finding in [*found.left, *found.repaired]}
    assert wait_until(lambda: queue_is_drained(stack), REPAIR_SECONDS)
    assert (colleague.profile(), colleague.groups()) == (None, ["Admin"])


@pytest.mark.mails(0)
@pytest.mark.parametrize("proof", [None, "reconcile", "profile"])
def test_a_message_that_proves_no_sign_up_gives_nobody_a_profile_or_a_group(
    colleague: Person, stack: Stack, proof: str | None
) -> None:
    message = {
        "user_pool_id": stack.user_pool_id,
        "username": colleague.user_id,
        "user_id": colleague.user_id,
        "reason": "a test",
        **({"proof": proof} if proof else {}),
    }
    stack.client("sqs").send_message(
        QueueUrl=stack.outputs["repair_queue_url"], MessageBody=json.dumps(message)
    )
    assert wait_until(lambda: queue_is_drained(stack), REPAIR_SECONDS)
    assert (colleague.profile(), colleague.groups()) == (None, ["Admin"])


def test_who_signed_up_and_whose_trigger_never_ran_is_proven_by_pre_sign_up(
    person: Person, stack: Stack, tmp_path: Path
) -> None:
    person.user_type = "Doctor"
    person.sign_up_and_confirm()
    stack.dynamodb().delete_item(TableName=stack.table_name, Key={"user_id": {"S": person.user_id}})
    stack.cognito().admin_remove_user_from_group(
        UserPoolId=stack.user_pool_id, Username=person.user_id, GroupName="Doctor"
    )
    found = reconcile(stack, tmp_path / "checkpoint", repair=True)
    assert kinds_about(person, found) == {Kind.NO_PROFILE}
    assert wait_until(lambda: has_all(stack, person.user_id), REPAIR_SECONDS)
    assert person.groups() == ["Doctor"]


@pytest.mark.mails(0)
def test_an_operator_adopts_somebody_by_decision_and_the_profile_says_whose_it_was(
    colleague: Person, operators: Operators, stack: Stack, tmp_path: Path
) -> None:
    adopted = operators.run("adopt", "--email", colleague.email, "--type", "Admin")
    assert adopted.returncode == 0, adopted.stderr
    profile = colleague.profile()
    assert profile is not None
    assert (profile["status"], profile["user_type"], profile["email"]) == ("ACTIVE", "Admin", colleague.email)
    assert profile["decided_by"].startswith("arn:aws:")
    assert kinds_about(colleague, reconcile(stack, tmp_path / "checkpoint", repair=False)) == set()

    again = operators.run("adopt", "--sub", colleague.user_id, "--type", "Admin")
    assert "had the profile before" in again.stdout
    assert colleague.profile() == profile


def test_an_adoption_changes_no_profile_that_is_there(person: Person, operators: Operators) -> None:
    person.sign_up_and_confirm()
    refused = operators.run("adopt", "--email", person.email, "--type", "Doctor")
    assert refused.returncode == 1
    assert "has a profile already: Patient, ACTIVE" in refused.stderr
    assert person.groups() == ["Patient"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--email", "nobody@example.com", "--type", "Doctor"), "Nobody in the user pool has that e-mail"),
        (
            ("--sub", "00000000-0000-4000-8000-000000000000", "--type", "Doctor"),
            "Nobody in the user pool has that sub",
        ),
        (("--email", "nobody@example.com", "--type", "Nurse"), "TYPE=Nurse is none of the groups"),
    ],
)
def test_an_adoption_of_nobody_or_into_nothing_is_refused_in_a_line(
    operators: Operators, arguments: tuple[str, ...], sentence: str
) -> None:
    refused = operators.run("adopt", *arguments)
    assert refused.returncode != 0
    assert sentence in refused.stderr


@pytest.mark.mails(1)
def test_nobody_is_adopted_before_they_confirm(
    new_person: Callable[[], Person], operators: Operators
) -> None:
    waiting = new_person()
    waiting.sign_up()
    refused = operators.run("adopt", "--email", waiting.email, "--type", "Doctor")
    assert "not confirmed yet" in refused.stderr
    assert (waiting.profile(), waiting.groups()) == (None, [])
