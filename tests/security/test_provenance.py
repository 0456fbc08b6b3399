"""However somebody came and whatever they hold: reconcile and repair give no group that no decision gave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from scripts.health import wait_until
from scripts.operator.reconciliation.reconciliation import Reconciliation, reconcile
from scripts.people import has_confirmed, queue_is_drained
from scripts.stack_file import Stack
from tests.security.comers import GROUPS, PROFILES, WAYS, Comer
from tests.tables import PROVENANCE

AT_ONCE = 4
REPAIR_SECONDS = 240

RecordProperty = Callable[[str, object], None]


@dataclass(frozen=True)
class Repaired:
    """Everybody, what was found about them, and whether a second run finds anything to repair."""

    comers: list[Comer]
    first: Reconciliation
    second: Reconciliation
    groups: dict[str, set[str]]

    def gained(self, comer: Comer) -> set[str]:
        return self.groups[comer.person.user_id] - set(comer.groups)


@pytest.fixture(scope="module")
def repaired(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repaired]:
    """The whole product on the stack, after a reconciliation whose repairs are done."""
    comers = list(Comer.all_of(stack))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(Comer.come, comers))
    checkpoint = tmp_path_factory.mktemp("provenance") / "checkpoint"
    first = reconcile(stack, checkpoint, repair=True)
    assert wait_until(lambda: queue_is_drained(stack), REPAIR_SECONDS)
    second = reconcile(stack, checkpoint, repair=True)
    assert wait_until(lambda: queue_is_drained(stack), REPAIR_SECONDS)
    yield Repaired(
        comers, first, second, {comer.person.user_id: set(comer.person.groups()) for comer in comers}
    )
    for comer in comers:
        comer.person.delete()


def test_nobody_has_a_group_that_they_did_not_have_and_no_decision_gave(
    repaired: Repaired, record_property: RecordProperty
) -> None:
    for way in WAYS:
        came = [comer for comer in repaired.comers if comer.way is way]
        sent = {finding.user_id for finding in repaired.first.repaired}
        record_property(
            PROVENANCE,
            {
                "how they came": way.__name__.replace("_", " "),
                "people": len(came),
                "repaired": sum(comer.person.user_id in sent for comer in came),
                "groups given": sum(len(repaired.gained(comer)) for comer in came),
                "without a decision": sum(
                    len(repaired.gained(comer) - comer.given_by_decision) for comer in came
                ),
            },
        )
    assert len(repaired.comers) == len(WAYS) * len(GROUPS) * len(PROFILES)
    undecided = [comer for comer in repaired.comers if not repaired.gained(comer) <= comer.given_by_decision]
    assert undecided == []


def test_nobody_loses_a_group(repaired: Repaired) -> None:
    robbed = [
        comer for comer in repaired.comers if not set(comer.groups) <= repaired.groups[comer.person.user_id]
    ]
    assert robbed == []


def test_every_confirmed_person_has_the_group_that_a_decision_gave(repaired: Repaired, stack: Stack) -> None:
    waiting = [
        comer
        for comer in repaired.comers
        if has_confirmed(stack, comer.person.user_id)
        and not comer.given_by_decision <= repaired.groups[comer.person.user_id]
    ]
    assert waiting == []


def test_who_has_not_signed_up_to_the_end_and_had_no_profile_has_none(repaired: Repaired) -> None:
    others = [comer for comer in repaired.comers if not comer.has_signed_up and comer.profile is None]
    assert others
    assert [comer for comer in others if comer.person.profile() is not None] == []


def test_who_signed_up_and_lost_the_profile_has_one_again(repaired: Repaired) -> None:
    lost = [comer for comer in repaired.comers if comer.has_signed_up and comer.profile is None]
    assert lost
    assert [comer for comer in lost if comer.person.profile() is None] == []


def test_no_profile_that_was_there_has_another_type_or_status(repaired: Repaired) -> None:
    had = [comer for comer in repaired.comers if comer.profile is not None]
    assert had
    assert [comer for comer in had if comer.person.profile() != comer.profile] == []


def test_a_second_run_finds_nothing_left_to_repair(repaired: Repaired) -> None:
    ours = {comer.person.user_id for comer in repaired.comers}
    assert [finding for finding in repaired.second.repaired if finding.user_id in ours] == []
