"""What a function's process has imported before the function's own code, and what its calls still say."""

from __future__ import annotations

from tests.emulator.account import Account, policy
from tests.emulator.functions import package_of

LOOKS = """
import sys

def handler(event, context):
    return [name for name in ("botocore", "boto3") if name in sys.modules]
"""
FINDS = """
import sys

def handler(event, context):
    import boto3

    found = "OpenSSL" in sys.modules
    import urllib3.contrib.pyopenssl

    return [found, "OpenSSL" in sys.modules]
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
    function = account.function_of_its_own("", Code={"ZipFile": package_of(LOOKS)})
    assert account.invoked(function, {}) == []


def test_boto3_takes_no_pyopenssl_as_on_aws_and_the_functions_own_code_may(account: Account) -> None:
    function = account.function_of_its_own("", Code={"ZipFile": package_of(FINDS)})
    assert account.invoked(function, {}) == [False, True]


def test_what_a_function_invokes_knows_that_it_is_one_deeper(endpoint_url: str) -> None:
    own = Account(endpoint_url)  # whose functions' role is no other test's
    may_invoke = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}
    own.iam.put_role_policy(
        RoleName=own.role_arn.rpartition("/")[2], PolicyName="invoke", PolicyDocument=policy(may_invoke)
    )
    inner = own.function_of_its_own("", Code={"ZipFile": package_of(TELLS_ITS_DEPTH)})
    outer = own.function_of_its_own("", Code={"ZipFile": package_of(INVOKES)})
    depth, deeper = own.invoked(outer, {"function": inner})
    assert deeper == depth + 1
