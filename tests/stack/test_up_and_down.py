"""`make up` and `make down`, as the Makefile calls them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess

import httpx

from scripts.health import wait_until
from scripts.stack_file import read_stack
from tests.stack.commands import running
from tests.stack.conftest import Checkout
from tests.stack.engine import engine_process

INTERRUPT_SECONDS = 120


def test_up_deploys_a_second_up_changes_nothing_and_down_leaves_nothing(checkout: Checkout) -> None:
    first = checkout.up()
    assert "The stack is up" in first.stdout
    stack = json.loads((checkout.root / ".local" / "stack.json").read_text())
    assert stack["engine"] == "embedded"
    assert stack["endpoint_url"] == f"http://127.0.0.1:{checkout.port}"
    assert {"region", "user_pool_id", "user_pool_client_id", "table_name"} <= stack.keys()
    cloudtrail = read_stack(checkout.root / ".local" / "stack.json").client("cloudtrail")
    [trail] = cloudtrail.describe_trails()["trailList"]
    assert cloudtrail.get_trail_status(Name=trail["Name"])["IsLogging"]

    second = checkout.up()
    assert "Nothing to change" in second.stdout

    plan = checkout.run("scripts.stack", "plan")
    assert (plan.returncode, "No changes" in plan.stdout) == (0, True), plan.stdout + plan.stderr
    assert "The stack is up" in checkout.run("scripts.stack", "status").stdout

    engine = engine_process(checkout)
    assert checkout.run("scripts.stack", "down").returncode == 0
    assert not engine.is_running()
    left = {file.name for file in (checkout.root / ".local").iterdir() if not file.is_symlink()}
    assert left <= {"up.lock", "terraform-mirror"}
    assert "No stack is running" in checkout.run("scripts.stack", "status").stdout


def test_kept_state_is_there_after_down_and_up(checkout: Checkout) -> None:
    checkout.up(PERSIST="1")
    before = json.loads((checkout.root / ".local" / "stack.json").read_text())
    checkout.run("scripts.stack", "down")
    again = checkout.up(PERSIST="1")
    assert "Nothing to change" in again.stdout
    assert json.loads((checkout.root / ".local" / "stack.json").read_text()) == before


def test_an_interrupted_up_is_mended_by_the_next(checkout: Checkout) -> None:
    process = subprocess.Popen(
        checkout.command("scripts.stack", "up"),
        cwd=checkout.root,
        env=checkout.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert wait_until(lambda: created_something(checkout), INTERRUPT_SECONDS)
    # as a terminal does it: to the whole foreground group, of which Terraform and the engine are none
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=INTERRUPT_SECONDS)
    assert process.returncode == 130, output
    assert "Interrupted" in output
    assert not (checkout.root / ".local" / "stack.json").exists()

    assert "The stack is up" in checkout.up().stdout
    assert checkout.run("scripts.stack", "plan").returncode == 0


def test_an_engine_that_died_is_started_again_and_the_stack_file_stays_until_the_new_one(
    checkout: Checkout,
) -> None:
    checkout.up()
    stack_file = checkout.root / ".local" / "stack.json"
    before, engine = stack_file.read_text(), engine_process(checkout)
    engine.kill()
    engine.wait(10)
    status = checkout.run("scripts.stack", "status")
    assert (status.returncode, "is gone" in status.stdout) == (1, True)
    with running(checkout, "scripts.stack", "up") as up:
        up.wait_for("package  ")
        refused = checkout.run("scripts.operator.redrive")
        assert (refused.returncode, "next: make up" in refused.stderr) == (1, True)
        up.interrupt()
        assert up.status() == 130
    assert stack_file.read_text() == before
    assert "The stack is up" in checkout.up().stdout
    assert stack_file.read_text() != before


def test_an_engine_that_died_in_its_first_up_is_started_again(checkout: Checkout) -> None:
    with running(checkout, "scripts.stack", "up") as up:
        up.wait_until(lambda: created_something(checkout))
        up.interrupt()
        assert up.status() == 130
    engine_process(checkout).kill()
    assert "The stack is up" in checkout.up().stdout


def test_a_taken_port_is_named_and_nothing_is_left_running(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", checkout.port)):
        refused = checkout.run("scripts.stack", "up")
    assert refused.returncode == 1
    assert f"Port {checkout.port} on 127.0.0.1 is taken by process {os.getpid()} " in refused.stderr
    assert f"next: make up PORT={checkout.port + 1}" in refused.stderr
    assert "No stack is running" in checkout.run("scripts.stack", "status").stdout


def test_up_refuses_another_port_or_persistence_while_an_engine_runs(checkout: Checkout) -> None:
    checkout.up()
    for change in ({"PORT": str(checkout.port + 1)}, {"PERSIST": "1"}):
        refused = checkout.run("scripts.stack", "up", **change)
        assert refused.returncode == 1
        assert "runs already" in refused.stderr
        assert "make down" in refused.stderr
    assert httpx.get(f"http://127.0.0.1:{checkout.port}/_localstack/health").status_code == 200


def created_something(checkout: Checkout) -> bool:
    state = checkout.root / ".local" / "ephemeral" / "terraform" / "terraform.tfstate"
    return state.exists() and '"instances"' in state.read_text()
