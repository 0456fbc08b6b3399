"""House-keeping."""

from __future__ import annotations

import os
import subprocess
import sys

import click


@click.command("chromium")
def _chromium() -> int:
    """Install the browser of tests/browser, with what the system needs for it"""
    command = [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]
    return subprocess.run(command, check=False).returncode


@click.command("screenshots")
def _screenshots() -> int:
    """Take the pictures in docs/images anew"""
    from tests.browser.take_screenshots import main

    return main()


@click.command("aws-cli")
def _aws_cli() -> int:
    """Install the AWS CLI, where the machine has none: .venv/bin/python -m awscli"""
    click.echo("The AWS CLI is .venv/bin/python -m awscli")
    return 0


@click.command("localstack-tools")
def _localstack_tools() -> int:
    """Install LocalStack's own: localstack, tflocal, awslocal"""
    click.echo("localstack, tflocal and awslocal are in .venv/bin")
    return 0


@click.command("lock")
def _lock() -> int:
    """Write the lock files anew from pyproject.toml"""
    from scripts.checks.locks import write_locks

    return write_locks()


@click.command("operations-page")
def _operations_page() -> int:
    """Write docs/operations.md anew"""
    from scripts.conformance.operations_page import write_operations_page

    return write_operations_page()


@click.command("docs")
def _docs() -> int:
    """Build the documentation's pages into .local/docs/site, every link and list checked"""
    from scripts.docs.site import write_site

    return write_site()


@click.command("release-draft")
def _release_draft() -> int:
    """Draft the release that TAG names: wheel, sdist, image and notes; a person publishes it"""
    from scripts.package.alone import build_and_try
    from scripts.package.release import draft_release

    return draft_release(os.environ.get("TAG", ""), build_and_try)


@click.command("clean")
def _clean() -> int:
    """Remove everything that make has made, kept state included"""
    from scripts.launcher.clean import remove_all
    from scripts.stack.down import down

    down(saving=os.environ.get("PERSIST") != "0")
    return remove_all()


@click.command("help")
@click.pass_context
def _help(context: click.Context) -> None:
    """This list"""
    click.echo((context.parent or context).get_help())


COMMANDS = (
    _chromium,
    _screenshots,
    _aws_cli,
    _localstack_tools,
    _lock,
    _operations_page,
    _docs,
    _release_draft,
    _clean,
    _help,
)
