"""Where the rules are asked: one URL that speaks AWS's APIs, or AWS itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NoReturn

import boto3
import httpx
import pytest
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient

# A trigger that never answers costs three tries of 5 s before Cognito's own answer.
SLOWEST_ANSWER_SECONDS = 60


@dataclass(frozen=True)
class Endpoint:
    """An engine under test. `access_key_id` and `secret_access_key` are what it takes as root's."""

    url: str
    region: str
    access_key_id: str = "test"
    secret_access_key: str = "test"

    def cognito(
        self, access_key_id: str | None = None, secret_access_key: str | None = None
    ) -> CognitoIdentityProviderClient:
        stranger = Endpoint(
            self.url,
            self.region,
            access_key_id or self.access_key_id,
            secret_access_key or self.secret_access_key,
        )
        return stranger._session().client("cognito-idp", endpoint_url=self.url, config=_CONFIG)

    def functions(self) -> LambdaClient:
        return self._session().client("lambda", endpoint_url=self.url, config=_CONFIG)

    def roles(self) -> IAMClient:
        return self._session().client("iam", endpoint_url=self.url, config=_CONFIG)

    def queues(self) -> SQSClient:
        return self._session().client("sqs", endpoint_url=self.url, config=_CONFIG)

    def post(
        self, body: bytes, target: str | None, content_type: str = "application/x-amz-json-1.1"
    ) -> Answer:
        """Send a request that no SDK would send, and read the error as AWS's JSON protocol writes it."""
        headers = {"Content-Type": content_type}
        if target is not None:
            headers["X-Amz-Target"] = f"AWSCognitoIdentityProviderService.{target}"
        response = httpx.post(self.url, content=body, headers=headers, timeout=30)
        return Answer(response.status_code, _error_code(response), response.text)

    @cache  # noqa: B019 - as many endpoints as one session asks: a handful
    def _session(self) -> boto3.Session:
        return boto3.Session(
            aws_access_key_id=self.access_key_id,
            aws_secret_access_key=self.secret_access_key,
            region_name=self.region,
        )


@dataclass(frozen=True)
class Answer:
    """`error` is the exception's bare name, None when the answer holds none in AWS's form."""

    status: int
    error: str | None
    text: str

    def must_be(self, status: int, error: str) -> None:
        said = f"answers HTTP {self.status} {self.error or 'without an error name'}; AWS: {status} {error}"
        assert (self.status, self.error) == (status, error), said

    def must_be_a_client_error(self, error: str | None = None) -> None:
        """`error` where AWS's name for it is known, else any in AWS's form."""
        wanted = error or "a client error"
        said = f"answers HTTP {self.status} {self.error or 'without an error name'}; AWS: {wanted}"
        assert 400 <= self.status < 500, said
        assert self.error is not None, said
        assert error in (None, self.error), said


def cannot_ask(reason: str) -> NoReturn:
    """End the rule without a verdict: this engine offers no way to put the question."""
    pytest.skip(f"cannot be asked: {reason}")


def _error_code(response: httpx.Response) -> str | None:
    """The error's name, from the places the AWS JSON 1.1 protocol allows.

    Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
    """
    named = response.headers.get("x-amzn-errortype")
    if named is None:
        try:
            document = response.json()
        except ValueError:
            return None
        named = document.get("__type") or document.get("code") if isinstance(document, dict) else None
    return str(named).split(":", maxsplit=1)[0].rsplit("#", maxsplit=1)[-1] if named else None


_CONFIG = Config(
    connect_timeout=5,
    read_timeout=SLOWEST_ANSWER_SECONDS,
    parameter_validation=False,
    retries={"mode": "standard", "total_max_attempts": 2},
)
