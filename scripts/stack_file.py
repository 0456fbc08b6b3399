"""`.local/stack.json`: the one hand-over between `make up` and everything else."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from scripts import loopback
from scripts.errors import CommandError
from scripts.paths import STACK_FILE
from scripts.whole_file import write_whole

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient

CONNECTIONS = 32
LOCAL_ACCESS_KEY = "test"
LOCAL_SECRET_KEY = "test"  # noqa: S105 - every local engine's documented root key, worth nothing elsewhere
REQUIRED = (
    "engine",
    "endpoint_url",
    "region",
    "user_pool_id",
    "user_pool_client_id",
    "table_name",
    "post_confirmation_function_name",
)
HOSTED_UI_URLS = ("hosted_ui_sign_up_url", "hosted_ui_login_url")
HOSTED_UI_PATHS = {"localstack": "/_aws/cognito-idp"}


@dataclass(frozen=True)
class Stack:
    """A deployed stack: its engine, its endpoint (None on AWS), and every Terraform output by name."""

    engine: str
    endpoint_url: str | None
    outputs: Mapping[str, Any]

    @classmethod
    def local(cls, engine: str, endpoint_url: str, outputs: Mapping[str, Any]) -> Stack:
        """A stack on this machine: its hosted UI stands below the endpoint, not in AWS's domain."""
        base = f"{endpoint_url}{HOSTED_UI_PATHS.get(engine, '')}"
        local = {name: _moved_to(base, outputs[name]) for name in HOSTED_UI_URLS if name in outputs}
        return cls(engine, endpoint_url, {**outputs, **local})

    @property
    def region(self) -> str:
        return str(self.outputs["region"])

    @property
    def user_pool_id(self) -> str:
        return str(self.outputs["user_pool_id"])

    @property
    def user_pool_client_id(self) -> str:
        return str(self.outputs["user_pool_client_id"])

    @property
    def user_pool_issuer(self) -> str:
        return str(self.outputs["user_pool_issuer"])

    @property
    def table_name(self) -> str:
        return str(self.outputs["table_name"])

    @property
    def post_confirmation_function_name(self) -> str:
        return str(self.outputs["post_confirmation_function_name"])

    @property
    def hosted_ui_login_url(self) -> str:
        return str(self.outputs["hosted_ui_login_url"])

    @property
    def inbox_url(self) -> str | None:
        """Where the emulator shows the mails that it has sent; None on AWS and LocalStack."""
        return f"{self.endpoint_url}/_inbox" if self.engine in ("embedded", "container") else None

    @property
    def user_types(self) -> list[str]:
        return [str(user_type) for user_type in self.outputs["user_types"]]

    @property
    def client_metadata(self) -> dict[str, str]:
        """What a SignUp and a ConfirmSignUp have to send along: the terms' version, where the stack asks."""
        version = str(self.outputs.get("terms_version", ""))
        return {"terms_version": version} if version else {}

    def cognito(self) -> CognitoIdentityProviderClient:
        client: CognitoIdentityProviderClient = self.client("cognito-idp")
        return client

    def dynamodb(self) -> DynamoDBClient:
        client: DynamoDBClient = self.client("dynamodb")
        return client

    def client(self, service: str) -> Any:
        """A boto3 client: with the local root key for a local engine, the caller's own credentials on AWS.

        Made once for each stack and service: making one takes 50 ms and more, and threads may share it.
        """
        with _MAKING_A_CLIENT:
            return _client(service, self.region, self.endpoint_url)


# boto3's session, unlike its clients, is not for several threads
_MAKING_A_CLIENT = threading.Lock()


@cache
def _client(service: str, region: str, endpoint_url: str | None) -> Any:
    local = {
        "endpoint_url": endpoint_url,
        "aws_access_key_id": LOCAL_ACCESS_KEY,
        "aws_secret_access_key": LOCAL_SECRET_KEY,
    }
    config = Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "max_attempts": 3},
        max_pool_connections=CONNECTIONS,
        proxies=loopback.proxies(endpoint_url),
    )
    make_client: Any = boto3.client
    return make_client(service, region_name=region, config=config, **(local if endpoint_url else {}))


def _moved_to(base: str, url: str) -> str:
    parts = urlsplit(url)
    return f"{base}{parts.path}?{parts.query}"


def read_stack(path: Path = STACK_FILE) -> Stack:
    """Read the stack file. Raises CommandError where it is missing or is not what `make up` writes."""
    try:
        content = json.loads(path.read_text())
    except FileNotFoundError:
        raise CommandError("No stack is deployed: there is no .local/stack.json.", "make up") from None
    except ValueError as error:
        raise CommandError(f".local/stack.json is not JSON: {error}.", "make down && make up") from None
    missing = [key for key in REQUIRED if key not in content] if isinstance(content, dict) else list(REQUIRED)
    if missing:
        raise CommandError(f".local/stack.json lacks {', '.join(missing)}.", "make down && make up")
    outputs = {key: value for key, value in content.items() if key not in ("engine", "endpoint_url")}
    return Stack(engine=content["engine"], endpoint_url=content["endpoint_url"], outputs=outputs)


def write_stack(stack: Stack, path: Path = STACK_FILE) -> None:
    """Write the stack file whole or not at all, so that no reader meets half of it."""
    content = {"engine": stack.engine, "endpoint_url": stack.endpoint_url, **stack.outputs}
    write_whole(path, json.dumps(content, indent=2, sort_keys=True) + "\n")
