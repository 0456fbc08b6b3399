"""A running engine as a test talks to it: by AWS's own clients, and by what the engine has beside AWS."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import boto3
import httpx
from botocore.config import Config

from cognito_emulator.environment import ROOT_KEY, WITHOUT_PROXY
from cognito_emulator.faults.path import PATH as FAULTS_PATH
from cognito_emulator.gateway.clock_station import PATH as CLOCK_PATH

REGION = "us-east-1"
_SECONDS = 60  # more than three tries of a function take
_RESET_PATH = "/_ministack/reset"


@dataclass(frozen=True)
class CognitoEngine:
    """`endpoint_url` is where every service answers."""

    endpoint_url: str
    region: str = REGION
    _clients: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which AWS's SDKs, its CLI and Terraform reach the engine, as its root user."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
            "NO_PROXY": WITHOUT_PROXY,
            "no_proxy": WITHOUT_PROXY,
        }

    def client(self, service: str, **settings: Any) -> Any:
        """boto3's client of a service, by its name in boto3, as the root user.

        It tries nothing twice. `settings` are those of `boto3.client` and come before the ones here.
        """
        if settings:
            return self._made(service, settings)
        if service not in self._clients:
            self._clients[service] = self._made(service, {})
        return self._clients[service]

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Ask what AWS has not: `/_inbox.json`, `/_emulator/…`. httpx.HTTPStatusError for an error."""
        with httpx.Client(base_url=self.endpoint_url, timeout=_SECONDS, trust_env=False) as client:
            return client.request(method, path, **request).raise_for_status()

    def reset(self) -> None:
        """Forget everything: pools, people, mails, functions, what others hold; undo clock and faults."""
        self.ask("POST", _RESET_PATH)
        self.ask("DELETE", CLOCK_PATH)
        self.ask("DELETE", FAULTS_PATH)

    def has_user_pool(self, pool_id: str) -> bool:
        api = self.client("cognito-idp")
        with suppress(api.exceptions.ResourceNotFoundException):
            return bool(api.describe_user_pool(UserPoolId=pool_id))
        return False

    def _made(self, service: str, settings: Mapping[str, Any]) -> Any:
        make_client: Any = boto3.client
        usual = {
            "endpoint_url": self.endpoint_url,
            "region_name": self.region,
            "aws_access_key_id": ROOT_KEY,
            "aws_secret_access_key": ROOT_KEY,
            "config": Config(read_timeout=_SECONDS, retries={"total_max_attempts": 1}, proxies={}),
        }
        return make_client(service, **{**usual, **settings})
