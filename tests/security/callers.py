"""AWS clients of callers who are not the operator, and what they are refused with."""

from __future__ import annotations

import json
import uuid
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from scripts.stack_file import Stack


def refusal(call: Any, *args: Any, **kwargs: Any) -> str:
    """The code of the AWS error that the call must end in."""
    with pytest.raises(ClientError) as refused:
        call(*args, **kwargs)
    return refused.value.response["Error"]["Code"].rpartition("#")[2]


def anonymous(stack: Stack, service: str) -> Any:
    """A client that signs nothing."""
    return _client(stack, service, config=Config(signature_version=UNSIGNED))


def stranger(stack: Stack, service: str) -> Any:
    """A client with keys that no account has issued."""
    key = "AKIAZZZZZZZZZZZZZZZZ"  # pragma: allowlist secret - nobody's
    return _client(stack, service, aws_access_key_id=key, aws_secret_access_key="nobody's")


def wrong_secret(stack: Stack, service: str) -> Any:
    """A client with the right access key and a secret that was guessed."""
    return _client(stack, service, aws_access_key_id="test", aws_secret_access_key="guessed")


def user_with(stack: Stack, service: str, *actions: str) -> Any:
    """A client of a new IAM user who may do these actions anywhere, and nothing else."""
    iam, name = stack.client("iam"), f"user-{uuid.uuid4().hex}"
    iam.create_user(UserName=name)
    if actions:
        statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_user_policy(UserName=name, PolicyName="allowed", PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    keys = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    return _client(stack, service, **keys)


def _client(stack: Stack, service: str, **settings: Any) -> Any:
    make: Any = boto3.client
    return make(service, endpoint_url=stack.endpoint_url, region_name=stack.region, **settings)
