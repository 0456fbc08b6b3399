"""What a command says when it is asked for something that cannot be: one clear line, and the next command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.errors import CommandError
from scripts.paths import PROJECT
from scripts.stack_file import read_stack
from tests.stack.conftest import Checkout

PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/e2e", "--engine", "running"]
OPERATORS_COMMANDS = (("pending",), ("redrive",))
COMPLETE = {
    "engine": "embedded",
    "endpoint_url": "http://127.0.0.1:9",
    "region": "us-east-1",
    "user_pool_id": "us-east-1_x",
    "user_pool_client_id": "x",
    "table_name": "x",
    "post_confirmation_function_name": "x",
}


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "4566 ", "٤٥٦٦"])
def test_a_port_that_is_none_is_refused(checkout: Checkout, port: str) -> None:
    refused = checkout.run("up", PORT=port)
    assert refused.returncode == 2
    assert f"PORT={port}" in refused.stderr
    assert "make up PORT=4566" in refused.stderr


def test_an_engine_that_is_none_is_refused(checkout: Checkout) -> None:
    refused = checkout.run("up", ENGINE="moto")
    assert refused.returncode == 1
    assert "embedded" in refused.stderr


@pytest.mark.parametrize("command", ["plan", "logs"])
def test_a_command_that_needs_a_stack_names_make_up(checkout: Checkout, command: str) -> None:
    refused = checkout.run(command)
    assert refused.returncode == 1
    assert "make up" in refused.stderr


def test_the_demo_names_make_up_when_nothing_runs(checkout: Checkout) -> None:
    refused = checkout.run("demo")
    assert refused.returncode == 1
    assert "make up" in refused.stderr


@pytest.mark.parametrize("command", OPERATORS_COMMANDS)
@pytest.mark.parametrize("content", [None, json.dumps(COMPLETE)])
def test_an_operators_command_without_a_live_stack_names_make_up(
    checkout: Checkout, command: tuple[str, ...], content: str | None
) -> None:
    if content:
        (checkout.root / ".local" / "stack.json").write_text(content)
    refused = checkout.run(*command)
    assert refused.returncode == 1
    assert "make up" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("command", OPERATORS_COMMANDS)
def test_an_operators_command_on_aws_where_nothing_is_deployed_names_terraform_apply(
    checkout: Checkout, command: tuple[str, ...]
) -> None:
    refused = checkout.run(*command, "--aws")
    assert refused.returncode == 1
    assert "nothing is deployed from here" in refused.stderr
    assert "terraform -chdir=terraform apply" in refused.stderr


@pytest.mark.parametrize("content", [None, json.dumps(COMPLETE)])
def test_e2e_without_a_live_stack_names_make_up(checkout: Checkout, content: str | None) -> None:
    for part in ("README.md", "docs", "tests", "pyproject.toml"):
        (checkout.root / part).symlink_to(PROJECT / part)
    if content:
        (checkout.root / ".local" / "stack.json").write_text(content)
    refused = subprocess.run(PYTEST, cwd=checkout.root, capture_output=True, text=True, check=False)
    assert refused.returncode == 4
    assert "make up" in refused.stdout + refused.stderr
    assert "Traceback" not in refused.stdout + refused.stderr


@pytest.mark.parametrize("content", ["", "{", "[]", '"text"', "{}"])
def test_a_broken_stack_file_is_refused_with_the_way_out(tmp_path: Path, content: str) -> None:
    file = tmp_path / "stack.json"
    file.write_text(content)
    with pytest.raises(CommandError) as refusal:
        read_stack(file)
    assert refusal.value.next_command == "make down && make up"


@pytest.mark.parametrize("key", sorted(COMPLETE))
def test_a_stack_file_that_lacks_a_key_is_refused_by_its_name(tmp_path: Path, key: str) -> None:
    file = tmp_path / "stack.json"
    file.write_text(json.dumps({name: value for name, value in COMPLETE.items() if name != key}))
    with pytest.raises(CommandError, match=key):
        read_stack(file)
