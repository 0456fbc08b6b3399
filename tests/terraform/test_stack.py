"""What the configuration makes, applied by the real Terraform and looked at through AWS's APIs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scripts.terraform.events import Changes, Progress
from scripts.terraform.workspace import Workspace
from tests.terraform.aws import Aws
from tests.terraform.conftest import (
    FUNCTIONS,
    REGION,
    another,
    emulator_for_the_offline_provider,
    no_progress,
    run,
    with_its_stack,
)


def test_a_plan_after_an_apply_has_no_changes(applied: Workspace, capfd: pytest.CaptureFixture[str]) -> None:
    assert applied.plan() == 0
    assert "No changes." in capfd.readouterr().out


def test_a_second_apply_changes_nothing(applied: Workspace) -> None:
    assert applied.apply(no_progress).total == 0


@dataclass(frozen=True)
class Destroyed:
    """The outputs and the alarms' key of a stack that is gone, what its destroy said, and where it was."""

    outputs: dict[str, Any]
    alarms_key: str
    changes: Changes
    progress: list[Progress]
    aws: Aws


@pytest.fixture(scope="module")
def destroyed(
    workspace: Workspace, configuration: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Destroyed]:
    """A stack that was all that an emulator had, right after it was destroyed."""
    with emulator_for_the_offline_provider() as url:
        directory, aws = tmp_path_factory.mktemp("destroyed"), Aws(url, REGION)
        stack = another(workspace, directory / "stack", configuration, endpoint_url=url)
        outputs = with_its_stack(stack).outputs()
        topic = aws.sns.get_topic_attributes(TopicArn=outputs["alarms_topic_arn"])["Attributes"]
        progress: list[Progress] = []
        changes = stack.destroy(progress.append)
        yield Destroyed(outputs, topic["KmsMasterKeyId"], changes, progress, aws)


def test_a_destroy_leaves_nothing(destroyed: Destroyed) -> None:
    progress, aws = destroyed.progress, destroyed.aws
    assert destroyed.changes.removed == len(progress) == progress[-1].total > 0
    assert aws.cognito.list_user_pools(MaxResults=60)["UserPools"] == []
    assert aws.dynamodb.list_tables()["TableNames"] == []
    assert aws.functions.list_functions()["Functions"] == []
    assert destroyed.outputs["post_confirmation_role_name"] not in [
        role["RoleName"] for role in aws.iam.list_roles()["Roles"]
    ]
    assert aws.logs.describe_log_groups()["logGroups"] == []


def test_after_a_destroy_only_the_alarms_key_is_left_until_its_own_deletion(destroyed: Destroyed) -> None:
    aws = destroyed.aws
    key = aws.kms.describe_key(KeyId=destroyed.alarms_key)["KeyMetadata"]
    assert key["KeyState"] == "PendingDeletion"
    assert aws.cloudwatch.describe_alarms()["MetricAlarms"] == []
    assert aws.cloudwatch.list_dashboards()["DashboardEntries"] == []
    assert aws.iam.list_policies(Scope="Local")["Policies"] == []
    assert aws.sqs.list_queues().get("QueueUrls", []) == []
    assert aws.sns.list_topics()["Topics"] == []


def test_what_a_local_stack_does_not_have_can_be_switched_on_and_off(applied: Workspace, aws: Aws) -> None:
    outputs = applied.outputs()
    acl = aws.web_acl("sign-up")
    options = (f"web_acl_arn={acl}", "user_password_auth=false", "log_level=ERROR")
    run(applied, "apply", "-auto-approve", *(f"-var={option}" for option in options))
    try:
        client = aws.cognito.describe_user_pool_client(
            UserPoolId=outputs["user_pool_id"], ClientId=outputs["user_pool_client_id"]
        )["UserPoolClient"]
        function = aws.functions.get_function(FunctionName=outputs["post_confirmation_function_name"])
        assert set(client["ExplicitAuthFlows"]) == {"ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"}
        assert function["Configuration"]["Environment"]["Variables"]["POWERTOOLS_LOG_LEVEL"] == "ERROR"
        assert aws.pools_behind(acl) == [outputs["user_pool_arn"]]
    finally:
        applied.apply(no_progress)
    assert aws.pools_behind(acl) == []
    assert applied.plan() == 0


