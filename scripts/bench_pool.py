"""What a sign-up costs with few users and with many, and how many people can sign up at once.

The cost is that of SignUp, in a small and in a large pool of this project's engine, in turns. A whole
sign-up is SignUp and ConfirmSignUp with the code that was mailed; how many there are a second is
measured on bare MiniStack too. Clients are threads with a connection each; they sign nothing.
"""

from __future__ import annotations

import http.client
import json
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import local
from urllib.parse import urlsplit

import boto3
import httpx

from scripts.bench_trigger import package
from scripts.conformance_peers import peers
from scripts.console import console
from scripts.engines import EngineSettings, endpoint_url
from scripts.engines.embedded import EmbeddedEngine
from scripts.free_port import free_port
from scripts.mailbox import CODE

FEW, MANY = 100, 10_000
SAMPLES, WARM_UP = 100, 20
AT_ONCE = 16
PEOPLE = 480
AIM_RATIO, AIM_PER_SECOND = 1.3, 50.0
REGION = "us-east-1"
PASSWORD = "Bench-passw0rd-of-nobody"  # noqa: S105 - of users who live for a minute
_TARGET = "AWSCognitoIdentityProviderService."


class RefusedError(Exception):
    """An engine's answer that is no success."""


@dataclass
class Engine:
    """An engine under measurement. `public` calls go without a signature, on a connection for each thread."""

    url: str

    _connections: local = field(default_factory=local)

    def client(self) -> str:
        """A new pool with an app client: the client's id."""
        return self._new_pool({})[1]

    def pool_with_users(self, count: int) -> str:
        """A new pool with this many users: its app client's id."""
        client_id = self.client()
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(lambda _: self.sign_up(client_id, _address()), range(count)))
        return client_id

    def client_with_function(self) -> str:
        """As `client`, its pool running a function that does nothing at each confirmation."""
        session = boto3.Session("test", "test", region_name=REGION)
        role = session.client("iam", endpoint_url=self.url).create_role(
            RoleName="bench", AssumeRolePolicyDocument="{}"
        )
        functions = session.client("lambda", endpoint_url=self.url)
        arn = functions.create_function(
            FunctionName="bench",
            Runtime="python3.13",
            Handler="f.handler",
            Role=role["Role"]["Arn"],
            Code={"ZipFile": package()},
        )["FunctionArn"]
        functions.add_permission(
            FunctionName="bench",
            StatementId="pools",
            Action="lambda:InvokeFunction",
            Principal="cognito-idp.amazonaws.com",
        )
        return self._new_pool({"PostConfirmation": arn})[1]

    def sign_up(self, client_id: str, address: str) -> None:
        attributes = [{"Name": "email", "Value": address}]
        parameters = {"ClientId": client_id, "Username": address, "Password": PASSWORD}
        self.public("SignUp", {**parameters, "UserAttributes": attributes})

    def confirm(self, client_id: str, address: str, code: str) -> None:
        parameters = {"ClientId": client_id, "Username": address, "ConfirmationCode": code}
        self.public("ConfirmSignUp", parameters)

    def codes(self) -> dict[str, str]:
        """The newest code mailed to each address."""
        listed = httpx.get(f"{self.url}/_ministack/ses/messages", timeout=60).json()["messages"]
        mails = [mail for account in listed.values() for mail in account]
        return {mail["To"][0]: CODE.findall(mail["BodyText"])[0] for mail in mails}

    def public(self, operation: str, parameters: Mapping[str, object]) -> None:
        connection = self._connection()
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": _TARGET + operation}
        connection.request("POST", "/", json.dumps(parameters), headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RefusedError(f"{operation}: {content[:200]!r}")

    def _connection(self) -> http.client.HTTPConnection:
        if not hasattr(self._connections, "open"):
            address = urlsplit(self.url)
            self._connections.open = http.client.HTTPConnection(
                str(address.hostname), address.port, timeout=60
            )
        connection: http.client.HTTPConnection = self._connections.open
        return connection

    def _new_pool(self, functions: dict[str, str]) -> tuple[str, str]:
        cognito = boto3.client(
            "cognito-idp",
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - the emulator's own
        )
        pool = cognito.create_user_pool(
            PoolName="bench",
            UsernameAttributes=["email"],
            AutoVerifiedAttributes=["email"],
            LambdaConfig=functions,  # type: ignore[arg-type]
        )["UserPool"]["Id"]
        client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="bench")
        return pool, client["UserPoolClient"]["ClientId"]


