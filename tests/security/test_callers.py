"""The administrators' APIs, the table, the queue and the functions answer no stranger."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from scripts.stack_file import Stack
from tests.e2e.person import Person
from tests.security.callers import anonymous, refusal, stranger, user_with, wrong_secret
from tests.security.test_privilege import post_confirmation_event

REFUSED = (
    *("AccessDeniedException", "AccessDenied", "UnrecognizedClientException", "InvalidClientTokenId"),
    *("MissingAuthenticationToken", "MissingAuthenticationTokenException", "InvalidSignatureException"),
    "SignatureDoesNotMatch",
)
Caller = Callable[[Stack, str], Any]


@pytest.mark.parametrize("caller", [anonymous, stranger, wrong_secret, user_with])
def test_a_caller_without_the_right_credentials_reaches_nothing_of_the_stack(
    stack: Stack, caller: Caller
) -> None:
    pool, table, queue = stack.user_pool_id, stack.table_name, stack.outputs["repair_queue_url"]
    who = {"UserPoolId": pool, "Username": "somebody"}
    key = {"user_id": {"S": "somebody"}}
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("cognito-idp", "admin_add_user_to_group", {**who, "GroupName": "Admin"}),
        ("cognito-idp", "admin_confirm_sign_up", who),
        ("cognito-idp", "admin_get_user", who),
        ("cognito-idp", "admin_set_user_password", {**who, "Password": "Correct-horse-7"}),
        ("cognito-idp", "list_users", {"UserPoolId": pool}),
        ("dynamodb", "scan", {"TableName": table}),
        ("dynamodb", "get_item", {"TableName": table, "Key": key}),
        ("dynamodb", "put_item", {"TableName": table, "Item": {**key, "status": {"S": "ACTIVE"}}}),
        ("dynamodb", "delete_item", {"TableName": table, "Key": key}),
        ("sqs", "send_message", {"QueueUrl": queue, "MessageBody": "{}"}),
        ("sqs", "receive_message", {"QueueUrl": queue}),
        ("lambda", "invoke", {"FunctionName": stack.outputs["repair_function_name"], "Payload": b"{}"}),
    ]
    clients = {service: caller(stack, service) for service in {service for service, _, _ in calls}}
    for service, operation, parameters in calls:
        code = refusal(getattr(clients[service], operation), **parameters)
        assert code in REFUSED, f"{operation} answers {code}"
    assert stack.dynamodb().get_item(TableName=table, Key=key).get("Item") is None


@pytest.mark.parametrize("function", ["pre_sign_up", "post_confirmation", "repair"])
@pytest.mark.parametrize("caller", [anonymous, stranger, user_with])
def test_a_forged_event_from_an_unauthorised_caller_does_not_run_a_function(
    person: Person, stack: Stack, caller: Caller, function: str
) -> None:
    attributes = {"sub": person.email, "custom:user_type": "Doctor"}
    event = post_confirmation_event(stack, person.email, attributes)
    name = stack.outputs[f"{function}_function_name"]
    code = refusal(caller(stack, "lambda").invoke, FunctionName=name, Payload=json.dumps(event))
    assert code in REFUSED
    person.user_id = person.email
    assert person.profile() is None


def test_a_forged_event_gives_nobody_who_has_a_profile_another_group(person: Person, stack: Stack) -> None:
    person.sign_up_and_confirm()
    before = person.profile()
    attributes = {"sub": person.user_id, "custom:user_type": "Doctor"}
    event = post_confirmation_event(stack, person.user_id, attributes)
    name = stack.outputs["post_confirmation_function_name"]
    stack.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
    assert person.groups() == ["Patient"]
    assert person.profile() == before


def test_a_forged_event_does_not_give_one_person_the_group_of_another(
    new_person: Callable[[], Person], stack: Stack
) -> None:
    doctor, patient = new_person(), new_person()
    doctor.user_type = "Doctor"
    doctor.sign_up_and_confirm()
    patient.sign_up_and_confirm()
    event = post_confirmation_event(stack, patient.user_id, {"sub": doctor.user_id})
    name = stack.outputs["post_confirmation_function_name"]
    stack.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
    assert patient.groups() == ["Patient"]
    assert doctor.groups() == ["Doctor"]


@pytest.fixture
def other_pool(stack: Stack) -> tuple[str, str]:
    """The id and client id of somebody else's pool, whose trigger is this stack's function."""
    cognito, functions = stack.cognito(), stack.client("lambda")
    name = stack.outputs["post_confirmation_function_name"]
    arn = functions.get_function(FunctionName=name)["Configuration"]["FunctionArn"]
    pool = cognito.create_user_pool(PoolName="other", LambdaConfig={"PostConfirmation": arn})["UserPool"][
        "Id"
    ]
    client = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="other",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )
    return pool, client["UserPoolClient"]["ClientId"]


def test_another_pool_cannot_run_this_stacks_function(
    person: Person, stack: Stack, other_pool: tuple[str, str]
) -> None:
    pool, client = other_pool
    cognito = stack.cognito()
    attributes: Any = [{"Name": "email", "Value": person.email}]
    person.user_id = cognito.sign_up(
        ClientId=client, Username="somebody", Password=person.password, UserAttributes=attributes
    )["UserSub"]
    with pytest.raises(ClientError) as refused:
        cognito.admin_confirm_sign_up(UserPoolId=pool, Username="somebody")
    assert refused.value.response["Error"]["Code"] == "UnexpectedLambdaException"
    assert "AccessDeniedException" in refused.value.response["Error"]["Message"]
    assert person.profile() is None


def test_an_event_of_another_pool_gives_nobody_a_group_there(
    person: Person, stack: Stack, other_pool: tuple[str, str]
) -> None:
    pool, _ = other_pool
    cognito = stack.cognito()
    cognito.create_group(UserPoolId=pool, GroupName="Patient")
    cognito.admin_create_user(UserPoolId=pool, Username="somebody", MessageAction="SUPPRESS")
    event = {**post_confirmation_event(stack, "somebody", {"sub": person.email}), "userPoolId": pool}
    name = stack.outputs["post_confirmation_function_name"]
    answer = stack.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
    failure = json.loads(answer["Payload"].read())
    assert failure["errorMessage"] == "Cognito AdminAddUserToGroup failed with AccessDeniedException"
    assert cognito.admin_list_groups_for_user(UserPoolId=pool, Username="somebody")["Groups"] == []