def test_the_hosted_ui_of_a_govcloud_region_is_at_its_fips_address(applied: Workspace) -> None:
    command = [str(applied.terraform.path), "console", "-var=region=us-gov-west-1"]
    done = subprocess.run(
        command,
        input="local.hosted_ui_url\n",
        cwd=applied.terraform.directory,
        env=dict(applied.terraform.environment),
        capture_output=True,
        text=True,
        check=True,
    )
    domain = applied.outputs()["user_pool_domain"]
    assert json.loads(done.stdout) == f"https://{domain}.auth-fips.us-gov-west-1.amazoncognito.com"


def test_the_outputs_have_the_names_that_everything_else_relies_on(applied: Workspace) -> None:
    assert set(applied.outputs()) == {
        *("region", "user_pool_id", "user_pool_arn", "user_pool_client_id", "user_pool_domain"),
        *(
            "hosted_ui_sign_up_url",
            "hosted_ui_login_url",
            "user_pool_issuer",
            "table_name",
            "table_arn",
            "post_confirmation_function_name",
        ),
        *("post_confirmation_log_group_name", "post_confirmation_role_name", "user_types"),
        *("default_user_type", "approval_required_user_types", "alarms_topic_arn"),
        "terms_version",
        *("pre_sign_up_function_name", "pre_sign_up_log_group_name", "pre_sign_up_role_name"),
        *("repair_function_name", "repair_log_group_name", "repair_role_name"),
        *("repair_queue_url", "repair_queue_arn"),
        *("repair_dead_letter_queue_url", "repair_dead_letter_queue_arn"),
        *("notifications_log_group_name", "operator_policy_arns"),
    }


@pytest.mark.parametrize("page", ["sign_up", "login"])
def test_the_addresses_of_the_hosted_ui_are_those_of_its_domain(applied: Workspace, page: str) -> None:
    outputs = applied.outputs()
    url = urlsplit(outputs[f"hosted_ui_{page}_url"])
    region = outputs["region"]
    assert url.scheme == "https"
    assert url.netloc == f"{outputs['user_pool_domain']}.auth.{region}.amazoncognito.com"
    assert url.path == {"sign_up": "/signup", "login": "/login"}[page]
    assert parse_qs(url.query) == {
        "client_id": [outputs["user_pool_client_id"]],
        "response_type": ["code"],
        "scope": ["email openid profile"],
        "redirect_uri": ["http://localhost:3000/callback"],
    }


def test_the_issuer_is_the_pools(applied: Workspace) -> None:
    outputs = applied.outputs()
    pool, region = outputs["user_pool_id"], outputs["region"]
    assert outputs["user_pool_issuer"] == f"https://cognito-idp.{region}.amazonaws.com/{pool}"


# beside the two that write into the function's own log group
ACTIONS = {
    "pre_sign_up": set(),
    "post_confirmation": {
        ("dynamodb:PutItem", "table_arn"),
        ("cognito-idp:AdminAddUserToGroup", "user_pool_arn"),
        ("sqs:SendMessage", "repair_queue_arn"),
    },
    "repair": {
        ("dynamodb:PutItem", "table_arn"),
        ("dynamodb:UpdateItem", "table_arn"),
        ("cognito-idp:AdminAddUserToGroup", "user_pool_arn"),
        ("cognito-idp:AdminGetUser", "user_pool_arn"),
        ("sqs:ChangeMessageVisibility", "repair_queue_arn"),
        ("sqs:DeleteMessage", "repair_queue_arn"),
        ("sqs:GetQueueAttributes", "repair_queue_arn"),
        ("sqs:ReceiveMessage", "repair_queue_arn"),
    },
}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_role_may_do_what_the_function_does_and_nothing_else(
    applied: Workspace, aws: Aws, function: str
) -> None:
    outputs = applied.outputs()
    log_group = f"{_log_group_arn(aws, outputs[f'{function}_log_group_name'])}:*"
    assert _allowed(aws, outputs[f"{function}_role_name"]) == {
        *((action, outputs[resource]) for action, resource in ACTIONS[function]),
        ("logs:CreateLogStream", log_group),
        ("logs:PutLogEvents", log_group),
    }