@dataclass(frozen=True)
class Cost:
    """Medians in milliseconds of a SignUp in a pool of FEW and in one of MANY users."""

    few: float
    many: float

    @property
    def ratio(self) -> float:
        return self.many / self.few


@dataclass(frozen=True)
class Rate:
    """Whole sign-ups a second, and how many of them an engine refused."""

    per_second: float
    refused: int


def main() -> None:
    """Measure, and print the figures."""
    with _engines() as (ours, bare):
        cost = sign_up_cost(ours)
        rates = [throughput(engine, engine.client()) for engine in (ours, bare)]
        with_function = throughput(ours, ours.client_with_function())
    console.print(f"  a SignUp with {FEW} users in the pool    {cost.few:5.1f} ms")
    console.print(
        f"  a SignUp with {MANY:,} users in the pool {cost.many:5.1f} ms: {cost.ratio:.2f} times as much"
    )
    for name, rate in zip(("this engine", "bare MiniStack"), rates, strict=True):
        console.print(f"  {AT_ONCE} at once, {name:15} {_shown(rate)}")
    console.print(f"  {AT_ONCE} at once, with a function {_shown(with_function)}")
    good = cost.ratio <= AIM_RATIO and rates[0].per_second > AIM_PER_SECOND
    mark = "[green]✓[/]" if good else "[yellow]![/]"
    console.print(f"{mark} aims: at most {AIM_RATIO} times as much, over {AIM_PER_SECOND:.0f} a second")


def sign_up_cost(engine: Engine) -> Cost:
    """Time sign-ups in a small and in a large pool, in turns, after a warm-up."""
    clients = (engine.pool_with_users(FEW), engine.pool_with_users(MANY))
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(SAMPLES + WARM_UP):
        for client_id, taken in zip(clients, times, strict=True):
            begin = time.perf_counter()
            engine.sign_up(client_id, _address())
            taken.append((time.perf_counter() - begin) * 1000)
    return Cost(*(statistics.median(taken[WARM_UP:]) for taken in times))


def throughput(engine: Engine, client_id: str) -> Rate:
    """PEOPLE sign up, AT_ONCE at a time, and then confirm; their mail is read between, off the clock."""
    addresses = [_address() for _ in range(PEOPLE)]
    codes: dict[str, str] = {}

    def sign_up(address: str) -> bool:
        return _done(lambda: engine.sign_up(client_id, address))

    def confirm(address: str) -> bool:
        return address in codes and _done(lambda: engine.confirm(client_id, address, codes[address]))

    with ThreadPoolExecutor(AT_ONCE) as threads:
        first = time.perf_counter()
        list(threads.map(sign_up, addresses))
        spent = time.perf_counter() - first
        codes.update(engine.codes())
        second = time.perf_counter()
        confirmed = sum(threads.map(confirm, addresses))
        spent += time.perf_counter() - second
    return Rate(confirmed / spent, PEOPLE - confirmed)


def _done(call: Callable[[], None]) -> bool:
    try:
        call()
    except RefusedError:
        return False
    return True


def _shown(rate: Rate) -> str:
    refused = f", {rate.refused} of {PEOPLE} refused" if rate.refused else ""
    return f"{rate.per_second:5.1f} whole sign-ups a second{refused}"


def _address() -> str:
    return f"{uuid.uuid4().hex}@example.com"


@contextmanager
def _engines() -> Iterator[tuple[Engine, Engine]]:
    """This project's engine and bare MiniStack, each a process of its own."""
    with tempfile.TemporaryDirectory() as name, peers()[0].running() as arguments:
        engine = EmbeddedEngine(Path(name) / "engine", Path(name) / "state")
        settings = EngineSettings(free_port(), persist=False)
        engine.start(settings)
        try:
            yield Engine(endpoint_url(settings.port)), Engine(arguments[1])
        finally:
            engine.stop()


if __name__ == "__main__":
    main()
