"""What the files in terraform/ say, and never say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hcl2
import pytest

from scripts.paths import TERRAFORM

FILES = sorted(TERRAFORM.glob("*.tf"))
EXAMPLES = sorted(TERRAFORM.glob("*.example"))
# in a key's policy all resources are that key, and its account has to be able to administer it
KEY_POLICIES = {"alarms_key"}
# a bool has no wrong value to refuse
WITHOUT_VALIDATION = {"deletion_protection", "user_password_auth"}
# an SNS subscription has an endpoint too: an address out of a variable
EMULATOR_WORDS = (
    r"localstack|ministack|emulator|127\.0\.0\.1"
    r"|endpoints?\s*[={](?! each\.value)|access_key|secret_key|skip_\w+"
)


@pytest.mark.parametrize("path", [*FILES, *EXAMPLES], ids=lambda path: path.name)
def test_no_file_speaks_of_an_emulator_an_endpoint_or_a_key(path: Path) -> None:
    assert re.findall(EMULATOR_WORDS, path.read_text().lower()) == []


def test_every_variable_has_a_type_a_description_and_refuses_wrong_values() -> None:
    variables = dict(_named("variable"))
    assert len(variables) > 10
    for name, body in variables.items():
        assert {"type", "description"} <= set(body), name
        assert ("validation" in body) is (name not in WITHOUT_VALIDATION), name


def test_every_output_has_a_description() -> None:
    outputs = dict(_named("output"))
    assert len(outputs) > 10
    assert [name for name, body in outputs.items() if "description" not in body] == []


def test_no_policy_names_all_resources_or_all_actions() -> None:
    statements = [
        statement
        for name, body in _labelled("data", "aws_iam_policy_document")
        if name not in KEY_POLICIES
        for statement in [*body.get("statement", []), *_dynamic_statements(body)]
    ]
    assert len(statements) >= 4
    for statement in statements:
        values = [*statement.get("actions", []), *statement.get("resources", [])]
        of_all = [value for value in values if value.strip('"') == "*" or value.endswith(':*"')]
        # the streams of one log group
        assert all("aws_cloudwatch_log_group" in value for value in of_all), statement


def test_every_function_has_a_log_group_of_its_own_that_stands_before_it() -> None:
    for name, body in _labelled("resource", "aws_lambda_function"):
        [logging] = body["logging_config"]
        assert logging["log_format"] == '"JSON"'
        group = logging["log_group"].removesuffix(".name}").removeprefix("${")
        assert f"${{{group}}}" in body["depends_on"], name


def test_every_function_has_a_role_of_its_own() -> None:
    roles = [body["role"] for _, body in _labelled("resource", "aws_lambda_function")]
    assert len(set(roles)) == len(roles) == 3


def test_every_queue_is_encrypted_and_a_dead_letter_is_kept_as_long_as_sqs_can() -> None:
    queues = dict(_labelled("resource", "aws_sqs_queue"))
    assert {body["sqs_managed_sse_enabled"] for body in queues.values()} == {True}
    assert queues["repair_dead_letters"]["message_retention_seconds"] == "${14 * 24 * 60 * 60}"
    assert queues["repair"]["visibility_timeout_seconds"] == "${6 * local.repair_timeout}"


def test_repairs_run_two_batches_of_five_at_once_as_their_handler_reckons() -> None:
    [(_, mapping)] = _labelled("resource", "aws_lambda_event_source_mapping")
    assert mapping["scaling_config"][0]["maximum_concurrency"] == 2
    assert mapping["batch_size"] == 5
    assert re.search(r"repair_timeout\s+= 30\b", (TERRAFORM / "lambda.tf").read_text())
    assert mapping["function_response_types"] == ['"ReportBatchItemFailures"']


def test_every_alarm_notifies_the_topic_and_does_not_take_silence_for_trouble() -> None:
    alarms = dict(_labelled("resource", "aws_cloudwatch_metric_alarm"))
    assert set(alarms) == {
        *("dead_letters", "repair_queue_age", "errors", "throttles", "approval"),
        *("trigger_time", "trigger_too_late", "notifications"),
    }
    for name, body in alarms.items():
        assert body["alarm_actions"] == ["${aws_sns_topic.alarms.arn}"], name
        # that nobody new has come to wait for an approval is no news of those who do
        assert body.get("ok_actions", []) == ([] if name == "approval" else body["alarm_actions"]), name
        assert body["treat_missing_data"] == '"notBreaching"', name
        assert "docs/runbook.md" in body["alarm_description"], name


def test_one_variable_takes_the_protection_off_everything_that_has_one() -> None:
    [(_, pool)] = _labelled("resource", "aws_cognito_user_pool")
    [(_, table)] = _labelled("resource", "aws_dynamodb_table")
    assert pool["deletion_protection"] == '${var.deletion_protection ? "ACTIVE" : "INACTIVE"}'
    assert table["deletion_protection_enabled"] == "${var.deletion_protection}"


def test_what_keeps_people_and_profiles_is_never_replaced_for_a_name() -> None:
    for kind in ("aws_cognito_user_pool", "aws_dynamodb_table"):
        [(_, body)] = _labelled("resource", kind)
        [lifecycle] = body["lifecycle"]
        assert lifecycle["ignore_changes"] == ["name"]
        assert "self.name == local." in lifecycle["postcondition"][0]["condition"]


def test_every_permission_names_the_one_resource_and_account_that_may_invoke() -> None:
    permissions = dict(_labelled("resource", "aws_lambda_permission"))
    assert permissions
    for name, body in permissions.items():
        assert {"source_arn", "source_account"} <= set(body), name


def _dynamic_statements(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for dynamic in body.get("dynamic", []):
        for generator in (value for key, value in dynamic.items() if not key.startswith("__")):
            yield from generator["content"]


def _labelled(kind: str, type_name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for found, named in _named(kind):
        if found == type_name:
            yield from _first(named)


def _named(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in FILES:
        for block in hcl2.loads(path.read_text()).get(kind, []):
            yield from _first(block)


def _first(block: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((key.strip('"'), value) for key, value in block.items() if not key.startswith("__"))
