"""Each action that a role is granted is needed, and used; the tests have a stack of their own to break."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from scripts.stack_file import Stack
from tests import http
from tests.e2e.person import Person
from tests.embedded_stack import embedded_stack
from tests.security.flow_steps import forget, logged, repair
from tests.security.roles import BY_THE_LAMBDA_SERVICE, FUNCTIONS, granted, out_of_reach, without


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with embedded_stack(tmp_path_factory.mktemp("least-privilege")) as deployed:
        yield deployed


def trigger_fails(person: Person) -> str:
    """A sign-up and its confirmation, which the PostConfirmation function must fail."""
    person.sign_up()
    with pytest.raises(ClientError) as refusal:
        person.confirm()
    assert refusal.value.response["Error"]["Code"] == "UserLambdaValidationException"
    return refusal.value.response["Error"]["Message"]


def trigger_cannot_queue(person: Person) -> str:
    with out_of_reach(person.stack, "post_confirmation", "DYNAMODB"):
        return trigger_fails(person)


def repair_gives_back(person: Person) -> str:
    """A repair that the function must give back to the queue; what its log says of that."""
    person.sign_up_and_confirm()
    forget(person)
    before = len(logged(person.stack))
    assert len(repair(person)["batchItemFailures"]) == 1
    return "\n".join(logged(person.stack)[before:]) if before else ""


def refresh_is_given_back(person: Person) -> str:
    """A profile that cannot be brought up to date; what the log says of that."""
    person.sign_up_and_confirm()
    assert len(repair(person, proof="profile")["batchItemFailures"]) == 1
    return "\n".join(logged(person.stack))


def repair_cannot_show_again(person: Person) -> str:
    person.sign_up_and_confirm()
    assert len(repair(person, body="{}")["batchItemFailures"]) == 1
    return "\n".join(logged(person.stack))


NEEDS: dict[tuple[str, str], tuple[Callable[[Person], str], str]] = {
    ("post_confirmation", "dynamodb:PutItem"): (trigger_fails, "DynamoDB PutItem"),
    ("post_confirmation", "cognito-idp:AdminAddUserToGroup"): (trigger_fails, "Cognito AdminAddUserToGroup"),
    ("post_confirmation", "sqs:SendMessage"): (trigger_cannot_queue, "SQS SendMessage"),
    ("repair", "dynamodb:PutItem"): (repair_gives_back, "DynamoDB PutItem"),
    ("repair", "dynamodb:UpdateItem"): (refresh_is_given_back, "DynamoDB UpdateItem"),
    ("repair", "cognito-idp:AdminAddUserToGroup"): (repair_gives_back, "Cognito AdminAddUserToGroup"),
    ("repair", "cognito-idp:AdminGetUser"): (repair_gives_back, "Cognito AdminGetUser"),
    ("repair", "sqs:ChangeMessageVisibility"): (repair_cannot_show_again, "SQS ChangeMessageVisibility"),
}


@pytest.mark.parametrize(("function", "action"), NEEDS, ids=str)
def test_without_any_one_action_the_flow_fails_at_that_action(
    stack: Stack, function: str, action: str
) -> None:
    flow, operation = NEEDS[function, action]
    with without(stack, function, action):
        told = flow(Person.new(stack))
    assert f"{operation} failed with AccessDenied" in told

    whole_again = Person.new(stack)
    whole_again.sign_up_and_confirm()
    assert whole_again.groups() == ["Patient"]


def test_every_granted_action_is_one_of_those_or_the_lambda_services_own(stack: Stack) -> None:
    needed = {function: {action for name, action in NEEDS if name == function} for function in FUNCTIONS}
    found = {function: granted(stack, function) - BY_THE_LAMBDA_SERVICE for function in FUNCTIONS}
    assert found == needed


def test_no_action_is_granted_that_the_flow_never_uses(stack: Stack) -> None:
    record_calls(stack)
    run_every_way(stack)
    used = used_by_session(stack)
    observable = [granted(stack, function) - BY_THE_LAMBDA_SERVICE for function in FUNCTIONS]
    # a session's key does not say whose role it is, but no two roles have the same actions
    assert sorted(map(sorted, used)) == sorted(sorted(actions) for actions in observable if actions)


def record_calls(stack: Stack) -> None:
    """Switch the emulator's CloudTrail on; it records the calls that IAM has let through."""
    switch = {"cloudtrail._recording_enabled": "true"}
    answer = http.post(f"{stack.endpoint_url}/_ministack/config", json=switch, timeout=10)
    assert answer.raise_for_status().json()["applied"]


def run_every_way(stack: Stack) -> None:
    Person.new(stack).sign_up_and_confirm()
    repaired = Person.new(stack)
    with out_of_reach(stack, "post_confirmation", "DYNAMODB"):
        repaired.sign_up_and_confirm()
    repair(repaired)
    repair(repaired, body="{}")
    repair(repaired, proof="profile")
    assert repaired.groups() == ["Patient"]


def used_by_session(stack: Stack) -> list[set[str]]:
    """The actions of each role's session, temporary keys all of them (ASIA…), whoever's role it was."""
    sessions: defaultdict[str, set[str]] = defaultdict(set)
    for page in stack.client("cloudtrail").get_paginator("lookup_events").paginate():
        for event in page["Events"]:
            call: dict[str, Any] = json.loads(event["CloudTrailEvent"])
            key = call["userIdentity"]["accessKeyId"]
            if key.startswith("ASIA"):
                sessions[key].add(f"{call['eventSource'].partition('.')[0]}:{call['eventName']}")
    return list(sessions.values())
