"""docs/production.md: what needs a real account is what AWS's APIs, Terraform and arithmetic take.

Its `aws` commands are typed to an address where nobody listens: the AWS CLI holds each to AWS's API models
before it calls, so that all that may fail is the call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.free_port import free_port
from scripts.paths import PROJECT, TERRAFORM
from scripts.terraform.workspace import Workspace
from tests.e2e.shell import aws_command, typed
from tests.terraform.aws import Aws
from tests.terraform.conftest import REGION, another, emulator_for_the_offline_provider, no_progress, run

PAGE = (PROJECT / "docs" / "production.md").read_text()
BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL)
NEXT_COMMAND = re.compile(r"^(?=(?:aws|cp|make|terraform|export|\w+=)\b)", re.MULTILINE)
COMMANDS = [
    line.strip()
    for block in BLOCK.finditer(PAGE)
    if block["language"] != "sh"
    for line in NEXT_COMMAND.split(block["commands"])
]
AWS_COMMANDS = [line for line in COMMANDS if line.startswith("aws ")]
RESTORE = [line for line in COMMANDS if re.match(r"terraform -chdir=terraform (state rm|import) ", line)]
TYPED_BEFORE = """
out() { echo "of_the_${1}"; }
domain=example.com state_bucket=example-state trail_bucket=example-trail account=111122223333
email=ada@example.com password=Secret-Password-1 code=123456 moment=2026-01-31T12:00:00Z
repository=example/sign-up
certificate_arn=arn:aws:acm:us-east-1:111122223333:certificate/1234abcd
"""
VARIABLE = re.compile(r'^variable "(\w+)"', re.MULTILINE)
CENTS = r"\**([\d,]+\.\d\d)\**"
COST = re.compile(rf"^\| (?P<what>[^|]+) \|[^|]*\| {CENTS} \| {CENTS} \|$", re.MULTILINE)
RESTORED = "health_users-restored"


@pytest.mark.parametrize("line", AWS_COMMANDS, ids=lambda line: " ".join(line.split()[1:3]))
def test_a_command_of_the_production_page_is_one_that_awss_apis_take(tmp_path: Path, line: str) -> None:
    aws_command(tmp_path, "--endpoint-url", f"http://127.0.0.1:{free_port()}")
    environment = {
        "PATH": f"{tmp_path}:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_MAX_ATTEMPTS": "1",
    }
    done = typed(f"{TYPED_BEFORE}cd '{tmp_path}'\n{line}", environment)
    assert done.returncode != 0
    assert "Could not connect to the endpoint URL" in done.stderr, done.stderr


def test_every_setting_that_the_page_asks_to_decide_is_a_variable() -> None:
    [decisions] = re.findall(r"^\| variable \| decide \|\n(.*?)\n\n", PAGE, re.MULTILINE | re.DOTALL)
    asked = {name for row in decisions.splitlines()[1:] for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert asked
    assert asked <= set(VARIABLE.findall((TERRAFORM / "variables.tf").read_text()))


@pytest.mark.parametrize("column", [2, 3])
def test_the_costs_add_up_to_their_sum(column: int) -> None:
    rows = [(row["what"], round(float(row[column].replace(",", "")) * 100)) for row in COST.finditer(PAGE)]
    *costs, (last, total) = rows
    assert last == "**sum**"
    assert sum(cents for _, cents in costs) == total


@pytest.fixture
def account() -> Iterator[str]:
    """The endpoint URL of an emulator of this stack alone, whose table is going to be lost."""
    with emulator_for_the_offline_provider() as url:
        yield url


def test_a_restored_table_takes_the_lost_ones_place_and_no_user_is_touched(
    account: str, workspace: Workspace, configuration: Path, tmp_path: Path
) -> None:
    aws = Aws(account, REGION)
    lost = another(workspace, tmp_path / "lost", configuration, endpoint_url=account, environment="lost")
    lost.apply(no_progress)
    before = lost.outputs()
    # the emulator does not restore tables: one as AWS restores it, without protection and recovery
    aws.dynamodb.create_table(
        TableName=RESTORED,
        KeySchema=[{"AttributeName": "user_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "user_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    renamed = [f"-var=table_name={RESTORED}"]

    assert len(RESTORE) == 2
    for line in RESTORE:
        _terraform, _chdir, *arguments = line.split()
        asked = [renamed if word.startswith("-var-file=") else [word] for word in arguments]
        run(lost, *(word for words in asked for word in words))
    run(lost, "apply", *renamed, "-auto-approve")

    after = lost.outputs()
    assert (before["table_name"], after["table_name"]) == ("health_users-lost", RESTORED)
    assert after["user_pool_id"] == before["user_pool_id"]
    function = aws.functions.get_function(FunctionName=after["post_confirmation_function_name"])
    assert function["Configuration"]["Environment"]["Variables"]["TABLE_NAME"] == RESTORED
    recovery = aws.dynamodb.describe_continuous_backups(TableName=RESTORED)["ContinuousBackupsDescription"]
    assert recovery["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert before["table_name"] in aws.dynamodb.list_tables()["TableNames"]
