"""The trail of `make up`, and the function that its events go to."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator

import pytest

from scripts.errors import CommandError
from scripts.stack.trail import start_trail
from scripts.stack_file import Stack
from tests.emulator_process import running_emulator

NAME = "repair"
RAISES = "def handler(event, context):\n    raise ValueError('no room')\n"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


@pytest.fixture
def stack() -> Iterator[Stack]:
    with running_emulator() as endpoint_url:
        yield Stack("embedded", endpoint_url, {"region": "us-east-1", "repair_function_name": NAME})


def test_a_repair_function_that_fails_on_no_messages_is_named_and_no_trail_logs(stack: Stack) -> None:
    role = stack.client("iam").create_role(RoleName=NAME, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]
    stack.client("lambda").create_function(
        FunctionName=NAME,
        Runtime="python3.13",
        Handler="module.handler",
        Role=role["Arn"],
        Code={"ZipFile": _zipped()},
    )
    with pytest.raises(CommandError, match=NAME) as refused:
        start_trail(stack)
    assert "make logs" in str(refused.value.next_command)
    assert stack.client("cloudtrail").describe_trails()["trailList"] == []


def _zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("module.py", RAISES)
    return file.getvalue()
