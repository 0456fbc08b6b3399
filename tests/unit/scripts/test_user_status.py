"""Who counts as confirmed, and which groups a profile allows: said once, and alike on both sides."""

from __future__ import annotations

import pytest

from scripts import profile_status, user_status
from scripts.operator.reconciliation import reconciliation
from scripts.profile_status import CLOSED, PENDING_APPROVAL, REJECTED, allowed_groups
from scripts.user_status import is_confirmed
from signup import profile, proof, repair


def test_the_commands_and_the_repair_function_mean_the_same_by_confirmed() -> None:
    assert user_status.CONFIRMED_STATUSES == repair.CONFIRMED_STATUSES


def test_the_commands_and_the_functions_mean_the_same_by_a_proof_and_a_profiles_version() -> None:
    assert (reconciliation.PRE_SIGN_UP, reconciliation.PROFILE) == (proof.PRE_SIGN_UP, proof.PROFILE)
    assert profile_status.SCHEMA_VERSION == profile.SCHEMA_VERSION


@pytest.mark.parametrize("status", ["UNCONFIRMED", "FORCE_CHANGE_PASSWORD", "ARCHIVED", "UNKNOWN", ""])
def test_nobody_of_another_status_is_confirmed(status: str) -> None:
    assert not is_confirmed(status)


def test_an_active_profile_allows_the_group_of_its_type_alone() -> None:
    assert allowed_groups({"status": "ACTIVE", "user_type": "Doctor"}) == {"Doctor"}


@pytest.mark.parametrize("status", [PENDING_APPROVAL, REJECTED, CLOSED, ""])
def test_no_other_profile_allows_a_group(status: str) -> None:
    assert allowed_groups({"status": status, "user_type": "Admin"}) == set()
    assert allowed_groups(None) == set()
