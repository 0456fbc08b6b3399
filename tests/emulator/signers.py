"""IAM users, and what they sign."""

from __future__ import annotations

import json
import uuid
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.emulator.account import Account


def user_with(account: Account, *statements: dict[str, Any]) -> Credentials:
    """A new IAM user with these permissions."""
    name = f"user-{uuid.uuid4().hex[:8]}"
    account.iam.create_user(UserName=name)
    if statements:
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        account.iam.put_user_policy(UserName=name, PolicyName="only", PolicyDocument=policy)
    key = account.iam.create_access_key(UserName=name)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def signed(
    url: str,
    keys: Credentials,
    headers: dict[str, str],
    body: bytes = b"{}",
    service: str = "dynamodb",
    *,
    method: str = "POST",
) -> dict[str, str]:
    """The headers of a request, signed as an SDK does."""
    request = AWSRequest(method, url, headers, body)
    SigV4Auth(keys, service, "us-east-1").add_auth(request)
    return dict(request.headers.items())
