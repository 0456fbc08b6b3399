"""Checks."""

from __future__ import annotations

import subprocess
import sys

import click

from scripts.cli.options import whole_number

MOST_PEOPLE, MOST_AT_ONCE = 1_000_000, 1000


@click.command("e2e")
def _e2e() -> int:
    """The end-to-end tests against the running stack"""
    from scripts.interrupts import handed_on
    from scripts.last_word import STATUS_OF_SIGNALS
    from scripts.paths import PROJECT
    from scripts.running_stack import running_stack

    running_stack()
    tests = [sys.executable, "-m", "pytest", "tests/e2e", "--engine", "running"]
    with subprocess.Popen(tests, cwd=PROJECT) as pytest, handed_on(pytest.pid) as signals:
        status = pytest.wait()
    return STATUS_OF_SIGNALS + signals[0] if signals else status


@click.command("test")
@click.argument("rooms", nargs=-1)
def _test(rooms: tuple[str, ...]) -> int:
    """Every test, on engines of its own, beside a running stack"""
    from scripts.checks.rooms import run_and_name_failures

    return run_and_name_failures(rooms)


@click.command("integration")
def _integration() -> int:
    """up, e2e, plan, a second up, a changed group, each held to its result"""
    from scripts.checks.integration import integrate

    return integrate()


@click.command("lint")
def _lint() -> int:
    """ruff, mypy, terraform, checkov, a search for secrets, actionlint"""
    from scripts.checks.lint import lint

    return lint()


@click.command("audit")
def _audit() -> int:
    """Known vulnerabilities of what is installed and deployed (asks the internet)"""
    from scripts.checks.audit import audit

    return audit()


@click.command("conformance")
@click.option("--aws", is_flag=True, help="Ask AWS, too: needs --yes-real-aws.  [AWS=1]")
@click.option(
    "--yes-real-aws", is_flag=True, help="Use the account that the AWS SDK finds.  [YES_REAL_AWS=1]"
)
def _conformance(*, aws: bool, yes_real_aws: bool) -> int:
    """AWS's rules, asked of this engine and of its peers; writes two pages of docs/"""
    from scripts.conformance.command import conformance

    return conformance(with_aws=aws, yes_real_aws=yes_real_aws)


@click.command("wheel")
def _wheel() -> int:
    """Build the engine's wheel and sdist into .local/dist, and try the wheel alone"""
    from scripts.package.alone import build_and_try

    build_and_try()
    return 0


@click.command("load")
@click.option("--people", default="200", help="How many; 200 by default.  [N=]")
@click.option("--concurrency", default="16", help="How many at once; 16 by default.  [CONCURRENCY=]")
def _load(people: str, concurrency: str) -> int:
    """Sign many people up at once on the running stack

    Exit status 0: nobody is lost; 1: somebody is.
    """
    from scripts.bench.load import load

    return load(
        whole_number("N", people, MOST_PEOPLE, "load N=200"),
        whole_number("CONCURRENCY", concurrency, MOST_AT_ONCE, "load CONCURRENCY=16"),
    )


@click.command("bench")
@click.argument("figures", nargs=-1)
def _bench(figures: tuple[str, ...]) -> int:
    """Figures: make up, the trigger's share, cold import, many users, the image"""
    from scripts.bench.figures import bench

    return bench(figures)


COMMANDS = (_e2e, _test, _integration, _lint, _audit, _conformance, _wheel, _load, _bench)
