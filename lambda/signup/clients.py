"""AWS clients with explicit time limits (`signup.aws_call` has the sum). Made once for each process."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, cast

import botocore.session
from botocore.config import Config

from signup.aws_call import CONNECT_SECONDS, READ_SECONDS

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

_CONFIG = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    retries={"mode": "standard", "total_max_attempts": 1},
    # A frozen execution environment wakes with connections that the other side has given up.
    tcp_keepalive=True,
)


def dynamodb_client() -> DynamoDBClient:
    return cast("DynamoDBClient", _client("dynamodb"))


def cognito_client() -> CognitoIdentityProviderClient:
    return cast("CognitoIdentityProviderClient", _client("cognito-idp"))


@cache
def sqs_client() -> SQSClient:
    """Call it where a message is sent: the sign-up that needs none is not to pay for a client."""
    return cast("SQSClient", _client("sqs"))


def _client(service: str) -> object:
    return _session().create_client(service, config=_CONFIG)


# One for all clients: a session reads botocore's list of endpoints, some 90 ms of a cold start.
@cache
def _session() -> botocore.session.Session:
    # At DEBUG, which an operator may set for the whole function, botocore logs its requests.
    logging.getLogger("botocore").setLevel(logging.INFO)
    return botocore.session.get_session()
