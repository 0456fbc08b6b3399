"""A confirmation that runs a warm function, beside a bare Lambda Invoke of the same function.

On an emulator of its own. The two are timed in turns, as a client sees them, so that a machine that gets
slower slows both.
"""

from __future__ import annotations

import io
import json
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
from mypy_boto3_lambda import LambdaClient

from scripts.console import console
from scripts.engines import EngineSettings, endpoint_url
from scripts.engines.embedded import EmbeddedEngine
from scripts.free_port import free_port
from scripts.mailbox import MiniStackMailbox

AIM_MS = 2.0
ROUNDS = 200
WARM_UP = 20
REGION = "us-east-1"
PASSWORD = "Bench-passw0rd-of-nobody"  # noqa: S105 - of users who live for a millisecond
# The engine waits 50 ms for the log of a function that writes none.
FUNCTION = 'def handler(event, context):\n    print("ran")\n    return event\n'


@dataclass(frozen=True)
class TriggerTimes:
    """Medians in milliseconds."""

    confirmation: float
    invoke: float
    confirmation_without_function: float

    @property
    def share(self) -> float:
        """How much longer a confirmation takes than the function: the engine's own part and the trigger's."""
        return self.confirmation - self.invoke


@dataclass(frozen=True)
class _Bench:
    mailbox: MiniStackMailbox
    cognito: CognitoIdentityProviderClient
    functions: LambdaClient
    function_arn: str
    with_function: str
    without_function: str


def main() -> None:
    """Measure, and print the medians and their difference."""
    times = measure()
    mark = "[green]✓[/]" if times.share <= AIM_MS else "[yellow]![/]"
    plain = times.confirmation_without_function
    console.print(f"  Invoke of the warm function           {times.invoke:6.1f} ms")
    console.print(f"  confirmation that runs it             {times.confirmation:6.1f} ms")
    console.print(f"  confirmation in a pool without one    {plain:6.1f} ms")
    console.print(
        f"{mark} {times.share:.1f} ms more than the Invoke (aim: {AIM_MS:.0f}; medians of {ROUNDS})"
    )


def measure(rounds: int = ROUNDS) -> TriggerTimes:
    """Time `rounds` of each in turns, after a warm-up."""
    with _bench() as bench:
        times = [_round(bench, number) for number in range(rounds + WARM_UP)][WARM_UP:]
    return TriggerTimes(*map(statistics.median, zip(*times, strict=True)))


def _round(bench: _Bench, number: int) -> tuple[float, float, float]:
    name = f"user-{number}@example.com"
    event = json.dumps({"userName": name, "request": {}, "response": {}})
    return (
        _confirmation_ms(bench, bench.with_function, name),
        _milliseconds(lambda: bench.functions.invoke(FunctionName=bench.function_arn, Payload=event)),
        _confirmation_ms(bench, bench.without_function, name),
    )


def _confirmation_ms(bench: _Bench, client_id: str, name: str) -> float:
    bench.cognito.sign_up(
        ClientId=client_id,
        Username=name,
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": name}],
    )
    code = bench.mailbox.mails_to(name)[-1].code
    return _milliseconds(
        lambda: bench.cognito.confirm_sign_up(ClientId=client_id, Username=name, ConfirmationCode=code)
    )


def _milliseconds(call: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    call()
    return (time.perf_counter() - begin) * 1000


@contextmanager
def _bench() -> Iterator[_Bench]:
    with tempfile.TemporaryDirectory() as name:
        engine = EmbeddedEngine(Path(name) / "engine", Path(name) / "state")
        settings = EngineSettings(free_port(), persist=False)
        engine.start(settings)
        try:
            yield _set_up(endpoint_url(settings.port))
        finally:
            engine.stop()


def _set_up(url: str) -> _Bench:
    session = boto3.Session("test", "test", region_name=REGION)
    cognito, functions = (
        session.client("cognito-idp", endpoint_url=url),
        session.client("lambda", endpoint_url=url),
    )
    iam = session.client("iam", endpoint_url=url)
    role = iam.create_role(RoleName="bench", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    function = functions.create_function(
        FunctionName="bench",
        Runtime="python3.13",
        Handler="f.handler",
        Role=role,
        Code={"ZipFile": package()},
    )["FunctionArn"]
    functions.add_permission(
        FunctionName="bench",
        StatementId="pools",
        Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com",
    )
    clients = (_client_id(cognito, {"PostConfirmation": function}), _client_id(cognito, {}))
    return _Bench(MiniStackMailbox(url), cognito, functions, function, *clients)


def _client_id(cognito: CognitoIdentityProviderClient, triggers: Any) -> str:
    pool = cognito.create_user_pool(
        PoolName="bench",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        LambdaConfig=triggers,
    )["UserPool"]
    client = cognito.create_user_pool_client(UserPoolId=pool["Id"], ClientName="bench")
    return client["UserPoolClient"]["ClientId"]


def package() -> bytes:
    """The function as CreateFunction takes it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("f.py", FUNCTION)
    return archive.getvalue()


if __name__ == "__main__":
    main()
