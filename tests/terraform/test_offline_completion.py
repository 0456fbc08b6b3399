"""What the offline provider cannot say and changes behaviour is set by AWS's API after the apply.

Its stack has an environment of its own, and in it whatever a local stack does not have.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from scripts.terraform.offline_completion import VALUES, complete, completion_of
from scripts.terraform.runner import prepare
from scripts.terraform.state import outputs_in
from scripts.terraform.workspace import LEFT_OUT, Workspace
from tests.terraform.aws import Aws
from tests.terraform.conftest import OFFLINE, REGION, VARIABLES, no_progress

GUARDED: dict[str, Any] = {
    "environment": "guarded",
    "deletion_protection": True,
    "refresh_token_rotation": {"retry_grace_period_seconds": 20},
}


@pytest.fixture(scope="module")
def guarded(
    endpoint_url: str, configuration: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    work_dir = tmp_path_factory.mktemp("guarded")
    made = prepare(endpoint_url, REGION, work_dir, configuration, print, environment=OFFLINE)
    yield made
    if made.outputs():
        made.destroy(no_progress)


@pytest.fixture
def stack(guarded: Workspace) -> dict[str, Any]:
    """The outputs of the stack, with everything in it."""
    (guarded.terraform.directory / VARIABLES).write_text(json.dumps(GUARDED))
    guarded.apply(no_progress)
    return guarded.outputs()


def test_each_argument_is_set_as_the_configuration_has_it(
    guarded: Workspace, stack: dict[str, Any], aws: Aws
) -> None:
    pool, client, table, mapping = _described(aws, stack)
    assert (pool["DeletionProtection"], pool["UserPoolTier"]) == ("ACTIVE", "ESSENTIALS")
    assert pool["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    assert client["EnableTokenRevocation"] is True
    assert client["AuthSessionValidity"] == 3
    assert client["RefreshTokenRotation"] == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 20}
    assert table["DeletionProtectionEnabled"] is True
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 2}
    assert [str(completion) for completion in guarded.reduction.completed] == [
        "aws_cognito_user_pool.this.deletion_protection",
        "aws_cognito_user_pool.this.user_attribute_update_settings",
        "aws_cognito_user_pool.this.user_pool_tier",
        "aws_cognito_user_pool_client.this.auth_session_validity",
        "aws_cognito_user_pool_client.this.enable_token_revocation",
        "aws_cognito_user_pool_client.this.refresh_token_rotation",
        "aws_dynamodb_table.users.deletion_protection_enabled",
        "aws_lambda_event_source_mapping.repair.function_response_types",
        "aws_lambda_event_source_mapping.repair.scaling_config",
    ]


def test_a_changed_variable_changes_what_is_set(guarded: Workspace, stack: dict[str, Any], aws: Aws) -> None:
    (guarded.terraform.directory / VARIABLES).write_text(json.dumps({"environment": "guarded"}))
    guarded.apply(no_progress)
    pool, client, table, _ = _described(aws, stack)
    assert (pool["DeletionProtection"], table["DeletionProtectionEnabled"]) == ("INACTIVE", False)
    assert "RefreshTokenRotation" not in client


def test_once_more_writes_nothing_and_the_plan_has_nothing_to_change(
    guarded: Workspace, stack: dict[str, Any], aws: Aws
) -> None:
    before = _described(aws, stack)
    set_again(guarded)
    assert _described(aws, stack) == before
    assert guarded.plan() == 0


def test_a_setting_that_somebody_has_taken_back_is_set_again_and_all_others_stay(
    guarded: Workspace, stack: dict[str, Any], aws: Aws
) -> None:
    before = _described(aws, stack)
    pool, client, *_ = before
    aws.cognito.update_user_pool_client(
        UserPoolId=pool["Id"],
        ClientId=client["ClientId"],
        **{
            name: client[name]
            for name in ("ClientName", "ExplicitAuthFlows", "CallbackURLs", "LogoutURLs", "ReadAttributes")
        },
    )
    assert "RefreshTokenRotation" not in _described(aws, stack)[1]
    set_again(guarded)
    after = _described(aws, stack)[1]
    assert after["RefreshTokenRotation"] == client["RefreshTokenRotation"]
    assert after["CallbackURLs"] == client["CallbackURLs"]


def test_what_the_api_sets_is_no_output_of_the_stack(guarded: Workspace, stack: dict[str, Any]) -> None:
    assert VALUES in outputs_in(guarded.terraform.directory)
    assert VALUES not in stack


def test_what_is_protected_cannot_be_deleted_by_hand_and_is_gone_after_a_destroy(
    guarded: Workspace, stack: dict[str, Any], aws: Aws
) -> None:
    with pytest.raises(ClientError, match="deletion protection"):
        aws.cognito.delete_user_pool(UserPoolId=stack["user_pool_id"])
    with pytest.raises(ClientError, match=r"[Dd]eletion"):
        aws.dynamodb.delete_table(TableName=stack["table_name"])
    guarded.destroy(no_progress)
    assert stack["table_name"] not in aws.dynamodb.list_tables()["TableNames"]
    pools = aws.cognito.list_user_pools(MaxResults=60)["UserPools"]
    assert stack["user_pool_id"] not in {pool["Id"] for pool in pools}


def test_a_file_lists_what_the_copy_has_otherwise(guarded: Workspace) -> None:
    listed = (guarded.terraform.directory / LEFT_OUT).read_text()
    reduction = guarded.reduction
    for line in (*map(str, reduction.completed), *reduction.removed, *reduction.replaced):
        assert f"  {line}\n" in listed
    assert guarded.is_new


@pytest.mark.parametrize(
    ("address", "argument", "body"),
    [
        ("aws_sqs_queue.q", "sqs_managed_sse_enabled", {"sqs_managed_sse_enabled": True}),
        ("aws_lambda_function.f", "architectures", {"architectures": ['"arm64"']}),
        # one address stands for many resources then
        ("aws_cognito_user_pool.p", "deletion_protection", {"deletion_protection": '"ACTIVE"', "count": 2}),
    ],
)
def test_there_is_no_way_by_the_api_for_any_other_argument(
    address: str, argument: str, body: dict[str, Any]
) -> None:
    assert completion_of(address, argument, body) is None


def _described(aws: Aws, stack: dict[str, Any]) -> tuple[Any, Any, Any, Any]:
    """Pool, client, table and mapping as they are, with the times of their last change."""
    pool_id = stack["user_pool_id"]
    [mapping] = aws.functions.list_event_source_mappings(EventSourceArn=stack["repair_queue_arn"])[
        "EventSourceMappings"
    ]
    return (
        aws.cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"],
        aws.cognito.describe_user_pool_client(UserPoolId=pool_id, ClientId=stack["user_pool_client_id"])[
            "UserPoolClient"
        ],
        aws.dynamodb.describe_table(TableName=stack["table_name"])["Table"],
        mapping,
    )


def set_again(workspace: Workspace) -> None:
    complete(outputs_in(workspace.terraform.directory)[VALUES], workspace.terraform.environment)
