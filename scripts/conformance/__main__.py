"""Put the conformance suite to our engine and its peers (`make conformance`).

Writes docs/conformance.md, and docs/operations.md beside it.
"""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from scripts.conformance.operations_page import OPERATIONS_PAGE, operations_page
from scripts.conformance.page import Column, page
from scripts.conformance.peers import NotInstallableError, Peer, peers
from scripts.conformance.suites import Suites
from scripts.console import console, run_command
from scripts.paths import PROJECT
from scripts.shown import shown

PAGE = PROJECT / "docs" / "conformance.md"
OURS = "ours"
# The rules about locks and time-outs count seconds: no more engines at once than cores are sure to be there.
AT_ONCE = 2


def main() -> None:
    run_command(_conformance)


def _conformance() -> int:
    OPERATIONS_PAGE.write_text(operations_page())
    columns = _ask_all()
    ours = columns[0]
    PAGE.write_text(page(columns))
    for column in columns:
        console.print(f"  {column.title:22} {column.summary()}")
    for written in (PAGE, OPERATIONS_PAGE):
        console.print(f"Written: [bold]{written.relative_to(PROJECT)}[/]")
    for failure in ours.failures():
        console.print(f"  [red]✘[/] {shown(f'{failure.rule}: {failure.reason}')}", soft_wrap=True)
    return 1 if ours.failures() else 0


def _ask_all() -> list[Column]:
    # behind an `&` it is ignored, and the suites, which are ended by it, would inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)
    suites = Suites()
    name = TextColumn("  {task.description:22}", markup=False)
    described = [name, BarColumn(), TextColumn("{task.percentage:3.0f}%")]
    with Progress(*described, TimeElapsedColumn(), console=console) as progress:
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


if __name__ == "__main__":
    main()
