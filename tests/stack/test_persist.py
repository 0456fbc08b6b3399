"""`PERSIST=1`: the engine's state and Terraform's come back together, or nothing is said to be kept."""

from __future__ import annotations

import re
import shlex
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.free_port import free_port
from scripts.health import wait_until
from scripts.paths import PROJECT
from scripts.stack.kept_deployment import DEPLOYMENTS
from tests import http
from tests.embedded_stack import kept_for_all
from tests.emulator_process import running_emulator
from tests.ended_process import has_ended
from tests.small_disks import SmallDisk, small_disk
from tests.stack.conftest import UP_SECONDS, Checkout
from tests.stack.kept_stack import KeptStack, has_resources, is_let_in, sign_up


@pytest.fixture
def kept(checkout: Checkout) -> KeptStack:
    return KeptStack(checkout)


@pytest.fixture
def disk(kept: KeptStack) -> Iterator[SmallDisk]:
    """What the engine keeps its state on."""
    with small_disk(kept.state, 16_384) as disk:
        yield disk


def test_an_engine_that_is_killed_before_its_first_clean_stop_comes_back_as_deployed(kept: KeptStack) -> None:
    kept.up()
    before, email = kept.stack(), sign_up(kept.stack())
    assert "Nothing to change" in kept.up()  # saves
    kept.kill_engine()

    assert "Nothing to change" in kept.up()
    assert kept.stack() == before
    assert is_let_in(before, email)
    assert kept.plan() == 0


def test_the_first_up_begins_with_what_was_deployed_before_and_shares_nobody_with_it(
    checkout: Checkout, tmp_path: Path
) -> None:
    deployment = kept_for_all(tmp_path / "deployed")
    kept = KeptStack(checkout)
    first = kept.up()
    assert "The stack is up" in first
    assert "0 resources changed" in first
    email = sign_up(kept.stack())
    kept.kill_engine()

    assert "Nothing to change" in kept.up()
    assert is_let_in(kept.stack(), email)
    assert kept.plan() == 0
    with running_emulator(snapshot=deployment.snapshot) as endpoint_url:
        cognito = replace(kept.stack(), endpoint_url=endpoint_url).cognito()
        assert cognito.list_users(UserPoolId=kept.stack().user_pool_id)["Users"] == []


def test_a_damaged_deployment_is_named_and_nothing_of_it_is_kept(
    first_checkout: Checkout, tmp_path: Path
) -> None:
    deployment = kept_for_all(tmp_path / "deployed").directory
    copy = first_checkout.root / DEPLOYMENTS.relative_to(PROJECT) / deployment.name
    shutil.copytree(deployment, copy, symlinks=True)
    (copy / "engine.snapshot").write_bytes(b"cut off")
    kept = KeptStack(first_checkout)

    first = kept.up()

    assert "what was kept of an earlier deployment cannot be used" in first
    assert "0 resources changed" not in first
    email = sign_up(kept.stack())
    kept.down()
    assert "Nothing to change" in kept.up()
    assert is_let_in(kept.stack(), email)


