"""The engine's own processor time for a whole sign-up on the deployed stack, both its functions warm."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from scripts.bench.engine import AT_ONCE, PASSWORD, new_address
from scripts.console import console
from scripts.engines import EngineSettings, endpoint_url
from scripts.engines.embedded import EmbeddedEngine
from scripts.free_port import free_port
from scripts.mailboxes.mailbox import EmulatorMailbox, newest_mail
from scripts.stack.deployment import deploy
from scripts.stack_file import Stack

AIM_MS = 10.0
PEOPLE, WARM_UP = 320, 48


def bench() -> int:
    """Measure, and print the figure."""
    with tempfile.TemporaryDirectory() as name:
        engine = EmbeddedEngine(Path(name) / "engine", Path(name) / "state")
        settings = EngineSettings(free_port(), persist=False)
        engine.start(settings)
        try:
            url = endpoint_url(settings.port)
            stack = Stack(engine.name, url, deploy(url, "us-east-1", Path(name) / "terraform").outputs)
            spent = _spent_ms(engine, stack)
        finally:
            engine.stop()
    mark = "[green]✓[/]" if spent <= AIM_MS else "[yellow]![/]"
    console.print(f"{mark} {spent:.1f} ms of the engine's own (aim: at most {AIM_MS:.0f}; {PEOPLE} people)")
    return 0


def _spent_ms(engine: EmbeddedEngine, stack: Stack) -> float:
    process = engine.process()
    if process is None:
        raise LookupError("The engine is gone.")
    _let_in(stack, WARM_UP)
    before = _own_seconds(process)
    _let_in(stack, PEOPLE)
    return (_own_seconds(process) - before) / PEOPLE * 1000


def _own_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _let_in(stack: Stack, people: int) -> None:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda _: _sign_up(stack), range(people)))


def _sign_up(stack: Stack) -> None:
    cognito, client_id, address = stack.cognito(), stack.user_pool_client_id, new_address()
    attributes = {"email": address, "name": "Ada", "custom:user_type": "Patient"}
    cognito.sign_up(
        ClientId=client_id,
        Username=address,
        Password=PASSWORD,
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
    )
    code = newest_mail(EmulatorMailbox(str(stack.endpoint_url)), address).code
    cognito.confirm_sign_up(ClientId=client_id, Username=address, ConfirmationCode=code)
