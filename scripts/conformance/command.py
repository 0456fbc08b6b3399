"""Put the conformance suite to our engine and its peers (`make conformance`), and with AWS=1 to AWS before.

Writes docs/conformance.md, and docs/operations.md beside it.
"""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from cognito_emulator.cognito.refused import REFUSED
from scripts.conformance import aws
from scripts.conformance.operations_page import OPERATIONS_PAGE, operations_page
from scripts.conformance.page import AWS, Column, page
from scripts.conformance.peers import NotInstallableError, Peer, peers
from scripts.conformance.suites import Suites
from scripts.console import console
from scripts.paths import PROJECT
from scripts.shown import shown

PAGE = PROJECT / "docs" / "conformance.md"
OURS = "ours"
# The rules about locks and time-outs count seconds: no more engines at once than cores are sure to be there.
AT_ONCE = 2


def conformance(*, with_aws: bool, yes_real_aws: bool) -> int:
    """0 where our engine follows every rule. CommandError where AWS is asked for without consent."""
    # behind an `&` it is ignored, and the suites, which are ended by it, would inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)
    suites = Suites()
    if with_aws:
        aws.require_consent(suites.count(), yes_real_aws=yes_real_aws)
        _ask_aws(suites)
    OPERATIONS_PAGE.write_text(operations_page())
    ours, *peers = _ask_all(suites)
    asked = aws.kept()
    columns = [ours, *([asked] if asked else []), *peers]
    PAGE.write_text(page(columns, REFUSED))
    for column in columns:
        console.print(f"  {column.title:22} {column.summary()}")
    for written in (PAGE, OPERATIONS_PAGE):
        console.print(f"Written: [bold]{written.relative_to(PROJECT)}[/]")
    for failure in ours.failures():
        console.print(f"  [red]✘[/] {shown(f'{failure.rule}: {failure.reason}')}", soft_wrap=True)
    return 1 if ours.failures() else 0


def _ask_aws(suites: Suites) -> None:
    with _progress() as progress:
        task = progress.add_task(AWS, total=100)
        try:
            aws.keep(suites.run(AWS, aws.ARGUMENTS, partial(progress.update, task)))
        except BaseException:
            suites.stop()
            raise


def _progress() -> Progress:
    name = TextColumn("  {task.description:22}", markup=False)
    described = [name, BarColumn(), TextColumn("{task.percentage:3.0f}%")]
    return Progress(*described, TimeElapsedColumn(), console=console)


def _ask_all(suites: Suites) -> list[Column]:
    with _progress() as progress:
        asks = [partial(_ask_ours, suites, progress, progress.add_task(OURS, total=100))]
        asks += [
            partial(_ask_peer, suites, progress, progress.add_task(p.name, total=100), p) for p in peers()
        ]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            futures = [pool.submit(ask) for ask in asks]
            try:
                return [future.result() for future in futures]
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                suites.stop()
                raise


def _ask_ours(suites: Suites, progress: Progress, task: TaskID) -> Column:
    return Column(OURS, "", suites.run(OURS, [], partial(progress.update, task)))


def _ask_peer(suites: Suites, progress: Progress, task: TaskID, peer: Peer) -> Column:
    try:
        with peer.running() as arguments:
            verdicts = suites.run(peer.name, arguments, partial(progress.update, task))
    except NotInstallableError as reason:
        return Column(peer.name, peer.version, None, str(reason))
    return Column(peer.name, peer.version, verdicts)