def test_an_engine_that_is_killed_in_the_first_apply_starts_anew_with_it(first_checkout: Checkout) -> None:
    kept = KeptStack(first_checkout)
    terraform_state = kept.checkout.root / ".local" / "persisted" / "terraform" / "terraform.tfstate"
    command = kept.checkout.command("up")
    with subprocess.Popen(
        command,
        cwd=kept.checkout.root,
        env=kept.checkout.environment(PERSIST="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as up:
        assert wait_until(lambda: has_resources(terraform_state), UP_SECONDS)
        kept.kill_engine()
        output, _ = up.communicate(timeout=UP_SECONDS)
    assert up.returncode == 1
    assert "✓" not in output

    assert "The stack is up" in kept.up()
    assert kept.plan() == 0


def test_after_a_terraform_that_was_killed_nothing_is_saved_that_does_not_fit(kept: KeptStack) -> None:
    kept.up()
    before = kept.stack()
    # as a kill in the middle of an apply leaves it
    http.post(f"{before.endpoint_url}/_emulator/state/change", trust_env=False).raise_for_status()
    before.dynamodb().delete_table(TableName=before.table_name)
    lock = kept.checkout.root / ".local" / "persisted" / "terraform" / ".terraform.tfstate.lock.info"
    lock.write_text("{}")

    stopped = kept.down()
    assert (stopped.returncode, "✓" in stopped.stdout) == (0, False)
    assert "its state was not saved: Terraform was killed" in " ".join(stopped.stdout.split())
    assert "Nothing to change" in kept.up()
    assert kept.stack() == before


def test_a_truncated_state_is_refused_and_the_one_before_brings_the_stack_back(kept: KeptStack) -> None:
    kept.up()
    email = sign_up(kept.stack())
    kept.up()
    kept.down()
    newest = max(kept.state.glob("*.state"), key=lambda file: int(re.findall(r"\d+", file.name)[0]))
    content = newest.read_bytes()
    newest.write_bytes(content[:1000])

    sentence = kept.refused_up()
    assert f"{newest} is incomplete" in sentence
    assert newest.read_bytes() == content[:1000]

    command = re.search(r": (mv .+)$", sentence, re.MULTILINE)
    assert command, sentence
    subprocess.run(shlex.split(command[1]), check=True)
    assert "Nothing to change" in kept.up()
    assert is_let_in(kept.stack(), email)
    assert kept.plan() == 0


def test_on_a_full_disk_down_says_so_stops_nothing_and_keeps_what_was_kept(
    kept: KeptStack, disk: SmallDisk
) -> None:
    kept.up()
    disk.fill()

    refused = kept.down()
    assert refused.returncode == 1
    written = re.escape(f"Cannot write {kept.state}/generation-") + r"\d+\.state: No space left on device\."
    assert re.search(written, refused.stderr)
    assert "make down PERSIST=0" in refused.stderr
    assert "✓" not in refused.stdout
    assert not has_ended(kept.engine())

    engine = kept.engine()
    stopped = kept.down(PERSIST="0")
    assert (stopped.returncode, "✓" in stopped.stdout) == (0, False)
    assert has_ended(engine)

    disk.free()
    assert "Nothing to change" in kept.up()
    assert kept.plan() == 0
    assert "✓" in kept.down().stdout


def test_on_a_full_disk_up_says_that_nothing_is_kept(kept: KeptStack, disk: SmallDisk) -> None:
    kept.up()
    disk.fill()
    assert "No space left on device" in kept.refused_up()
    disk.free()
    assert "Nothing to change" in kept.up()


def test_a_directory_that_cannot_be_written_is_refused_before_anything_is_deployed(
    kept: KeptStack, disk: SmallDisk
) -> None:
    disk.make_read_only()
    assert f"Cannot write {kept.state}: Read-only file system." in kept.refused_up()


def test_a_kept_stack_comes_back_on_another_port(kept: KeptStack) -> None:
    kept.up()
    email = sign_up(kept.stack())
    kept.down()
    moved = KeptStack(replace(kept.checkout, port=free_port()))
    assert "Nothing to change" in moved.up()
    assert is_let_in(moved.stack(), email)
    assert moved.plan() == 0
    attributes = (
        moved.stack()
        .client("sqs")
        .get_queue_attributes(QueueUrl=moved.stack().outputs["repair_queue_url"], AttributeNames=["QueueArn"])
    )
    assert attributes["Attributes"]["QueueArn"]
    assert is_let_in(moved.stack(), sign_up(moved.stack()))


def test_an_up_without_it_leaves_what_is_kept_alone(kept: KeptStack) -> None:
    kept.up()
    before, email = kept.stack(), sign_up(kept.stack())
    kept.down()
    kept.checkout.up()
    other = kept.stack()
    assert other.cognito().list_users(UserPoolId=other.user_pool_id)["Users"] == []
    sign_up(other)
    kept.down()
    assert "Nothing to change" in kept.up()
    assert kept.stack() == before
    [user] = before.cognito().list_users(UserPoolId=before.user_pool_id)["Users"]
    assert {"Name": "email", "Value": email} in user["Attributes"]


def test_what_is_kept_is_for_its_owner_alone(kept: KeptStack) -> None:
    kept.up()
    kept.down()
    persisted = kept.checkout.root / ".local" / "persisted"
    assert stat.S_IMODE(persisted.stat().st_mode) == 0o700
    secret = [*kept.state.iterdir(), *(persisted / "terraform").glob("*.tfstate*")]
    assert len(secret) >= 4
    for file in secret:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
