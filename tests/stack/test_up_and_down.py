"""`make up` and `make down`, as the Makefile calls them."""

from __future__ import annotations

import json
import os
import shutil
import socket
from pathlib import Path

from scripts.stack_file import read_stack
from tests import http
from tests.ended_process import has_ended
from tests.stack.commands import running
from tests.stack.conftest import Checkout
from tests.stack.engine import engine_process


def test_up_deploys_a_second_up_changes_nothing_and_down_leaves_nothing(first_checkout: Checkout) -> None:
    first = first_checkout.up()
    assert "The stack is up" in first.stdout
    left_out = ".local/ephemeral/terraform/left-out.txt"
    offline = "provider  offline: " in first.stdout
    assert (left_out in first.stdout, (first_checkout.root / left_out).is_file()) == (offline, offline)
    stack = json.loads((first_checkout.root / ".local" / "stack.json").read_text())
    assert stack["engine"] == "embedded"
    assert stack["endpoint_url"] == f"http://127.0.0.1:{first_checkout.port}"
    assert {"region", "user_pool_id", "user_pool_client_id", "table_name"} <= stack.keys()
    assert stack["jwks_url"] == f"{stack['endpoint_url']}/{stack['user_pool_id']}/.well-known/jwks.json"
    cloudtrail = read_stack(first_checkout.root / ".local" / "stack.json").client("cloudtrail")
    [trail] = cloudtrail.describe_trails()["trailList"]
    assert cloudtrail.get_trail_status(Name=trail["Name"])["IsLogging"]

    second = first_checkout.up()
    assert "Nothing to change" in second.stdout
    assert "left-out.txt" not in second.stdout

    plan = first_checkout.run("plan")
    assert (plan.returncode, "No changes" in plan.stdout) == (0, True), plan.stdout + plan.stderr
    assert "The stack is up" in first_checkout.run("status").stdout

    engine = engine_process(first_checkout)
    assert first_checkout.run("down").returncode == 0
    assert has_ended(engine)
    left = {file.name for file in (first_checkout.root / ".local").iterdir() if not file.is_symlink()}
    assert left <= {"up.lock", "terraform-mirror", "deployments"}
    assert "No stack is running" in first_checkout.run("status").stdout


def test_kept_state_is_there_after_down_and_up(checkout: Checkout) -> None:
    checkout.up(PERSIST="1")
    before = json.loads((checkout.root / ".local" / "stack.json").read_text())
    checkout.run("down")
    again = checkout.up(PERSIST="1")
    assert "Nothing to change" in again.stdout
    assert json.loads((checkout.root / ".local" / "stack.json").read_text()) == before


def test_an_interrupted_up_is_mended_by_the_next(first_checkout: Checkout) -> None:
    with running(first_checkout, "up") as up:
        up.wait_until(lambda: created_something(first_checkout))
        up.interrupt()
        assert up.status() == 130, up.output
    assert "Interrupted" in up.output
    assert not (first_checkout.root / ".local" / "stack.json").exists()

    assert "The stack is up" in first_checkout.up().stdout
    assert first_checkout.run("plan").returncode == 0


def test_an_engine_that_died_is_started_again_and_the_stack_file_stays_until_the_new_one(
    first_checkout: Checkout,
) -> None:
    checkout = first_checkout
    checkout.up()
    # what is kept would be there again before anybody could ask
    shutil.rmtree(checkout.root / ".local" / "deployments")
    stack_file = checkout.root / ".local" / "stack.json"
    before, engine = written(stack_file), engine_process(checkout)
    engine.kill()
    engine.wait(10)
    status = checkout.run("status")
    assert (status.returncode, "is gone" in status.stdout) == (1, True)
    with running(checkout, "up") as up:
        up.wait_for("package  ")
        refused = checkout.run("redrive")
        assert (refused.returncode, "next: make up" in refused.stderr) == (1, True)
        up.interrupt()
        assert up.status() == 130
    assert written(stack_file) == before
    assert "The stack is up" in checkout.up().stdout
    assert written(stack_file) != before


def test_an_engine_that_died_in_its_first_up_is_started_again(first_checkout: Checkout) -> None:
    with running(first_checkout, "up") as up:
        up.wait_until(lambda: created_something(first_checkout))
        up.interrupt()
        assert up.status() == 130
    engine_process(first_checkout).kill()
    assert "The stack is up" in first_checkout.up().stdout


def test_a_taken_port_is_named_and_nothing_is_left_running(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", checkout.port)):
        refused = checkout.run("up")
    assert refused.returncode == 1
    assert f"Port {checkout.port} on 127.0.0.1 is taken by process {os.getpid()} " in refused.stderr
    assert f"next: make up PORT={checkout.port + 1}" in refused.stderr
    assert "No stack is running" in checkout.run("status").stdout


def test_up_refuses_another_port_or_persistence_while_an_engine_runs(checkout: Checkout) -> None:
    checkout.up()
    for change in ({"PORT": str(checkout.port + 1)}, {"PERSIST": "1"}):
        refused = checkout.run("up", **change)
        assert refused.returncode == 1
        assert "runs already" in refused.stderr
        assert "make down" in refused.stderr
    assert http.get(f"http://127.0.0.1:{checkout.port}/_localstack/health").status_code == 200


def written(file: Path) -> tuple[str, int]:
    """What is in the file, and when it was written."""
    return file.read_text(), file.stat().st_mtime_ns


def created_something(checkout: Checkout) -> bool:
    state = checkout.root / ".local" / "ephemeral" / "terraform" / "terraform.tfstate"
    return state.exists() and '"instances"' in state.read_text()
