"""A type that is not configured is refused before there is a user."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from scripts.stack_file import Stack
from tests.e2e.person import Person


def refusal_of(stack: Stack) -> str:
    return f"custom:user_type must be one of {', '.join(stack.user_types)}"


@pytest.mark.mails(0)
@pytest.mark.parametrize("user_type", ["Nurse", "patient", "Doctor ", "Doctor,Admin", "*"])
def test_a_type_that_is_not_configured_is_refused_in_words_fit_for_whoever_typed_it(
    person: Person, stack: Stack, user_type: str
) -> None:
    person.user_type = user_type
    with pytest.raises(ClientError) as refusal:
        person.sign_up()
    assert refusal.value.response["Error"]["Code"] == "UserLambdaValidationException"
    assert refusal_of(stack) in refusal.value.response["Error"]["Message"]


def test_a_refused_sign_up_leaves_nobody(person: Person, stack: Stack) -> None:
    person.user_type = "Nurse"
    with pytest.raises(ClientError):
        person.sign_up()
    cognito = stack.cognito()
    with pytest.raises(cognito.exceptions.UserNotFoundException):
        cognito.admin_get_user(UserPoolId=stack.user_pool_id, Username=person.email)
    person.user_type = "Patient"
    person.sign_up_and_confirm()
    assert person.groups() == ["Patient"]


def test_nobody_is_confirmed_by_signing_up(person: Person, stack: Stack) -> None:
    person.sign_up()
    user = stack.cognito().admin_get_user(UserPoolId=stack.user_pool_id, Username=person.email)
    assert user["UserStatus"] == "UNCONFIRMED"


@pytest.mark.parametrize("source", ["PreSignUp_AdminCreateUser", "PreSignUp_ExternalProvider"])
@pytest.mark.parametrize(("attributes", "is_refused"), [({"custom:user_type": "Nurse"}, True), ({}, False)])
def test_an_administrators_and_a_federated_user_are_held_to_the_same_types(
    stack: Stack, source: str, attributes: dict[str, str], is_refused: bool
) -> None:
    event = {
        "version": "1",
        "triggerSource": source,
        "userPoolId": stack.user_pool_id,
        "userName": "somebody",
        "request": {"userAttributes": attributes},
        "response": {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
    }
    answer = stack.client("lambda").invoke(
        FunctionName=stack.outputs["pre_sign_up_function_name"], Payload=json.dumps(event)
    )
    content = json.loads(answer["Payload"].read())
    assert ("FunctionError" in answer) is is_refused
    if is_refused:
        assert content["errorMessage"] == refusal_of(stack)
    else:
        assert content == event
