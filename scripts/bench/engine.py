"""The engines that the figures are taken from, and the calls that are timed: ours and bare MiniStack's.

Every timed call goes the same way, without a signature or with one that was made before the clock ran, on a
connection that is open already: what is compared is what the engine does.
"""

from __future__ import annotations

import http.client
import io
import json
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import local
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from cognito_emulator.cognito.messages.code import code_in
from scripts import loopback
from scripts.conformance.peers import peers
from scripts.engines import EngineSettings, endpoint_url
from scripts.engines.embedded import EmbeddedEngine
from scripts.free_port import free_port
from scripts.stack_file import LOCAL_ACCESS_KEY, LOCAL_SECRET_KEY

AT_ONCE = 16
REGION = "us-east-1"
PASSWORD = "Bench-passw0rd-of-nobody"  # noqa: S105 - of users who live for a minute
FUNCTION_NAME = "bench"
# The engine waits 50 ms for the log of a function that writes none.
FUNCTION = 'def handler(event, context):\n    print("ran")\n    return event\n'
_TARGET = "AWSCognitoIdentityProviderService."
_PUT_ITEM = "DynamoDB_20120810.PutItem"


@contextmanager
def engines() -> Iterator[tuple[Engine, Engine]]:
    """This project's engine and bare MiniStack, each a process of its own."""
    with tempfile.TemporaryDirectory() as name, peers()[0].running() as arguments:
        engine = EmbeddedEngine(Path(name) / "engine", Path(name) / "state")
        settings = EngineSettings(free_port(), persist=False)
        engine.start(settings)
        try:
            yield Engine(endpoint_url(settings.port), is_ours=True), Engine(arguments[1], is_ours=False)
        finally:
            engine.stop()


class RefusedError(Exception):
    """An engine's answer that is no success."""


@dataclass
class Engine:
    """An engine under measurement, and a connection to it for each thread that calls."""

    url: str
    is_ours: bool
    _connections: local = field(default_factory=local)

    def client(self, functions: Mapping[str, str] | None = None) -> str:
        """A new pool with an app client: the client's id."""
        cognito = self._boto("cognito-idp")
        pool = cognito.create_user_pool(
            PoolName="bench",
            UsernameAttributes=["email"],
            AutoVerifiedAttributes=["email"],
            LambdaConfig=dict(functions or {}),
        )["UserPool"]["Id"]
        client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="bench")
        return str(client["UserPoolClient"]["ClientId"])

    def client_with_function(self) -> str:
        """As `client`, its pool running a function that does next to nothing at each confirmation."""
        functions = self._boto("lambda")
        role = self._boto("iam").create_role(RoleName="bench", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        arn = functions.create_function(
            FunctionName=FUNCTION_NAME,
            Runtime="python3.13",
            Handler="f.handler",
            Role=role,
            Code={"ZipFile": _package()},
        )["FunctionArn"]
        functions.add_permission(
            FunctionName=FUNCTION_NAME,
            StatementId="pools",
            Action="lambda:InvokeFunction",
            Principal="cognito-idp.amazonaws.com",
        )
        return self.client({"PostConfirmation": arn})

    def pool_with_users(self, count: int) -> str:
        """A new pool with this many users: its app client's id."""
        client_id = self.client()
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(lambda _: self.sign_up(client_id, new_address()), range(count)))
        return client_id

    def sign_up(self, client_id: str, address: str) -> None:
        attributes = [{"Name": "email", "Value": address}]
        parameters = {"ClientId": client_id, "Username": address, "Password": PASSWORD}
        self._public("SignUp", {**parameters, "UserAttributes": attributes})

    def confirm(self, client_id: str, address: str, code: str) -> None:
        parameters = {"ClientId": client_id, "Username": address, "ConfirmationCode": code}
        self._public("ConfirmSignUp", parameters)

    def invocation(self, event: Mapping[str, object]) -> Callable[[], None]:
        """An Invoke of the function with an event, signed already."""
        path = f"/2015-03-31/functions/{FUNCTION_NAME}/invocations"
        request = AWSRequest("POST", self.url + path, data=json.dumps(event))
        SigV4Auth(Credentials(LOCAL_ACCESS_KEY, LOCAL_SECRET_KEY), "lambda", REGION).add_auth(request)
        headers = dict(request.headers.items())
        return lambda: self._post(path, str(request.data), headers)

    def put_item(self) -> Callable[[], None]:
        """A PutItem into a table of its own, signed already: the same item each time."""
        keys = {"TableName": "bench", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}
        attributes = [{"AttributeName": "id", "AttributeType": "S"}]
        table = self._boto("dynamodb")
        table.create_table(**keys, AttributeDefinitions=attributes, BillingMode="PAY_PER_REQUEST")
        body = json.dumps({"TableName": "bench", "Item": {"id": {"S": "one"}, "name": {"S": "Ada"}}})
        target = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": _PUT_ITEM}
        request = AWSRequest("POST", f"{self.url}/", target, body)
        SigV4Auth(Credentials(LOCAL_ACCESS_KEY, LOCAL_SECRET_KEY), "dynamodb", REGION).add_auth(request)
        headers = dict(request.headers.items())
        return lambda: self._post("/", body, headers)

    def codes(self) -> dict[str, str]:
        """The newest code mailed to each address."""
        if self.is_ours:
            messages = loopback.get(f"{self.url}/_inbox.json", seconds=60).json()["messages"]
            return {message["to"]: message["code"] for message in reversed(messages)}
        listed = loopback.get(f"{self.url}/_ministack/ses/messages", seconds=60).json()["messages"]
        mails = [mail for account in listed.values() for mail in account]
        return {mail["To"][0]: code_in(mail["BodyText"]) for mail in mails}

    def _public(self, operation: str, parameters: Mapping[str, object]) -> None:
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": _TARGET + operation}
        self._post("/", json.dumps(parameters), headers)

    def _post(self, path: str, body: str, headers: Mapping[str, str]) -> None:
        connection = self._connection()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RefusedError(f"{headers.get('X-Amz-Target', path)}: {content[:200]!r}")

    def _connection(self) -> http.client.HTTPConnection:
        if not hasattr(self._connections, "open"):
            address = urlsplit(self.url)
            self._connections.open = http.client.HTTPConnection(
                str(address.hostname), address.port, timeout=60
            )
        connection: http.client.HTTPConnection = self._connections.open
        return connection

    def _boto(self, service: str) -> Any:
        session = boto3.Session(LOCAL_ACCESS_KEY, LOCAL_SECRET_KEY, region_name=REGION)
        config = Config(proxies=loopback.proxies(self.url))
        return session.client(service, endpoint_url=self.url, config=config)  # type: ignore[call-overload]


def new_address() -> str:
    return f"{uuid4().hex}@example.com"


def milliseconds(call: Callable[[], None]) -> float:
    begin = time.perf_counter()
    call()
    return (time.perf_counter() - begin) * 1000


def _package() -> bytes:
    """The function as CreateFunction takes it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("f.py", FUNCTION)
    return archive.getvalue()
