"""What was deployed once is there again in seconds, at any port, and nobody of before is in it."""

from __future__ import annotations

import json
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.paths import PROJECT
from scripts.stack.kept_deployment import DEPLOYMENTS
from scripts.stack_file import Stack, read_stack
from tests.embedded_stack import kept_for_all
from tests.stack.conftest import Checkout

NOT_CHANGED = "0 resources changed"


def stack_of(checkout: Checkout) -> Stack:
    return read_stack(checkout.root / ".local" / "stack.json")


def people_of(stack: Stack) -> list[str]:
    return [user["Username"] for user in stack.cognito().list_users(UserPoolId=stack.user_pool_id)["Users"]]


def sign_somebody_up(checkout: Checkout) -> None:
    demo = checkout.run("demo")
    assert demo.returncode == 0, demo.stdout + demo.stderr


@pytest.fixture
def deployed(first_checkout: Checkout, tmp_path: Path) -> Checkout:
    """Up, with a copy of its own of what is kept of that."""
    kept = kept_for_all(tmp_path / "deployed")
    shutil.copytree(
        kept.directory,
        first_checkout.root / DEPLOYMENTS.relative_to(PROJECT) / kept.directory.name,
        symlinks=True,
    )
    assert NOT_CHANGED in first_checkout.up().stdout
    return first_checkout


def kept_directory(checkout: Checkout) -> Path:
    [kept] = (checkout.root / ".local" / "deployments").glob("[!.]*")
    return kept


def test_a_stack_that_was_deployed_before_comes_back_at_another_port_and_works(
    first_checkout: Checkout,
) -> None:
    assert NOT_CHANGED not in first_checkout.up().stdout
    before = stack_of(first_checkout)
    sign_somebody_up(first_checkout)
    first_checkout.run("down")
    elsewhere = replace(first_checkout, port=first_checkout.port + 1)

    again = elsewhere.up()

    assert NOT_CHANGED in again.stdout
    assert "terraform init" not in again.stdout
    after = stack_of(elsewhere)
    assert (after.user_pool_id, people_of(after)) == (before.user_pool_id, [])
    assert after.outputs["repair_queue_url"].startswith(f"http://127.0.0.1:{elsewhere.port}/")
    plan = elsewhere.run("plan")
    assert (plan.returncode, "No changes" in plan.stdout) == (0, True), plan.stdout + plan.stderr
    sign_somebody_up(elsewhere)


def test_what_it_is_made_of_decides_whether_it_is_taken(deployed: Checkout) -> None:
    deployed.run("down")

    types = {
        name: {"precedence": number, "description": name}
        for number, name in enumerate(("Admin", "Doctor", "Nurse", "Patient"))
    }
    with_nurses = deployed.up(TF_VAR_user_types=json.dumps(types))

    assert NOT_CHANGED not in with_nurses.stdout
    assert "Nurse" in stack_of(deployed).user_types


def test_a_damaged_one_is_named_and_made_anew(deployed: Checkout) -> None:
    deployed.run("down")
    snapshot = kept_directory(deployed) / "engine.snapshot"
    snapshot.write_bytes(snapshot.read_bytes()[:-1])

    again = deployed.up().stdout

    assert "what was kept of an earlier deployment cannot be used" in again
    assert NOT_CHANGED not in again
    sign_somebody_up(deployed)
    deployed.run("down")
    assert NOT_CHANGED in deployed.up().stdout


def test_what_is_kept_is_for_its_owner_alone_and_encrypted(deployed: Checkout) -> None:
    kept, stack = kept_directory(deployed), stack_of(deployed)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert {stat.S_IMODE((kept / name).stat().st_mode) for name in ("engine.snapshot", "key")} == {0o600}
    assert stack.user_pool_client_id.encode() not in (kept / "engine.snapshot").read_bytes()
    assert list(kept.rglob("*.tfstate*")) == []


def test_a_reset_leaves_what_was_deployed_and_nobody(checkout: Checkout) -> None:
    checkout.up()
    before = stack_of(checkout)
    sign_somebody_up(checkout)

    reset = checkout.run("reset")

    assert reset.returncode == 0, reset.stdout + reset.stderr
    after = stack_of(checkout)
    assert (after, people_of(after)) == (before, [])
    assert after.dynamodb().scan(TableName=after.table_name)["Count"] == 0
    assert checkout.run("plan").returncode == 0
    sign_somebody_up(checkout)


def test_a_reset_of_what_was_not_kept_deploys_it_anew(deployed: Checkout) -> None:
    sign_somebody_up(deployed)
    (kept_directory(deployed) / "engine.snapshot").unlink()

    reset = deployed.run("reset")

    assert (reset.returncode, "resources changed" in reset.stdout) == (0, True), reset.stderr
    assert people_of(stack_of(deployed)) == []


def test_nothing_is_reset_that_does_not_run_or_keeps_its_people(checkout: Checkout) -> None:
    none = checkout.run("reset")
    assert (none.returncode, "No stack runs" in none.stderr, "next: make up" in none.stderr) == (
        1,
        True,
        True,
    )
    checkout.up(PERSIST="1")
    kept = checkout.run("reset")
    assert (kept.returncode, "a reset would lose them for good" in kept.stderr) == (1, True)
