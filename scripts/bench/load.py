"""Sign many people up at once on the running stack, then look after each of them (`make load`).

Every person goes the whole way: SignUp, the mailed code, ConfirmSignUp with its trigger. Afterwards, once the
repair queue is empty, each one has to have their profile and their group. Local engines only: on AWS nobody
here can read the mails. Exit status 0: nobody is lost; 1: somebody is.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from botocore.exceptions import BotoCoreError, ClientError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from scripts.console import console
from scripts.errors import CommandError
from scripts.health import wait_until
from scripts.mailboxes.mailbox import Mailbox, newest_mail
from scripts.mailboxes.stack_mailbox import mailbox_of
from scripts.people import incomplete_people, queue_is_drained
from scripts.running_stack import running_stack
from scripts.stack_file import Stack

DRAIN_SECONDS = 600
SLICES = 24
BARS = "▁▂▃▄▅▆▇█"


@dataclass
class Run:
    """What came of a load: seconds of each step, errors by name, who was confirmed and when."""

    steps: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    confirmed: list[str] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)


def load(people: int, at_once: int) -> int:
    """Sign so many up; 0 where everybody has all. Raises CommandError where the mails cannot be read."""
    stack = running_stack()
    mailbox = mailbox_of(stack)
    if mailbox is None:
        raise CommandError(
            "The load runs on local engines: on AWS nobody here can read the mails.", "make up"
        )
    run, seconds = sign_everybody_up(stack, mailbox, people, at_once)
    _show(run, people, at_once, seconds)
    return _verdict(stack, run)


def sign_everybody_up(stack: Stack, mailbox: Mailbox, people: int, at_once: int) -> tuple[Run, float]:
    """What came of it, and the seconds that it took."""
    run, begin = Run(), time.monotonic()
    what = TextColumn("{task.description}", markup=False)
    columns = (what, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Signing up", total=people)
        with ThreadPoolExecutor(at_once) as pool:
            everybody = [pool.submit(_sign_up, stack, mailbox, run) for _ in range(people)]
            try:
                for _ in as_completed(everybody):
                    run.moments.append(time.monotonic() - begin)
                    progress.advance(task)
            except KeyboardInterrupt:
                # whoever has begun comes to an end, nobody else begins
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    for person in everybody:
        person.result()
    return run, time.monotonic() - begin


def _sign_up(stack: Stack, mailbox: Mailbox, run: Run) -> None:
    email, cognito, client_id = (
        f"load-{secrets.token_hex(8)}@example.com",
        stack.cognito(),
        stack.user_pool_client_id,
    )
    try:
        begin = time.monotonic()
        answer = cognito.sign_up(
            ClientId=client_id,
            Username=email,
            Password=f"{secrets.token_urlsafe(16)}aA1!",
            UserAttributes=[
                {"Name": "email", "Value": email},
                {"Name": "name", "Value": "Load Test"},
                {"Name": "custom:user_type", "Value": str(stack.outputs["default_user_type"])},
            ],
            ClientMetadata=stack.client_metadata,
        )
        begin = _step(run, "SignUp", begin)
        code = newest_mail(mailbox, email).code
        begin = _step(run, "mail", begin)
        run.confirmed.append(answer["UserSub"])
        cognito.confirm_sign_up(
            ClientId=client_id,
            Username=email,
            ConfirmationCode=code,
            ClientMetadata=stack.client_metadata,
        )
        _step(run, "ConfirmSignUp", begin)
    except ClientError as error:
        run.errors[f"{error.operation_name}: {error.response['Error']['Code']}"] += 1
    except BotoCoreError as error:
        run.errors[type(error).__name__] += 1


def _step(run: Run, name: str, begin: float) -> float:
    now = time.monotonic()
    run.steps.setdefault(name, []).append(now - begin)
    return now


def _show(run: Run, people: int, at_once: int, seconds: float) -> None:
    console.print(
        f"{people} people, {at_once} at once: {seconds:.1f} s, "
        f"[bold]{len(run.confirmed) / seconds:.1f} sign-ups a second[/]"
    )
    table = Table("step", "p50 ms", "p95 ms", "p99 ms", "max ms", box=None, padding=(0, 2))
    for name, durations in run.steps.items():
        ordered = sorted(durations)
        figures = [f"{_percentile(ordered, share) * 1000:.0f}" for share in (0.5, 0.95, 0.99, 1.0)]
        table.add_row(name, *figures)
    console.print(table)
    console.print(f"  finished over time  {_sparkline(run.moments, seconds)}")
    for name, count in run.errors.most_common():
        console.print(f"  [red]{count} of {name}[/]")


def _percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _sparkline(moments: list[float], seconds: float) -> str:
    slices = Counter(min(SLICES - 1, int(moment / seconds * SLICES)) for moment in moments)
    most = max(slices.values(), default=1)
    return "".join(BARS[round(slices[number] / most * (len(BARS) - 1))] for number in range(SLICES))


def _verdict(stack: Stack, run: Run) -> int:
    with console.status("Waiting for the repair queue to be empty …"):
        drained = wait_until(lambda: queue_is_drained(stack), DRAIN_SECONDS)
    lost = incomplete_people(stack, run.confirmed)
    if not drained or lost:
        console.print(
            f"[bold red]✗ {len(lost)} of {len(run.confirmed)} have no profile or no group[/]"
            f"{'' if drained else ', and the repair queue is not empty'}.  [dim]next:[/] make reconcile"
        )
        return 1
    console.print(f"[bold green]✓ All {len(run.confirmed)} have their profile and their group.[/]")
    return 0
