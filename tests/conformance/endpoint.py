"""Where the rules are asked: one URL that speaks AWS's APIs, or AWS itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

import boto3
import httpx
import pytest
from botocore.config import Config

from scripts.conformance.aws import CALLS_A_SECOND
from scripts.operator.pace import Pace
from tests import http

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient

# A trigger that never answers costs three tries of 5 s before Cognito's own answer.
SLOWEST_ANSWER_SECONDS = 60


@dataclass(frozen=True)
class Endpoint:
    """An engine under test: `url` speaks every API, and takes the keys as root's."""

    url: str
    region: str
    access_key_id: str | None = "test"
    secret_access_key: str | None = "test"
    session_token: str | None = None
    is_aws: bool = False

    @classmethod
    def of_aws(cls, region: str) -> Endpoint:
        """AWS, as the SDK finds it by its own settings: credentials, and an address for each service."""
        found = cls("", region, None, None, is_aws=True)
        return replace(found, url=found.cognito().meta.endpoint_url)

    def cognito(
        self, access_key_id: str | None = None, secret_access_key: str | None = None
    ) -> CognitoIdentityProviderClient:
        """For a rule about signatures with a key or a secret that is not the caller's."""
        own = self._with_keys() if access_key_id or secret_access_key else self
        caller = replace(
            own,
            access_key_id=access_key_id or own.access_key_id,
            secret_access_key=secret_access_key or own.secret_access_key,
        )
        client: CognitoIdentityProviderClient = caller._client("cognito-idp")
        return client

    def functions(self) -> LambdaClient:
        client: LambdaClient = self._client("lambda")
        return client

    def roles(self) -> IAMClient:
        client: IAMClient = self._client("iam")
        return client

    def queues(self) -> SQSClient:
        client: SQSClient = self._client("sqs")
        return client

    def keys(self) -> KMSClient:
        client: KMSClient = self._client("kms")
        return client

    def post(
        self, body: bytes, target: str | None, content_type: str = "application/x-amz-json-1.1"
    ) -> Answer:
        """Send a request that no SDK would send, and read the error as AWS's JSON protocol writes it."""
        headers = {"Content-Type": content_type}
        if target is not None:
            headers["X-Amz-Target"] = f"AWSCognitoIdentityProviderService.{target}"
        response = http.post(self.url, content=body, headers=headers, timeout=30)
        return Answer(response.status_code, _error_code(response), response.text)

    def _with_keys(self) -> Endpoint:
        """Where the SDK has found the keys by itself: with them."""
        found = self._session().get_credentials()
        assert found, "no credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        keys = found.get_frozen_credentials()
        return replace(
            self, access_key_id=keys.access_key, secret_access_key=keys.secret_key, session_token=keys.token
        )

    def _client(self, service: str) -> Any:
        url = None if self.is_aws else self.url
        client = self._session().client(service, endpoint_url=url, config=_CONFIG)  # type: ignore[call-overload]
        if self.is_aws:
            client.meta.events.register("before-send", _wait_for_a_turn)
        return client

    @cache  # noqa: B019 - as many endpoints as one session asks: a handful
    def _session(self) -> boto3.Session:
        return boto3.Session(
            aws_access_key_id=self.access_key_id,
            aws_secret_access_key=self.secret_access_key,
            aws_session_token=self.session_token,
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


def _wait_for_a_turn(**_: Any) -> None:
    _PACE.wait()


_PACE = Pace(CALLS_A_SECOND)
_CONFIG = Config(
    connect_timeout=5,
    read_timeout=SLOWEST_ANSWER_SECONDS,
    parameter_validation=False,
    retries={"mode": "standard", "total_max_attempts": 2},
)
