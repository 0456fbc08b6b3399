"""AWS SDK for Go v2, as in Terraform's AWS provider: every service of terraform/, and the sign-up."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.paths import TERRAFORM
from scripts.stack_file import Stack
from tests.clients.environment import environment_of
from tests.clients.go_modules import COMPILE_SECONDS, FOLDER, compiled, version
from tests.clients.once import once
from tests.clients.shown import Shown

MODULE = "github.com/aws/aws-sdk-go-v2/service"
TEST_SECONDS = 60
# the first compilation takes a minute on two cores, and it and the stack are made within the first test
pytestmark = pytest.mark.timeout(COMPILE_SECONDS + 180)

# Which of the SDK's services makes each resource type of terraform/
SERVICES = {
    "aws_caller_identity": "sts",
    "aws_cloudwatch_dashboard": "cloudwatch",
    "aws_cloudwatch_event_rule": "eventbridge",
    "aws_cloudwatch_event_target": "eventbridge",
    "aws_cloudwatch_log_group": "cloudwatchlogs",
    "aws_cloudwatch_log_metric_filter": "cloudwatchlogs",
    "aws_cloudwatch_metric_alarm": "cloudwatch",
    "aws_cognito_log_delivery_configuration": "cognitoidentityprovider",
    "aws_cognito_risk_configuration": "cognitoidentityprovider",
    "aws_cognito_user_group": "cognitoidentityprovider",
    "aws_cognito_user_pool": "cognitoidentityprovider",
    "aws_cognito_user_pool_client": "cognitoidentityprovider",
    "aws_cognito_user_pool_domain": "cognitoidentityprovider",
    "aws_dynamodb_table": "dynamodb",
    "aws_iam_policy": "iam",
    "aws_iam_role": "iam",
    "aws_iam_role_policy": "iam",
    "aws_kms_key": "kms",
    "aws_lambda_event_source_mapping": "lambda",
    "aws_lambda_function": "lambda",
    "aws_lambda_permission": "lambda",
    "aws_sns_topic": "sns",
    "aws_sns_topic_subscription": "sns",
    "aws_sqs_queue": "sqs",
    "aws_wafv2_web_acl_association": "wafv2",
}
# what the provider knows by itself
WITHOUT_SERVICE = {"aws_iam_policy_document", "aws_partition"}


def go_tests() -> list[tuple[str, str]]:
    """Each Go test, with the service of the SDK that its file is named for."""
    return [
        (file.name.removesuffix("_test.go"), name)
        for file in sorted(FOLDER.glob("*_test.go"))
        for name in re.findall(r"^func (Test\w+)\(t \*testing\.T\)", file.read_text(), re.MULTILINE)
    ]


@pytest.fixture(scope="session")
def compiled_tests(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    return once(lambda: compiled(tmp_path_factory.mktemp("go") / "clients.test"))


@pytest.mark.parametrize(("service", "test"), go_tests(), ids=[test for _, test in go_tests()])
def test_a_service_does_for_the_go_sdk_what_aws_does(
    service: str, test: str, stack: Stack, compiled_tests: Callable[[], Path], shown: Shown
) -> None:
    with shown(f"aws-sdk-go-v2/service/{service}", version(f"{MODULE}/{service}")) as steps:
        only = ("-test.v", "-test.run", f"^{test}$", f"-test.timeout={TEST_SECONDS}s")
        command = [str(compiled_tests()), *only]
        told = subprocess.run(
            command, cwd=FOLDER, env=environment_of(stack), capture_output=True, text=True, check=False
        )
        steps.done += [
            step.replace("_", " ")
            for step in re.findall(rf"^ +--- PASS: {test}/(\S+)", told.stdout, re.MULTILINE)
        ]
        assert told.returncode == 0, told.stdout + told.stderr
        assert steps.done, f"{test} has no steps"


def test_every_service_that_terraform_uses_has_a_go_test() -> None:
    text = "".join(file.read_text() for file in TERRAFORM.glob("*.tf"))
    types = set(re.findall(r'^(?:resource|data) "(\w+)"', text, re.MULTILINE)) - WITHOUT_SERVICE
    assert types - SERVICES.keys() == set(), "name the service that makes it, and write a Go test of that"
    assert {SERVICES[each] for each in types} - {service for service, _ in go_tests()} == set()
