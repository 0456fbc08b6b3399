"""What the offline copy lacks for good changes nothing on the engine: with and without it the same happens.

With a registry's provider the same arguments are sent, so they would show here first.
"""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from scripts.health import wait_until
from scripts.terraform.workspace import Workspace
from tests.terraform.aws import Aws

MakeQueue = Callable[[dict[Any, str]], str]
PATIENCE_SECONDS = 30
HANDLER = """
import json
def handle(event, context):
    print(json.dumps({"said": event["word"]}))
    return event
"""
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    ],
}
LOGGING = {"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}
PASSWORD = "Correct-Horse-7-Battery"


@pytest.fixture
def make_queue(aws: Aws) -> Iterator[MakeQueue]:
    """Makes queues with these attributes; all are gone after the test."""
    urls: list[str] = []

    def make(attributes: dict[Any, str]) -> str:
        name = f"left-out-{uuid.uuid4().hex[:8]}"
        urls.append(aws.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])
        return urls[-1]

    yield make
    for url in urls:
        aws.sqs.delete_queue(QueueUrl=url)


def test_a_function_answers_and_logs_the_same_with_and_without_architecture_and_log_format(aws: Aws) -> None:
    plain = _called_function(aws, {})
    configured = _called_function(aws, {"Architectures": ["arm64"], "LoggingConfig": LOGGING})
    assert configured == plain
    assert plain[0] == {"word": "hello"}
    assert any('"said": "hello"' in line for line in plain[1])


def test_a_queue_gives_the_same_message_with_and_without_managed_encryption(
    aws: Aws, make_queue: MakeQueue
) -> None:
    for encrypted in ("true", "false"):
        queue = make_queue({"SqsManagedSseEnabled": encrypted})
        aws.sqs.send_message(QueueUrl=queue, MessageBody="a repair")
        [message] = aws.sqs.receive_message(QueueUrl=queue, AttributeNames=["All"])["Messages"]
        assert message["Body"] == "a repair"
        assert set(message["Attributes"]) == {
            *("SenderId", "SentTimestamp", "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp")
        }


