"""`.local/stack.json`: the one hand-over between `make up` and everything else."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts import loopback
from scripts.certificate import ca_bundle
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
OF_ITS_OWN = ("engine", "endpoint_url", "ca_bundle")
HOSTED_UI_URLS = ("hosted_ui_sign_up_url", "hosted_ui_login_url")


@dataclass(frozen=True)
class Stack:
    """A deployed stack: its engine, its endpoint (None on AWS), and every Terraform output by name."""

    engine: str
    endpoint_url: str | None
    outputs: Mapping[str, Any]
    ca_bundle: str | None = None
    """The file by which the endpoint is trusted, where that is https by a certificate made here."""

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
    def jwks_url(self) -> str:
        """Where the pool publishes its keys: below the issuer on AWS, elsewhere as `discovery` has found."""
        return str(self.outputs.get("jwks_url") or f"{self.user_pool_issuer}/.well-known/jwks.json")

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
        """A client: with the local root key for a local engine, the caller's own credentials on AWS.

        Made once for each stack and service: making one takes 50 ms and more, and threads may share it.
        """
        with _MAKING_A_CLIENT:
            return _client(service, self.region, self.endpoint_url, self.ca_bundle)


# a session, unlike its clients, is not for several threads
_MAKING_A_CLIENT = threading.Lock()


@cache
def _client(service: str, region: str, endpoint_url: str | None, ca_bundle: str | None) -> Any:
    # a fifth of a second that a command like `make down`, which asks for none, need not wait
    from botocore.config import Config  # noqa: PLC0415

    from scripts.aws_session import aws_session  # noqa: PLC0415

    local = {
        "endpoint_url": endpoint_url,
        "aws_access_key_id": LOCAL_ACCESS_KEY,
        "aws_secret_access_key": LOCAL_SECRET_KEY,
        "verify": ca_bundle,
    }
    config = Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "max_attempts": 3},
        max_pool_connections=CONNECTIONS,
        proxies=loopback.proxies(endpoint_url),
    )
    make_client: Any = aws_session().create_client
    return make_client(service, region_name=region, config=config, **(local if endpoint_url else {}))


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
    if content.get("ca_bundle"):
        ca_bundle(Path(content["ca_bundle"]).parent)
    outputs = {key: value for key, value in content.items() if key not in OF_ITS_OWN}
    return Stack(content["engine"], content["endpoint_url"], outputs, content.get("ca_bundle"))


def write_stack(stack: Stack, path: Path = STACK_FILE) -> None:
    """Write the stack file whole or not at all, so that no reader meets half of it."""
    of_its_own = {"engine": stack.engine, "endpoint_url": stack.endpoint_url, "ca_bundle": stack.ca_bundle}
    content = {**of_its_own, **stack.outputs}
    write_whole(path, json.dumps(content, indent=2, sort_keys=True) + "\n")
