"""Terms of use on a running stack: no sign-up without them, and the profile says who accepted what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from scripts.bench.load import sign_everybody_up
from scripts.demo.walk import Newcomer
from scripts.demo.walk import sign_up_and_log_in as walk_somebody_through
from scripts.health import wait_until
from scripts.mailboxes.stack_mailbox import mailbox_of
from scripts.operator.reconciliation.reconciliation import reconcile
from scripts.people import has_all
from scripts.stack_file import Stack
from signup.clock import utc_now
from signup.profile import as_timestamp
from tests.e2e.person import Person
from tests.embedded_stack import embedded_stack

VERSION, URL = "2026-03", "https://example.com/terms"
REPAIR_SECONDS = 120


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that asks for the terms."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TF_VAR_terms_version", VERSION)
        environment.setenv("TF_VAR_terms_url", URL)
        with embedded_stack(tmp_path_factory.mktemp("consent")) as deployed:
            yield deployed


@pytest.fixture
def visitor(asking: Stack) -> Person:
    """Somebody new, not yet signed up."""
    return Person.new(asking)


def terms_of(person: Person) -> dict[str, str]:
    return {name: text for name, text in (person.profile() or {}).items() if name.startswith("terms_")}


@pytest.mark.parametrize("metadata", [{}, {"terms_version": "2026-02"}])
def test_a_sign_up_without_the_version_in_force_is_refused_and_leaves_nobody(
    visitor: Person, asking: Stack, metadata: dict[str, str]
) -> None:
    cognito = asking.cognito()
    with pytest.raises(ClientError) as refusal:
        cognito.sign_up(
            ClientId=asking.user_pool_client_id,
            Username=visitor.email,
            Password=visitor.password,
            UserAttributes=[{"Name": "email", "Value": visitor.email}, {"Name": "name", "Value": "Ada"}],
            ClientMetadata=metadata,
        )
    error = refusal.value.response["Error"]
    assert error["Code"] == "UserLambdaValidationException"
    assert f"Read {URL} and sign up with terms_version {VERSION}" in error["Message"]
    with pytest.raises(cognito.exceptions.UserNotFoundException):
        cognito.admin_get_user(UserPoolId=asking.user_pool_id, Username=visitor.email)


def test_the_profile_keeps_the_version_that_both_calls_carry_and_the_time(visitor: Person) -> None:
    visitor.sign_up()
    before = as_timestamp(utc_now())
    visitor.confirm()
    profile = visitor.profile()
    assert profile is not None
    kept = terms_of(visitor)
    # timestamps of one length, in the order of their texts
    assert before <= kept.pop("terms_accepted_at") <= profile["created_at"]
    assert kept == {"terms_version": VERSION, "terms_source": "ConfirmSignUp"}
    assert visitor.groups() == ["Patient"]


def test_a_profile_whose_confirmation_carries_nothing_says_that_the_sign_up_speaks_for_it(
    visitor: Person, asking: Stack
) -> None:
    visitor.sign_up()
    asking.cognito().admin_confirm_sign_up(UserPoolId=asking.user_pool_id, Username=visitor.email)
    kept = terms_of(visitor)
    assert (kept["terms_version"], kept["terms_source"]) == (VERSION, "SignUp")


def test_a_repair_takes_version_and_time_from_the_log_of_the_sign_up(
    visitor: Person, asking: Stack, tmp_path: Path
) -> None:
    visitor.sign_up_and_confirm()
    confirmed_at = terms_of(visitor)["terms_accepted_at"]
    asking.dynamodb().delete_item(TableName=asking.table_name, Key={"user_id": {"S": visitor.user_id}})

    reconcile(asking, tmp_path / "checkpoint", repair=True)

    assert wait_until(lambda: has_all(asking, visitor.user_id), REPAIR_SECONDS)
    kept = terms_of(visitor)
    assert (kept["terms_version"], kept["terms_source"]) == (VERSION, "SignUp")
    assert kept["terms_accepted_at"] < confirmed_at


def test_an_administrators_user_is_made_without_terms(visitor: Person, asking: Stack) -> None:
    made = asking.cognito().admin_create_user(
        UserPoolId=asking.user_pool_id,
        Username=visitor.email,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": visitor.email}, {"Name": "name", "Value": "Ada"}],
    )
    assert made["User"]["UserStatus"] == "FORCE_CHANGE_PASSWORD"


def test_the_demo_signs_somebody_up_with_the_terms(visitor: Person, asking: Stack) -> None:
    walk_somebody_through(asking, Newcomer(visitor.email, visitor.name, "Doctor"))
    assert visitor.groups() == ["Doctor"]


def test_the_load_signs_people_up_with_the_terms(asking: Stack) -> None:
    mailbox = mailbox_of(asking)
    assert mailbox is not None
    run, _ = sign_everybody_up(asking, mailbox, people=2, at_once=2)
    assert (len(run.confirmed), run.errors) == (2, Counter())
