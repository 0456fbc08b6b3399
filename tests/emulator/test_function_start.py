"""What a function's process has imported before the function's own code, and what its calls still say."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from tests.emulator.account import Account

LOOKS = """
import sys

def handler(event, context):
    return [name for name in ("botocore", "boto3") if name in sys.modules]
"""
# MiniStack's count of functions that have invoked each other, by which it ends a loop as Lambda does
TELLS_ITS_DEPTH = """
import os

def handler(event, context):
    return int(os.environ["_MINISTACK_INVOKE_DEPTH"])
"""
INVOKES = """
import json, os

def handler(event, context):
    import boto3

    answer = boto3.client("lambda").invoke(FunctionName=event["function"])
    return [int(os.environ["_MINISTACK_INVOKE_DEPTH"]), json.loads(answer["Payload"].read())]
"""


def test_a_function_that_asks_nobody_starts_without_an_sdk(account: Account) -> None:
    assert _invoked(account, _function(account, LOOKS), {}) == []


def test_what_a_function_invokes_knows_that_it_is_one_deeper(account: Account) -> None:
    inner = _function(account, TELLS_ITS_DEPTH)
    own, deeper = _invoked(account, _function(account, INVOKES), {"function": inner})
    assert deeper == own + 1


def _function(account: Account, module: str) -> str:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("function.py", module)
    account.iam.put_role_policy(
        RoleName=account.role_arn.rpartition("/")[2],
        PolicyName="invoke",
        PolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"},
            }
        ),
    )
    return account.function_of_its_own("", Code={"ZipFile": archive.getvalue()})


def _invoked(account: Account, function: str, event: dict[str, str]) -> Any:
    answer: Any = account.lambda_.invoke(FunctionName=function, Payload=json.dumps(event))
    said = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, said
    return said
