"""Put the conformance suite to our engine and its peers; write docs/conformance.md (`make conformance`)."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from scripts.conformance_page import Column, Verdict, page, read_verdicts
from scripts.conformance_peers import DIRECTORY, NotInstallableError, Peer, log_of, peers
from scripts.console import console, run_command
from scripts.errors import CommandError
from scripts.paths import PROJECT

PAGE = PROJECT / "docs" / "conformance.md"
OURS = "ours"
# The rules about locks and time-outs count seconds: no more engines at once than cores are sure to be there.
AT_ONCE = 2
LONGEST_RUN_SECONDS = 900
_PERCENT = re.compile(r"\[\s*(\d+)%\]")
_RAN = {0, 1}  # pytest's exit codes: all rules hold, some fail


def main() -> None:
    run_command(_conformance)


def _conformance() -> int:
    columns = _ask_all()
    ours = columns[0]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(columns))
    for column in columns:
        console.print(f"  {column.title:22} {column.summary()}")
    console.print(f"Written: [bold]{PAGE.relative_to(PROJECT)}[/]")
    for failure in ours.failures():
        console.print(f"  [red]✘[/] {escape(f'{failure.rule}: {failure.reason}')}", soft_wrap=True)
    return 1 if ours.failures() else 0


def _ask_all() -> list[Column]:
    described = [TextColumn("  {task.description:22}"), BarColumn(), TextColumn("{task.percentage:3.0f}%")]
    with Progress(*described, TimeElapsedColumn(), console=console) as progress:
        asks = [partial(_ask_ours, progress, progress.add_task("ours", total=100))]
        asks += [partial(_ask_peer, progress, progress.add_task(p.name, total=100), p) for p in peers()]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            futures = [pool.submit(ask) for ask in asks]
            try:
                return [future.result() for future in futures]
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _ask_ours(progress: Progress, task: TaskID) -> Column:
    return Column(OURS, "", _verdicts(OURS, [], partial(progress.update, task)))


def _ask_peer(progress: Progress, task: TaskID, peer: Peer) -> Column:
    try:
        with peer.running() as arguments:
            verdicts = _verdicts(peer.name, arguments, partial(progress.update, task))
    except NotInstallableError as reason:
        return Column(peer.name, peer.version, None, str(reason))
    return Column(peer.name, peer.version, verdicts)


def _verdicts(name: str, arguments: Sequence[str], progressed: Callable[..., None]) -> list[Verdict]:
    """Run the suite; Ctrl-C reaches it as well, since it shares our process group."""
    verdicts = DIRECTORY / f"{name}.json"
    verdicts.unlink(missing_ok=True)
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pytest", "tests/conformance", "-v", "--tb=short", "--color=no"]
    command += ["--session-timeout", str(LONGEST_RUN_SECONDS), "--verdicts", str(verdicts), *arguments]
    log = log_of(name, "rules")
    with log.open("w") as output:
        suite = subprocess.Popen(
            command,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for line in suite.stdout or ():
            output.write(line)
            percent = _PERCENT.search(line)
            if percent:
                progressed(completed=int(percent[1]))
    if suite.wait() not in _RAN or not verdicts.exists():
        raise CommandError(f"The suite did not run against {name}", f"cat {log.relative_to(PROJECT)}")
    return read_verdicts(verdicts)


if __name__ == "__main__":
    main()