def test_with_a_key_of_ones_own_the_role_may_use_it_through_dynamodb_alone(
    applied: Workspace, aws: Aws
) -> None:
    role = applied.outputs()["repair_role_name"]
    key = aws.kms.create_key()["KeyMetadata"]["Arn"]
    try:
        run(applied, "apply", "-auto-approve", f"-var=table_kms_key_arn={key}")
        [statement] = [found for found in _statements(aws, role) if found["Sid"] == "UseTableKey"]
    finally:
        applied.apply(no_progress)
    assert (statement["Action"], statement["Resource"]) == ("kms:Decrypt", key)
    condition = statement["Condition"]["StringEquals"]["kms:ViaService"]
    assert _as_list(condition) == [f"dynamodb.{REGION}.amazonaws.com"]
    assert "UseTableKey" not in [found["Sid"] for found in _statements(aws, role)]


@pytest.mark.parametrize(
    ("variable", "refusal"),
    [
        ("default_user_type=Nurse", "default_user_type must be one of user_types."),
        ('approval_required_user_types=["Nurse"]', "must all be among user_types."),
        ("terms_version=2026-03", "terms_version and terms_url must be set both or neither."),
        ("terms_url=https://example.com/terms", "terms_version and terms_url must be set both or neither."),
        ("name=my-cognito", "set domain_prefix."),
        ("threat_protection=AUDIT", "set user_pool_tier to PLUS"),
        ("environment=of-20-letters-at-all", "shorten name or environment"),
        ("user_pool_name=another-pool", "Set user_pool_name to the name it has"),
        ("table_name=another_table", "Set table_name to the name it has"),
        ("environment=production", "Set table_name to the name it has"),
    ],
)
def test_variables_that_do_not_fit_together_are_refused(
    applied: Workspace, variable: str, refusal: str
) -> None:
    status, _, errors = applied.deployer.capture(["plan", "-input=false", "-no-color", f"-var={variable}"])
    assert status == 1
    assert refusal in " ".join(errors.split())


@pytest.mark.parametrize("function", FUNCTIONS)
def test_only_lambda_may_take_the_role(applied: Workspace, aws: Aws, function: str) -> None:
    role = aws.iam.get_role(RoleName=applied.outputs()[f"{function}_role_name"])["Role"]
    trust: Any = role["AssumeRolePolicyDocument"]
    assert [statement["Principal"] for statement in trust["Statement"]] == [
        {"Service": "lambda.amazonaws.com"}
    ]


@pytest.mark.parametrize("trigger", ["pre_sign_up", "post_confirmation"])
def test_only_this_pool_of_this_account_may_invoke_a_trigger(
    applied: Workspace, aws: Aws, trigger: str
) -> None:
    outputs = applied.outputs()
    function = outputs[f"{trigger}_function_name"]
    [statement] = json.loads(aws.functions.get_policy(FunctionName=function)["Policy"])["Statement"]
    assert statement["Effect"] == "Allow"
    assert statement["Action"] == "lambda:InvokeFunction"
    assert statement["Principal"] == {"Service": "cognito-idp.amazonaws.com"}
    conditions = {
        key.lower(): value for operator in statement["Condition"].values() for key, value in operator.items()
    }
    account = outputs["user_pool_arn"].split(":")[4]
    assert conditions == {"aws:sourcearn": outputs["user_pool_arn"], "aws:sourceaccount": account}


def test_the_pool_invokes_a_function_before_a_sign_up_and_one_after_a_confirmation(
    applied: Workspace, aws: Aws
) -> None:
    outputs = applied.outputs()
    pool = aws.cognito.describe_user_pool(UserPoolId=outputs["user_pool_id"])["UserPool"]
    arns = {
        trigger: aws.functions.get_function(FunctionName=outputs[f"{function}_function_name"])[
            "Configuration"
        ]["FunctionArn"]
        for trigger, function in (("PreSignUp", "pre_sign_up"), ("PostConfirmation", "post_confirmation"))
    }
    assert pool["LambdaConfig"] == arns


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_told_the_table_the_types_and_the_queue(
    applied: Workspace, aws: Aws, name: str
) -> None:
    outputs = applied.outputs()
    function = aws.functions.get_function(FunctionName=outputs[f"{name}_function_name"])
    variables = function["Configuration"]["Environment"]["Variables"]
    assert variables["TABLE_NAME"] == outputs["table_name"]
    assert variables["USER_TYPES"].split(",") == outputs["user_types"]
    assert variables["DEFAULT_USER_TYPE"] == outputs["default_user_type"] == "Patient"
    assert variables["APPROVAL_REQUIRED_USER_TYPES"] == "Admin"
    assert variables["REPAIR_QUEUE_URL"] == outputs["repair_queue_url"]
    assert {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_LOG_LEVEL"} < set(
        variables
    )


