"""The functions' roles on a running stack: what they are granted, and the same with one action taken away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scripts.stack_file import Stack

FUNCTIONS = ("pre_sign_up", "post_confirmation", "repair")
# What the Lambda service does in a role's name, which the emulator does without asking IAM:
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
WRITES_THE_LOG = frozenset({"logs:CreateLogStream", "logs:PutLogEvents"})
POLLS_THE_QUEUE = frozenset({"sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"})
BY_THE_LAMBDA_SERVICE = WRITES_THE_LOG | POLLS_THE_QUEUE


def granted(stack: Stack, function: str) -> set[str]:
    """The actions of every policy of a function's role."""
    statements = [
        statement for policy in _policies(stack, function).values() for statement in policy["Statement"]
    ]
    assert all(statement["Effect"] == "Allow" for statement in statements)
    return {action for statement in statements for action in _listed(statement["Action"])}


@contextmanager
def without(stack: Stack, function: str, action: str) -> Iterator[None]:
    """A function's role without one action, until the body ends."""
    policies = _policies(stack, function)
    for name, policy in policies.items():
        kept = [
            {**statement, "Action": actions}
            for statement in policy["Statement"]
            if (actions := [each for each in _listed(statement["Action"]) if each != action])
        ]
        _put(stack, function, name, {**policy, "Statement": kept})
    try:
        yield
    finally:
        for name, policy in policies.items():
            _put(stack, function, name, policy)


@contextmanager
def out_of_reach(stack: Stack, function: str, service: str) -> Iterator[None]:
    """A function for which one service does not answer: its endpoint is a port that nobody listens on."""
    functions, name = stack.client("lambda"), stack.outputs[f"{function}_function_name"]
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    nowhere = {f"AWS_ENDPOINT_URL_{service}": "http://127.0.0.1:9"}
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables | nowhere})
    try:
        yield
    finally:
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})


def _policies(stack: Stack, function: str) -> dict[str, Any]:
    iam, role = stack.client("iam"), stack.outputs[f"{function}_role_name"]
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    return {name: _document(iam.get_role_policy(RoleName=role, PolicyName=name)) for name in names}


def _document(answer: dict[str, Any]) -> Any:
    document = answer["PolicyDocument"]
    return json.loads(document) if isinstance(document, str) else document


def _put(stack: Stack, function: str, name: str, policy: dict[str, Any]) -> None:
    iam, role = stack.client("iam"), stack.outputs[f"{function}_role_name"]
    if policy["Statement"]:
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(policy))
    else:
        iam.delete_role_policy(RoleName=role, PolicyName=name)


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
