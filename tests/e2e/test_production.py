"""docs/production.md on a running stack: the look-ups between ```sh work as they stand.

What of that page needs a real account is held to AWS's APIs and to Terraform in tests/terraform.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.operator.approval_decisions import Approvals
from scripts.operator.pool_user import user_of
from scripts.paths import PROJECT
from scripts.stack_file import Stack
from tests.e2e.person import Person
from tests.e2e.shell import environment_of, typed

PAGE = (PROJECT / "docs" / "production.md").read_text()
SETUP, *LOOKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
[RESTORE] = re.findall(r"^```console\n(aws dynamodb scan .*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
RESTORED = "health_users-restored"


@pytest.fixture
def restored(stack: Stack) -> Iterator[str]:
    """A table as AWS restores it, which engines of this project do not, and AWS takes minutes for."""
    dynamodb = stack.dynamodb()
    dynamodb.create_table(
        TableName=RESTORED,
        KeySchema=[{"AttributeName": "user_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "user_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield RESTORED
    dynamodb.delete_table(TableName=RESTORED)


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_of_the_production_page_works_as_it_stands(stack: Stack, tmp_path: Path, look: str) -> None:
    done = typed(f"{SETUP}\n{look}", environment_of(stack, tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_the_page_counts_the_cost_of_every_alarm(stack: Stack) -> None:
    prefix = str(stack.outputs["post_confirmation_function_name"]).removesuffix("post-confirmation")
    pages = stack.client("cloudwatch").get_paginator("describe_alarms").paginate(AlarmNamePrefix=prefix)
    alarms = [alarm for page in pages for alarm in page["MetricAlarms"]]
    assert f"CloudWatch, {len(alarms)} alarms" in PAGE


@pytest.mark.mails(2)
@pytest.mark.not_on("aws", "a restore on AWS is for whoever needs one")
def test_of_a_restored_table_only_the_profiles_that_are_lost_are_brought_back(
    stack: Stack, tmp_path: Path, restored: str, new_person: Callable[[], Person]
) -> None:
    lost, decided, dynamodb = new_person(), new_person(), stack.dynamodb()
    for person in (lost, decided):
        person.user_type = "Admin"
        person.sign_up_and_confirm()
        key: Any = {"user_id": {"S": person.user_id}}
        item = dynamodb.get_item(TableName=stack.table_name, Key=key)["Item"]
        dynamodb.put_item(TableName=restored, Item=item)
    before = lost.profile()
    dynamodb.delete_item(TableName=stack.table_name, Key={"user_id": {"S": lost.user_id}})
    Approvals(stack).reject(user_of(stack, email=None, sub=decided.user_id))

    done = typed(f"{SETUP}\n{RESTORE}", environment_of(stack, tmp_path))

    assert done.returncode == 0, done.stderr
    assert lost.profile() == before
    assert (decided.profile() or {})["status"] == "REJECTED"
    assert done.stdout.splitlines() == ["is there: kept as it is"]