def test_every_log_group_has_a_retention(applied: Workspace, aws: Aws) -> None:
    outputs = applied.outputs()
    groups = aws.logs.describe_log_groups()["logGroups"]
    names = [f"{function}_log_group_name" for function in FUNCTIONS] + ["notifications_log_group_name"]
    assert {group["logGroupName"]: group["retentionInDays"] for group in groups} == {
        outputs[name]: 90 for name in names
    }


def test_each_type_is_a_group_and_admin_comes_first(applied: Workspace, aws: Aws) -> None:
    outputs = applied.outputs()
    groups = aws.cognito.list_groups(UserPoolId=outputs["user_pool_id"])["Groups"]
    by_precedence = [group["GroupName"] for group in sorted(groups, key=lambda group: group["Precedence"])]
    assert by_precedence == ["Admin", "Doctor", "Patient"]
    assert sorted(by_precedence) == outputs["user_types"]


def test_the_client_reads_and_writes_only_what_a_sign_up_needs(applied: Workspace, aws: Aws) -> None:
    outputs = applied.outputs()
    client = aws.cognito.describe_user_pool_client(
        UserPoolId=outputs["user_pool_id"], ClientId=outputs["user_pool_client_id"]
    )["UserPoolClient"]
    assert "ClientSecret" not in client
    assert set(client["WriteAttributes"]) == {"custom:user_type", "email", "name"}
    assert set(client["ReadAttributes"]) == {"custom:user_type", "email", "email_verified", "name"}
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"


def test_a_user_type_cannot_be_changed_after_sign_up(applied: Workspace, aws: Aws) -> None:
    pool = aws.cognito.describe_user_pool(UserPoolId=applied.outputs()["user_pool_id"])["UserPool"]
    [user_type] = [a for a in pool["SchemaAttributes"] if a["Name"] == "custom:user_type"]
    assert user_type["Mutable"] is False


def test_whatever_can_have_tags_has_them(applied: Workspace, aws: Aws) -> None:
    outputs = applied.outputs()
    function = aws.functions.get_function(FunctionName=outputs["post_confirmation_function_name"])
    log_group = _log_group_arn(aws, outputs["post_confirmation_log_group_name"])
    tags: dict[str, dict[str, str]] = {
        "queue": dict(aws.sqs.list_queue_tags(QueueUrl=outputs["repair_queue_url"])["Tags"]),
        "topic": _as_dict(aws.sns.list_tags_for_resource(ResourceArn=outputs["alarms_topic_arn"])["Tags"]),
        "pool": dict(aws.cognito.list_tags_for_resource(ResourceArn=outputs["user_pool_arn"])["Tags"]),
        "table": _as_dict(aws.dynamodb.list_tags_of_resource(ResourceArn=outputs["table_arn"])["Tags"]),
        "function": dict(function.get("Tags", {})),
        "log group": dict(aws.logs.list_tags_for_resource(resourceArn=log_group)["tags"]),
        "role": _as_dict(aws.iam.list_role_tags(RoleName=outputs["post_confirmation_role_name"])["Tags"]),
    }
    expected = {"Project": "healthtech-signup-flow", "ManagedBy": "Terraform"}
    assert tags == dict.fromkeys(tags, expected)


def _allowed(aws: Aws, role: str) -> set[tuple[str, str]]:
    statements = _statements(aws, role)
    assert {statement["Effect"] for statement in statements} == {"Allow"}
    return {
        (action, resource)
        for statement in statements
        for action in _as_list(statement["Action"])
        for resource in _as_list(statement["Resource"])
    }


def _statements(aws: Aws, role: str) -> list[Any]:
    assert aws.iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    names = aws.iam.list_role_policies(RoleName=role)["PolicyNames"]
    documents: list[Any] = [
        aws.iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names
    ]
    return [statement for document in documents for statement in document["Statement"]]


def _log_group_arn(aws: Aws, name: str) -> str:
    [group] = aws.logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return group["arn"].removesuffix(":*")


def _as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _as_dict(tags: Any) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags}
