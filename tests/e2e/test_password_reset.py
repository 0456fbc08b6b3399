"""A password reset also fires the PostConfirmation trigger, and is no sign-up."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from scripts.stack_file import Stack
from tests.e2e.person import Person, new_password

pytestmark = [
    pytest.mark.mails(2),
    pytest.mark.not_on("localstack", "no document of LocalStack's says where the code of a reset is"),
    pytest.mark.not_on("aws", "the code is mailed to the person alone; run on a local engine to read it"),
]


@pytest.fixture
def person_after_reset(person: Person) -> Person:
    person.sign_up_and_confirm()
    return person


def test_a_password_reset_leaves_profile_and_groups_as_they_were(person_after_reset: Person) -> None:
    person = person_after_reset
    profile, groups = person.profile(), person.groups()
    reset_password(person)
    assert person.profile() == profile
    assert person.groups() == groups


def test_a_password_reset_changes_the_password(person_after_reset: Person) -> None:
    person = person_after_reset
    old = person.password
    reset_password(person)
    assert person.claims(person.log_in_by_password())["sub"] == person.user_id
    person.password = old
    with pytest.raises(ClientError) as refusal:
        person.log_in_by_password()
    assert refusal.value.response["Error"]["Code"] == "NotAuthorizedException"


def test_a_password_reset_restores_no_group_that_an_operator_took_away(
    person_after_reset: Person, stack: Stack
) -> None:
    person = person_after_reset
    stack.cognito().admin_remove_user_from_group(
        UserPoolId=stack.user_pool_id, Username=person.email, GroupName=person.groups()[0]
    )
    reset_password(person)
    assert person.groups() == []


def reset_password(person: Person) -> None:
    cognito, client_id = person.stack.cognito(), person.stack.user_pool_client_id
    cognito.forgot_password(ClientId=client_id, Username=person.email)
    person.password = new_password()
    cognito.confirm_forgot_password(
        ClientId=client_id,
        Username=person.email,
        ConfirmationCode=person.read_code(),
        Password=person.password,
    )
