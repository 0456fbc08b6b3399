"""The rules put to AWS by `--aws`, an engine standing in AWS's place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from scripts.paths import PROJECT
from scripts.stack_file import LOCAL_ACCESS_KEY, LOCAL_SECRET_KEY
from tests.emulator_process import running_emulator

REGION = "us-east-1"
# one with a code, one with a function of its own, one with keys that are not the caller's
RULES = "the_mailed_code_confirms or a_confirmation_fires_postconfirmation or wrong_secret_key"


@pytest.fixture
def aws() -> Iterator[dict[str, str]]:
    """A shell's settings for an account of AWS."""
    with running_emulator() as endpoint_url:
        keys = {"AWS_ACCESS_KEY_ID": LOCAL_ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": LOCAL_SECRET_KEY}
        yield {"AWS_ENDPOINT_URL": endpoint_url, "AWS_DEFAULT_REGION": REGION, **keys}


def test_rules_that_need_a_code_are_asked_by_a_sender_and_nothing_is_left(
    aws: dict[str, str], tmp_path: Path
) -> None:
    verdicts = tmp_path / "verdicts.json"
    command = [sys.executable, "-m", "pytest", "tests/conformance", "--aws", "-k", RULES]
    done = subprocess.run(
        [*command, "--verdicts", str(verdicts)],
        cwd=PROJECT,
        env={**os.environ, **aws},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    came_to = {each["verdict"] for each in json.loads(verdicts.read_text()) if each["verdict"]}
    assert came_to == {"holds"}
    assert _left(aws) == {"pools": 0, "functions": 0, "queues": 0, "roles": 0, "keys in use": 0}


def _left(aws: dict[str, str]) -> dict[str, int]:
    session = boto3.Session(aws["AWS_ACCESS_KEY_ID"], aws["AWS_SECRET_ACCESS_KEY"], region_name=REGION)
    url = aws["AWS_ENDPOINT_URL"]
    keys = session.client("kms", endpoint_url=url)
    states = [
        keys.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] for key in keys.list_keys()["Keys"]
    ]
    assert states, "no key was made: nobody has read a code"
    pools = session.client("cognito-idp", endpoint_url=url).list_user_pools(MaxResults=60)["UserPools"]
    roles = session.client("iam", endpoint_url=url).list_roles()["Roles"]
    return {
        "pools": len(pools),
        "functions": len(session.client("lambda", endpoint_url=url).list_functions()["Functions"]),
        "queues": len(session.client("sqs", endpoint_url=url).list_queues().get("QueueUrls", [])),
        "roles": sum(role["RoleName"].startswith("conformance-") for role in roles),
        "keys in use": sum(state != "PendingDeletion" for state in states),
    }