@pytest.mark.parametrize(
    "permission", [None, {"redrivePermission": "allowAll"}, {"redrivePermission": "denyAll"}]
)
def test_dead_letters_come_whatever_the_redrive_allow_policy_says(
    aws: Aws, make_queue: MakeQueue, permission: dict[str, str] | None
) -> None:
    policy = {"RedriveAllowPolicy": json.dumps(permission)} if permission else {}
    dead_letters = make_queue(policy)
    arn = aws.sqs.get_queue_attributes(QueueUrl=dead_letters, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
    queue = make_queue({"RedrivePolicy": redrive, "VisibilityTimeout": "0"})
    aws.sqs.send_message(QueueUrl=queue, MessageBody="a repair")

    def is_dead() -> bool:
        aws.sqs.receive_message(QueueUrl=queue)
        return "Messages" in aws.sqs.receive_message(QueueUrl=dead_letters)

    assert wait_until(is_dead, PATIENCE_SECONDS)


def test_a_domain_that_names_no_version_of_its_pages_has_the_one_of_the_configuration(
    applied: Workspace, aws: Aws
) -> None:
    domain = applied.outputs()["user_pool_domain"]
    described = aws.cognito.describe_user_pool_domain(Domain=domain)["DomainDescription"]
    assert described["ManagedLoginVersion"] == 1


def test_signing_in_and_what_is_logged_is_the_same_with_risk_configuration_and_log_delivery(aws: Aws) -> None:
    signed_in = [_signed_in(aws, configure) for configure in (_configure_nothing, _configure_risk_and_logs)]
    assert signed_in[0] == signed_in[1]
    assert "AuthenticationResult" in signed_in[0][0]


def test_nothing_else_is_left_out(workspace: Workspace) -> None:
    """What is added here needs a test above, or a way by the API in offline_completion.py."""
    shown = {
        *("architectures", "logging_config", "sqs_managed_sse_enabled", "redrive_allow_policy"),
        *(
            "managed_login_version",
            "aws_cognito_log_delivery_configuration",
            "aws_cognito_risk_configuration",
        ),
    }
    parts = [address.split(".", 2) for address in workspace.reduction.removed]
    left_out = {argument[0] if argument else kind for kind, _, *argument in parts}
    assert left_out == shown


def _called_function(aws: Aws, settings: dict[str, Any]) -> tuple[Any, list[str]]:
    """What a function answers, and what it has logged, without what is different at each call."""
    name = f"left-out-{uuid.uuid4().hex[:8]}"
    role = aws.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("handler.py", HANDLER)
    aws.functions.create_function(
        FunctionName=name,
        Role=role,
        Runtime="python3.13",
        Handler="handler.handle",
        Code={"ZipFile": code.getvalue()},
        **settings,
    )
    invoked = aws.functions.invoke(FunctionName=name, Payload=json.dumps({"word": "hello"}))
    answer = json.loads(invoked["Payload"].read())
    group = f"/aws/lambda/{name}"

    def lines() -> list[str]:
        groups = aws.logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
        events = aws.logs.filter_log_events(logGroupName=group)["events"] if groups else []
        return [
            re.sub(r"[0-9a-f-]{36}|[\d.]+ (ms|MB)|left-out-\w+", "…", event["message"]) for event in events
        ]

    assert wait_until(lambda: any("hello" in line for line in lines()), PATIENCE_SECONDS)
    aws.functions.delete_function(FunctionName=name)
    aws.iam.delete_role(RoleName=name)
    logged = lines()
    aws.logs.delete_log_group(logGroupName=group)
    return answer, logged


def _signed_in(aws: Aws, configure: Callable[[Aws, str, str], None]) -> tuple[dict[str, list[str]], int]:
    """The members of the answers to a right and a wrong password, and how many events the log group has."""
    made = aws.cognito.create_user_pool(
        PoolName="left-out", UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"}
    )["UserPool"]
    pool, group = made["Id"], f"/aws/vendedlogs/left-out-{uuid.uuid4().hex[:8]}"
    aws.logs.create_log_group(logGroupName=group)
    configure(aws, pool, group)
    client = aws.cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="c",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]
    aws.cognito.admin_create_user(UserPoolId=pool, Username="ada", MessageAction="SUPPRESS")
    aws.cognito.admin_set_user_password(UserPoolId=pool, Username="ada", Password=PASSWORD, Permanent=True)

    def attempt(password: str) -> Mapping[str, Any]:
        return aws.cognito.initiate_auth(
            ClientId=client,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "ada", "PASSWORD": password},
        )

    with pytest.raises(aws.cognito.exceptions.NotAuthorizedException):
        attempt("wrong")
    answer = attempt(PASSWORD)
    members = {name: sorted(value) for name, value in answer.items() if isinstance(value, dict)}
    del members["ResponseMetadata"]
    events = len(aws.logs.filter_log_events(logGroupName=group)["events"])
    aws.cognito.delete_user_pool(UserPoolId=pool)
    aws.logs.delete_log_group(logGroupName=group)
    return members, events


def _configure_nothing(aws: Aws, pool: str, group: str) -> None:
    """As the offline copy does."""


def _configure_risk_and_logs(aws: Aws, pool: str, group: str) -> None:
    block: Any = {"Notify": False, "EventAction": "BLOCK"}
    aws.cognito.set_risk_configuration(
        UserPoolId=pool,
        CompromisedCredentialsRiskConfiguration={"Actions": {"EventAction": "BLOCK"}},
        AccountTakeoverRiskConfiguration={"Actions": {"MediumAction": block, "HighAction": block}},
    )
    arn = aws.logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["arn"].removesuffix(":*")
    aws.cognito.set_log_delivery_configuration(
        UserPoolId=pool,
        LogConfigurations=[
            {
                "EventSource": "userNotification",
                "LogLevel": "ERROR",
                "CloudWatchLogsConfiguration": {"LogGroupArn": arn},
            }
        ],
    )
