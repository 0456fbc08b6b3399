"""Reconciliation finds what does not fit, queues what the queue can mend, and takes nothing away."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from scripts.health import wait_until
from scripts.operator.reconciliation.findings import Kind
from scripts.operator.reconciliation.reconciliation import Reconciliation, reconcile
from scripts.people import has_all
from scripts.stack_file import Stack
from tests.e2e.person import Person

REPAIR_SECONDS = 120


class InterruptedRunError(Exception):
    """What stands in for Ctrl-C in the middle of a run."""


def test_who_has_all_is_not_found(person: Person, stack: Stack, tmp_path: Path) -> None:
    person.sign_up_and_confirm()
    assert kinds_about(person, reconcile(stack, tmp_path / "checkpoint", repair=False)) == set()


def test_a_missing_profile_is_found_and_repaired(person: Person, stack: Stack, tmp_path: Path) -> None:
    person.sign_up_and_confirm()
    stack.dynamodb().delete_item(TableName=stack.table_name, Key={"user_id": {"S": person.user_id}})
    only_told = reconcile(stack, tmp_path / "checkpoint", repair=False)
    assert Kind.NO_PROFILE in kinds_about(person, only_told)
    assert only_told.repaired == []
    assert person.profile() is None

    reconcile(stack, tmp_path / "checkpoint", repair=True)
    assert wait_until(lambda: has_all(stack, person.user_id), REPAIR_SECONDS)


def test_a_missing_group_is_found_and_repaired(person: Person, stack: Stack, tmp_path: Path) -> None:
    person.sign_up_and_confirm()
    stack.cognito().admin_remove_user_from_group(
        UserPoolId=stack.user_pool_id, Username=person.user_id, GroupName=str(person.user_type)
    )
    found = reconcile(stack, tmp_path / "checkpoint", repair=True)
    assert kinds_about(person, found) == {Kind.NO_GROUP}
    assert wait_until(lambda: has_all(stack, person.user_id), REPAIR_SECONDS)


def test_a_group_that_the_profile_does_not_allow_is_told_and_left_to_an_operator(
    person: Person, stack: Stack, tmp_path: Path
) -> None:
    person.sign_up_and_confirm()
    stack.cognito().admin_add_user_to_group(
        UserPoolId=stack.user_pool_id, Username=person.user_id, GroupName="Admin"
    )
    found = reconcile(stack, tmp_path / "checkpoint", repair=True)
    assert kinds_about(person, found) == {Kind.FOREIGN_GROUP}
    assert person.user_id not in {finding.user_id for finding in found.repaired}
    assert "Admin" in person.groups()


def test_a_profile_without_a_user_is_told(person: Person, stack: Stack, tmp_path: Path) -> None:
    person.sign_up_and_confirm()
    stack.cognito().admin_delete_user(UserPoolId=stack.user_pool_id, Username=person.user_id)
    found = reconcile(stack, tmp_path / "checkpoint", repair=False)
    assert kinds_about(person, found) == {Kind.NO_USER}


@pytest.mark.parametrize("resume", [True, False])
def test_an_interrupted_run_goes_on_where_it_stopped_only_when_asked(
    person: Person, stack: Stack, tmp_path: Path, resume: bool
) -> None:
    checkpoint, listed = tmp_path / "checkpoint", []

    def stop_at_the_profiles(what: str, _done: int, _total: int | None) -> None:
        if what == "profiles":
            raise InterruptedRunError

    person.sign_up_and_confirm()
    with pytest.raises(InterruptedRunError):
        reconcile(stack, checkpoint, repair=False, progressed=stop_at_the_profiles)
    assert checkpoint.exists()
    assert stat.S_IMODE(checkpoint.stat().st_mode) == 0o600
    reconcile(
        stack,
        checkpoint,
        repair=False,
        resume=resume,
        progressed=lambda what, _done, _total: listed.append(what),
    )
    assert ("users" not in listed) is resume
    assert not checkpoint.exists()


def test_the_report_for_machines_names_nobody(person: Person, stack: Stack, tmp_path: Path) -> None:
    person.sign_up_and_confirm()
    stack.dynamodb().delete_item(TableName=stack.table_name, Key={"user_id": {"S": person.user_id}})
    report = reconcile(stack, tmp_path / "checkpoint", repair=False).report(stack)
    assert person.user_id in str(report)
    assert person.email not in str(report)
    assert person.name not in str(report)


def kinds_about(person: Person, found: Reconciliation) -> set[Kind]:
    return {finding.kind for finding in found.found if finding.user_id == person.user_id}
