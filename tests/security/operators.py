"""An operator of a running stack: an IAM user with one of Terraform's policies, or less one action."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

import boto3

from scripts.stack_file import Stack

RESOURCES = ("table_arn", "user_pool_arn", "repair_queue_arn", "repair_dead_letter_queue_arn")
BATCHED = {"sqs:SendMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}


@dataclass(frozen=True)
class OperatorsStack(Stack):
    """The stack as somebody works on it who has keys of their own."""

    access_key_id: str = ""
    secret_access_key: str = ""

    def client(self, service: str) -> Any:
        make: Any = boto3.client
        return make(
            service,
            endpoint_url=self.endpoint_url,
            region_name=self.region,
            aws_access_key_id=self.access_key_id,
            aws_secret_access_key=self.secret_access_key,
            verify=self.ca_bundle,
        )


def operator(stack: Stack, command: str, without: str = "") -> OperatorsStack:
    """The stack of a new user with the command's policy, less the action ``without``, and nothing else."""
    name = f"operator-{uuid.uuid4().hex}"
    policy = _document(stack, command)
    kept = [
        {**statement, "Action": actions}
        for statement in policy["Statement"]
        if (actions := _as_asked_for(set(_listed(statement["Action"])) - {without}))
    ]
    iam = stack.client("iam")
    iam.create_user(UserName=name)
    allowed = json.dumps({**policy, "Statement": kept})
    iam.put_user_policy(UserName=name, PolicyName="allowed", PolicyDocument=allowed)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return OperatorsStack(
        stack.engine,
        stack.endpoint_url,
        stack.outputs,
        stack.ca_bundle,
        access_key_id=key["AccessKeyId"],
        secret_access_key=key["SecretAccessKey"],
    )


def granted_to_operator(stack: Stack, command: str) -> set[str]:
    """The actions of the command's policy, each of them allowed on resources of this stack alone."""
    statements = _document(stack, command)["Statement"]
    assert all(statement["Effect"] == "Allow" for statement in statements)
    resources = {resource for statement in statements for resource in _listed(statement["Resource"])}
    assert resources <= {*(stack.outputs[name] for name in RESOURCES), *_pre_sign_up_log(stack)}
    return {action for statement in statements for action in _listed(statement["Action"])}


def _as_asked_for(actions: set[str]) -> list[str]:
    """With the names that the emulator asks IAM for: on AWS an action of SQS covers that of a batch.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
    """
    return sorted(actions | {f"{action}Batch" for action in actions if action in BATCHED})


def _pre_sign_up_log(stack: Stack) -> set[str]:
    name = stack.outputs["pre_sign_up_log_group_name"]
    [group] = stack.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    arn = group["arn"].removesuffix(":*")
    return {arn, f"{arn}:*"}


def _document(stack: Stack, command: str) -> dict[str, Any]:
    iam, arn = stack.client("iam"), stack.outputs["operator_policy_arns"][command]
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    found: dict[str, Any] = json.loads(document) if isinstance(document, str) else document
    return found


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
