"""Tests that share what takes long to make run in one process, whatever runs beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import pytest
from xdist.remote import Producer
from xdist.workermanage import WorkerController

from scripts.paths import PROJECT
from tests.groups import SHARING_FILES, ByGroup, group

GO = [f"tests/clients/test_go.py::test_a[{service}]" for service in ("SNS", "SQS", "KMS")]
NODE = [f"tests/clients/test_node.py::test_a[{library}]" for library in ("amplify", "sdk")]
UNIT = [f"tests/unit/scripts/test_a.py::test_{number}" for number in range(3)]


@pytest.mark.parametrize(
    ("nodeid", "expected"),
    [
        ("tests/clients/test_go.py::test_a[TestSNS]", "clients"),
        ("tests/clients/python/test_authlib.py::test_a", "clients"),
        ("tests/browser/test_inbox.py::test_a", "browser"),
        ("tests/e2e/test_a.py::test_b[embedded-a@b::c]", "e2e embedded"),
        ("tests/e2e/test_a.py::test_b[localstack]", "e2e localstack"),
        ("tests/e2e/test_a.py::test_b", "tests/e2e/test_a.py"),
        ("tests/terraform/test_plan.py::test_a[x]", "tests/terraform/test_plan.py"),
        ("tests/terraform/test_stack.py::test_a[x]", "terraform"),
        ("tests/terraform/test_operations.py::test_a", "terraform"),
        ("tests/unit/scripts/test_a.py::TestB::test_c", "tests/unit/scripts/test_a.py"),
        ("tests/stack/test_up.py::test_a", "tests/stack/test_up.py::test_a"),
    ],
)
def test_a_test_is_of_the_group_that_shares_with_it(nodeid: str, expected: str) -> None:
    assert group(nodeid) == expected


@pytest.mark.parametrize("file", SHARING_FILES)
def test_a_file_that_is_named_for_what_it_shares_is_there(file: str) -> None:
    assert (PROJECT / file).is_file()


@dataclass(eq=False)
class Process:
    """One of pytest-xdist's, which notes what it is given to run."""

    id: str
    given: list[int] = field(default_factory=list)
    shutting_down: bool = False

    @property
    def gateway(self) -> Process:
        return self

    def send_runtest_some(self, indices: list[int]) -> None:
        self.given += indices

    def shutdown(self) -> None:
        self.shutting_down = True


def test_a_group_is_given_to_one_process_whole() -> None:
    tests = [*GO, *UNIT, *NODE]
    config = SimpleNamespace(
        getvalue={"tx": ["popen", "popen"]}.get,
        option=SimpleNamespace(loadscopereorder=True),
    )
    scheduler = ByGroup(cast(pytest.Config, config), Producer("test"))
    processes = [Process("gw0"), Process("gw1")]
    for process in processes:
        scheduler.add_node(cast(WorkerController, process))
    for process in processes:
        scheduler.add_node_collection(cast(WorkerController, process), tests)
    scheduler.schedule()
    given = [sorted(tests[index] for index in process.given) for process in processes]
    assert sorted(given) == sorted([sorted(GO + NODE), sorted(UNIT)])
