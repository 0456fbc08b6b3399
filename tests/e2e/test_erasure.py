"""What is kept of a person can be erased whole, and who never confirmed does not stay for good."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from scripts.health import wait_until
from scripts.operator.pool_user import user_named
from scripts.operator.prune_unconfirmed import delete_if_unconfirmed, unconfirmed_since
from scripts.operator.queue_messages import messages_about
from scripts.people import queue_is_drained
from scripts.stack_file import Stack
from tests.e2e.operators import Operators
from tests.e2e.person import Person

NOBODY = "00000000-0000-4000-8000-000000000000"


def _dead_letter(stack: Stack, sub: str) -> None:
    """A message about somebody in the dead letters, where nothing works on it."""
    body = {"user_pool_id": stack.user_pool_id, "username": sub, "user_id": sub, "reason": "a test"}
    stack.client("sqs").send_message(
        QueueUrl=stack.outputs["repair_dead_letter_queue_url"], MessageBody=json.dumps(body)
    )


@pytest.mark.mails(2)
def test_forget_shows_first_and_erases_user_profile_and_messages_with_yes(
    person: Person, new_person: Callable[[], Person], operators: Operators, stack: Stack
) -> None:
    other = new_person()
    for each in (person, other):
        each.sign_up_and_confirm()
        _dead_letter(stack, each.user_id)

    shown = operators.run("forget", "--email", person.email)
    assert "Nothing is erased yet" in shown.stdout
    assert "a profile" in shown.stdout
    assert person.profile() is not None

    erased = operators.run("forget", "--email", person.email, "--yes")
    assert erased.returncode == 0, erased.stderr
    assert (user_named(stack, person.user_id), person.profile()) == (None, None)
    about = [messages_about(stack, each.user_id).found for each in (person, other)]
    assert about == [0, 1]
    assert (other.profile() or {}).get("email") == other.email
    operators.run("forget", "--sub", other.user_id, "--yes")


def test_the_receipt_names_the_sub_and_nothing_personal(person: Person, operators: Operators) -> None:
    person.sign_up_and_confirm()
    receipt = operators.run("forget", "--email", person.email, "--yes").stdout
    assert f"Erased {person.user_id}" in receipt
    assert person.email not in receipt
    assert person.name not in receipt


def test_who_deleted_themselves_leaves_a_profile_that_forget_finds_by_address_and_erases(
    person: Person, operators: Operators, stack: Stack
) -> None:
    person.sign_up_and_confirm()
    access_token = person.log_in_by_password()["AccessToken"]
    stack.cognito().delete_user(AccessToken=access_token)
    erased = operators.run("forget", "--email", person.email, "--yes")
    assert erased.returncode == 0, erased.stderr
    assert person.profile() is None


def test_forget_again_finds_nothing_and_says_so(person: Person, operators: Operators) -> None:
    person.sign_up_and_confirm()
    operators.run("forget", "--sub", person.user_id, "--yes")
    again = operators.run("forget", "--sub", person.user_id, "--yes")
    assert again.returncode == 0
    assert "There is nothing of" in again.stdout


@pytest.mark.mails(2)
def test_an_address_that_two_people_had_who_are_gone_is_refused_with_their_subs(
    person: Person, new_person: Callable[[], Person], operators: Operators, stack: Stack
) -> None:
    second = new_person()
    second.email = person.email
    for each in (person, second):
        each.sign_up_and_confirm()
        stack.cognito().admin_delete_user(UserPoolId=stack.user_pool_id, Username=each.user_id)
    refused = operators.run("forget", "--email", person.email, "--yes")
    assert refused.returncode == 1
    assert person.user_id in refused.stderr
    assert second.user_id in refused.stderr
    assert person.profile() is not None


def test_an_address_that_nobody_has_is_refused(operators: Operators) -> None:
    refused = operators.run("forget", "--email", "nobody@example.com", "--yes")
    assert refused.returncode == 1
    assert "Neither the user pool nor a profile" in refused.stderr


def test_somebody_elses_former_address_does_not_erase_them(
    person: Person, new_person: Callable[[], Person], operators: Operators, stack: Stack
) -> None:
    person.sign_up_and_confirm()
    former = person.email
    stack.cognito().admin_update_user_attributes(
        UserPoolId=stack.user_pool_id,
        Username=person.user_id,
        UserAttributes=[
            {"Name": "email", "Value": new_person().email},
            {"Name": "email_verified", "Value": "true"},
        ],
    )
    refused = operators.run("forget", "--email", former, "--yes")
    assert refused.returncode == 1
    assert user_named(stack, person.user_id) is not None


def test_a_message_in_the_repair_queue_is_erased_too_or_finds_nobody(
    person: Person, operators: Operators, stack: Stack
) -> None:
    person.sign_up_and_confirm()
    message = {
        "user_pool_id": stack.user_pool_id,
        "username": person.user_id,
        "user_id": person.user_id,
        "reason": "a test",
        "proof": "PreSignUp",
    }
    stack.client("sqs").send_message(
        QueueUrl=stack.outputs["repair_queue_url"], MessageBody=json.dumps(message)
    )
    erased = operators.run("forget", "--sub", person.user_id, "--yes")
    assert erased.returncode == 0, erased.stderr
    assert wait_until(lambda: queue_is_drained(stack), 120)
    assert person.profile() is None


def test_prune_counts_first_and_takes_whole_numbers_of_days_alone(operators: Operators) -> None:
    assert operators.run("prune-unconfirmed", "--days", "3650").returncode == 0
    refused = operators.run("prune-unconfirmed", "--days", "soon")
    assert refused.returncode == 2
    assert "DAYS=soon is no whole number from 1 to 3650" in refused.stderr


@pytest.mark.mails(2)
def test_who_has_not_confirmed_is_pruned_and_who_has_is_not(
    person: Person, new_person: Callable[[], Person], stack: Stack
) -> None:
    confirmed = new_person()
    confirmed.sign_up_and_confirm()
    person.sign_up()
    listed = set(unconfirmed_since(stack, datetime.now(timezone.utc) + timedelta(days=1)))
    assert person.user_id in listed
    assert confirmed.user_id not in listed
    assert delete_if_unconfirmed(stack, person.user_id)
    assert user_named(stack, person.user_id) is None
    assert not delete_if_unconfirmed(stack, confirmed.user_id)
    assert user_named(stack, confirmed.user_id) is not None


def test_a_sub_of_nobody_is_nothing_to_erase(operators: Operators) -> None:
    assert "There is nothing of" in operators.run("forget", "--sub", NOBODY, "--yes").stdout
