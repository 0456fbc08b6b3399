"""What is done to a running stack to see its functions at work, and what they then say."""

from __future__ import annotations

import json
from typing import Any

from scripts.stack_file import Stack
from tests.e2e.person import Person
from tests.security.roles import FUNCTIONS


def repair(person: Person, body: str | None = None, proof: str = "PostConfirmation") -> dict[str, Any]:
    """Invoke the repair function, as the queue's poller does, with a message about a person."""
    stack = person.stack
    asked = {"user_pool_id": stack.user_pool_id, "username": person.user_id, "user_id": person.user_id}
    record = {
        "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
        "receiptHandle": "nobody's",
        "body": body or json.dumps({**asked, "reason": "a test", "proof": proof}),
        "attributes": {"ApproximateReceiveCount": "1"},
        "eventSource": "aws:sqs",
    }
    answer = stack.client("lambda").invoke(
        FunctionName=stack.outputs["repair_function_name"], Payload=json.dumps({"Records": [record]})
    )
    result: dict[str, Any] = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, result
    return result


def forget(person: Person) -> None:
    """Take a person's profile and groups away, as if the trigger had never got through."""
    stack = person.stack
    stack.dynamodb().delete_item(TableName=stack.table_name, Key={"user_id": {"S": person.user_id}})
    for group in person.groups():
        stack.cognito().admin_remove_user_from_group(
            UserPoolId=stack.user_pool_id, Username=person.user_id, GroupName=group
        )


def logged(stack: Stack) -> list[str]:
    """Every log event of every function, metrics included (they are lines of the log)."""
    logs = stack.client("logs")
    groups = [stack.outputs[f"{function}_log_group_name"] for function in FUNCTIONS]
    return [
        event["message"]
        for group in groups
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        for event in page["events"]
    ]
