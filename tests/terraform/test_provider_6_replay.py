"""Provider 6 on the engine, call by call: every resource type of terraform/ and each of its arguments.

`pytest tests/terraform/test_provider_6_replay.py -s -k table` prints what was called and how it ended.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from scripts.paths import TERRAFORM
from scripts.terraform.workspace import Workspace
from tests.emulator_process import running_emulator
from tests.terraform.aws import Aws
from tests.terraform.conftest import REGION, with_its_stack
from tests.terraform.provider_6.calls import RESOURCE_TYPES
from tests.terraform.provider_6.replay import MADE_UP, Outcome, configured, replay, table
from tests.terraform.sdk_go import SdkGo

SENDER = (
    '{identity_arn = "arn:aws:ses:eu-central-1:000000000000:identity/example.com", '
    'from_email_address = "codes@example.com", reply_to_email_address = "help@example.com"}'
)
USED = {
    kind for file in TERRAFORM.glob("*.tf") for kind in re.findall(r'(?m)^resource "(\w+)"', file.read_text())
}


@pytest.fixture(scope="module")
def outcomes(workspace: Workspace) -> dict[str, Outcome]:
    """Of a configuration with all that a variable can bring, whose references lead into the stack."""
    terraform = with_its_stack(workspace).terraform
    state: dict[str, Any] = json.loads((terraform.directory / "terraform.tfstate").read_text())
    ids = {
        f"{resource['type']}.{resource['name']}": resource["instances"][0]["attributes"]["id"]
        for resource in state["resources"]
    }
    with running_emulator() as other:
        there = Aws(other, REGION)
        variables = {
            "user_pool_tier": "PLUS",
            "threat_protection": "ENFORCED",
            "deletion_protection": "true",
            "alarm_email": "on-call@example.com",
            "refresh_token_rotation": "{}",
            "web_acl_arn": there.web_acl("sign-up"),
            "table_kms_key_arn": there.kms.create_key()["KeyMetadata"]["Arn"],
            "ses_sender": SENDER,
        }
        everything = configured(terraform, variables)
        sdk = SdkGo(other, REGION)
        assert sdk.call("sts", "GetCallerIdentity")["Account"]
        return replay(everything, {address: ids[address] for address in MADE_UP}, sdk)


@pytest.mark.parametrize("kind", sorted(USED))
def test_a_resource_is_made_read_changed_tagged_and_deleted_as_it_is_configured(
    outcomes: dict[str, Outcome], kind: str
) -> None:
    outcome = outcomes[kind]
    assert outcome.faults == []
    assert outcome.count > 0
    assert outcome.arguments


@pytest.mark.parametrize("kind", sorted(USED))
def test_each_call_is_one_of_the_table_and_each_of_the_table_is_made(
    outcomes: dict[str, Outcome], kind: str
) -> None:
    assert set(outcomes[kind].operations) == set(RESOURCE_TYPES[kind].operations)


def test_the_table_of_calls_has_every_resource_type_of_the_configuration_and_no_other() -> None:
    assert set(RESOURCE_TYPES) == USED


def test_the_table_says_of_every_type_what_was_called_and_that_it_is_well(
    outcomes: dict[str, Outcome], capsys: pytest.CaptureFixture[str]
) -> None:
    printed = table(outcomes)
    with capsys.disabled():
        print(f"\n{printed}")
    assert all(f"| {kind} | {outcomes[kind].count} |" in printed for kind in USED)


def test_a_resource_type_and_an_argument_that_the_table_does_not_know_are_found(endpoint_url: str) -> None:
    sdk = SdkGo(endpoint_url, REGION)
    unknown = replay({"aws_fountain.f": [{"name": "n"}]}, {}, sdk)
    assert unknown["aws_fountain"].faults == [
        "create: aws_fountain.f: the table of calls has no such resource type"
    ]
    group = {"name": "/replayed", "retention_in_days": 30, "colour": "red"}
    found = replay({"aws_cloudwatch_log_group.g": [group]}, {}, sdk)["aws_cloudwatch_log_group"]
    assert found.faults == [
        f"{step}: colour: the table of calls does not read it" for step in ("read", "update")
    ]
