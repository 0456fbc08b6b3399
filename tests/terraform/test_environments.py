"""Stacks of two environments and of two Regions stand side by side in one account."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from scripts.terraform.workspace import Workspace
from tests.terraform.aws import Aws
from tests.terraform.conftest import (
    REGION,
    another,
    emulator_for_the_offline_provider,
    no_progress,
    with_its_stack,
)

OTHER_REGION = "eu-west-1"
STACKS = {
    "plain": (REGION, ""),
    "other environment": (REGION, "staging"),
    "other Region": (OTHER_REGION, ""),
    "other environment and Region": (OTHER_REGION, "staging"),
}
# what two stacks may have in common
ALIKE = {"region", "user_types", "default_user_type", "approval_required_user_types", "terms_version"}
# what AWS keeps once for the account
GLOBAL = ("pre_sign_up_role_name", "post_confirmation_role_name", "repair_role_name", "operator_policy_arns")


@pytest.fixture(scope="module")
def account() -> Iterator[str]:
    """The endpoint URL of an emulator that nothing else is in."""
    with emulator_for_the_offline_provider() as url:
        yield url


@pytest.fixture(scope="module")
def stacks(
    account: str, workspace: Workspace, configuration: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Workspace]:
    directory = tmp_path_factory.mktemp("stacks")
    return {
        name: another(
            workspace,
            directory / name,
            configuration,
            endpoint_url=account,
            region=region,
            environment=environment,
        )
        for name, (region, environment) in STACKS.items()
    }


@pytest.fixture
def outputs(stacks: dict[str, Workspace]) -> dict[str, dict[str, Any]]:
    """Of each stack, which is applied unless it is."""
    return {name: with_its_stack(each).outputs() for name, each in stacks.items()}


def test_no_stack_changes_anything_of_another(
    stacks: dict[str, Workspace], outputs: dict[str, dict[str, Any]]
) -> None:
    assert all(outputs.values())
    assert {name: each.plan() for name, each in stacks.items()} == dict.fromkeys(stacks, 0)


def test_two_environments_of_a_region_have_no_name_in_common(outputs: dict[str, dict[str, Any]]) -> None:
    plain, other = outputs["plain"], outputs["other environment"]
    assert {name for name in plain if plain[name] == other[name]} == ALIKE


def test_what_an_account_has_once_is_named_for_environment_and_region(
    outputs: dict[str, dict[str, Any]], stacks: dict[str, Workspace], account: str
) -> None:
    for one, other in combinations(outputs.values(), 2):
        for name in GLOBAL:
            assert one[name] != other[name]
    regions = {region for region, _ in STACKS.values()}
    dashboards = {name for region in regions for name in _dashboards(Aws(account, region))}
    assert len(dashboards) == len(stacks)


def test_taking_one_stack_down_leaves_the_others_whole(
    stacks: dict[str, Workspace], outputs: dict[str, dict[str, Any]]
) -> None:
    assert outputs
    stacks["other environment"].destroy(no_progress)
    assert stacks["other environment"].outputs() == {}
    assert (stacks["plain"].plan(), stacks["other Region"].plan()) == (0, 0)


def _dashboards(aws: Aws) -> list[str]:
    return [entry["DashboardName"] for entry in aws.cloudwatch.list_dashboards()["DashboardEntries"]]
