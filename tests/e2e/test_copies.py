"""The table's address and name are copies: what decides is the sub, what is shown is the pool's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.health import wait_until
from scripts.operator.reconciliation.findings import Kind
from scripts.operator.reconciliation.reconciliation import Reconciliation, reconcile
from scripts.stack_file import Stack
from tests.e2e.operators import Operators
from tests.e2e.person import Person
from tests.e2e.trail import require_logging_trail

REPAIR_SECONDS = 120
TOLD_SECONDS = 900  # on AWS; CloudTrail tells of a call within minutes


@pytest.fixture
def moved(new_person: Callable[[], Person]) -> tuple[Person, str]:
    """Somebody who waits for Admin and has a new address now, with the one that they signed up with."""
    person = new_person()
    person.user_type = "Admin"
    person.sign_up_and_confirm()
    earlier, person.email = person.email, new_person().email
    _set(person, email=person.email, email_verified="true")
    return person, earlier


@pytest.fixture
def trail(stack: Stack) -> None:
    require_logging_trail(stack)


def _set(person: Person, **attributes: str) -> None:
    person.stack.cognito().admin_update_user_attributes(
        UserPoolId=person.stack.user_pool_id,
        Username=person.user_id,
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
    )


def _set_back(person: Person, *, email: str, name: str) -> None:
    """Write an earlier address and name into the profile."""
    person.stack.client("dynamodb").update_item(
        TableName=person.stack.table_name,
        Key={"user_id": {"S": person.user_id}},
        UpdateExpression="SET email = :email, #name = :name",
        ExpressionAttributeNames={"#name": "name"},
        ExpressionAttributeValues={":email": {"S": email}, ":name": {"S": name}},
    )


def _kinds_about(person: Person, found: Reconciliation) -> set[Kind]:
    return {finding.kind for finding in found.found if finding.user_id == person.user_id}


@pytest.mark.mails(1)
def test_pending_shows_the_address_that_the_pool_has_now(
    moved: tuple[Person, str], operators: Operators
) -> None:
    person, earlier = moved
    listed = operators.run("pending").stdout
    (line,) = [line for line in listed.splitlines() if person.user_id in line]
    assert person.email in line
    assert earlier not in listed


@pytest.mark.mails(2)
def test_an_approval_by_an_address_is_of_whom_the_pool_gives_it_to_now(
    moved: tuple[Person, str], new_person: Callable[[], Person], operators: Operators
) -> None:
    first, earlier = moved
    second = new_person()
    second.email, second.name, second.user_type = earlier, first.name, "Admin"
    second.sign_up_and_confirm()

    approved = operators.run("approve", "--email", earlier)
    assert approved.returncode == 0, approved.stderr
    assert (first.groups(), second.groups()) == ([], ["Admin"])
    operators.run("approve", "--sub", first.user_id)
    assert first.groups() == ["Admin"]


def test_a_profile_with_an_earlier_address_is_found_and_brought_up_to_date(
    person: Person, new_person: Callable[[], Person], stack: Stack, tmp_path: Path
) -> None:
    """The copy is set back: a change in the pool would reach it first where a trail is logging."""
    person.user_type, person.name = "Admin", "Countess Lovelace"
    person.sign_up_and_confirm()
    earlier = new_person().email
    _set_back(person, email=earlier, name="Ada Lovelace")
    before = person.profile()
    assert before is not None
    assert before["email"] == earlier
    assert Kind.STALE in _kinds_about(person, reconcile(stack, tmp_path / "checkpoint", repair=True))
    assert wait_until(lambda: (person.profile() or {}).get("email") == person.email, REPAIR_SECONDS)
    assert person.profile() == {**before, "email": person.email, "name": "Countess Lovelace"}
    assert person.groups() == []
    assert _kinds_about(person, reconcile(stack, tmp_path / "checkpoint", repair=False)) == set()


@pytest.mark.mails(1)
@pytest.mark.usefixtures("trail")
def test_a_changed_address_reaches_the_profile_of_who_waits_where_a_trail_is_logging(
    moved: tuple[Person, str], stack: Stack
) -> None:
    person, _ = moved
    assert wait_until(lambda: (person.profile() or {}).get("email") == person.email, TOLD_SECONDS)
    profile = person.profile()
    assert profile is not None
    assert profile["status"] == "PENDING_APPROVAL"
    found = stack.cognito().admin_get_user(UserPoolId=stack.user_pool_id, Username=profile["email"])
    assert found["Username"] == person.user_id


@pytest.mark.mails(2)
@pytest.mark.not_on("aws", "the code is mailed to the person alone; run on a local engine to read it")
@pytest.mark.usefixtures("trail")
def test_an_address_that_somebody_verifies_for_themselves_reaches_their_profile(
    person: Person, new_person: Callable[[], Person], stack: Stack
) -> None:
    person.sign_up_and_confirm()
    cognito, token = stack.cognito(), person.log_in_by_password()["AccessToken"]
    person.email, person.mails_read = new_person().email, 0
    cognito.update_user_attributes(
        AccessToken=token, UserAttributes=[{"Name": "email", "Value": person.email}]
    )
    cognito.verify_user_attribute(AccessToken=token, AttributeName="email", Code=person.read_code())
    assert wait_until(lambda: (person.profile() or {}).get("email") == person.email, TOLD_SECONDS)


def test_the_wait_of_who_is_gone_is_shown_and_closed(
    person: Person, operators: Operators, stack: Stack, tmp_path: Path
) -> None:
    person.user_type = "Admin"
    person.sign_up_and_confirm()
    stack.cognito().admin_delete_user(UserPoolId=stack.user_pool_id, Username=person.user_id)
    assert "(gone)" in operators.run("pending").stdout

    found = reconcile(stack, tmp_path / "checkpoint", repair=True)
    assert _kinds_about(person, found) == {Kind.PENDING_GONE}
    assert person.user_id not in {finding.user_id for finding in found.left}
    profile = person.profile()
    assert profile is not None
    assert profile["status"] == "CLOSED"
    assert person.user_id not in operators.run("pending").stdout
