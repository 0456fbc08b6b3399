"""Which tests run in one process, one after the other: those that share what takes long to make.

pytest-xdist's own groups (`--dist loadgroup`) are read from a private name of pytest's, which is gone since
pytest 9.2: every test was then a group of its own, and each stack was made in each process.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

# a test that shares a stack with its neighbours runs in the same process as they do
SHARING_ROOMS = ("browser", "clients", "container")
# what asks for the one workspace of `terraform` with its stack applied, or makes no other of its own
SHARING_FILES = {
    f"tests/terraform/test_{name}.py": "terraform"
    for name in (
        *("attached_provider", "function_providers", "left_out", "offline_copy", "offline_provider"),
        *("operations", "plans", "provider_6_replay", "stack"),
    )
}
SHARING_NOTHING = ("stack",)


class ByGroup(LoadScopeScheduling):
    """Gives a process whole groups.

    https://pytest-xdist.readthedocs.io/en/stable/distribution.html
    """

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def group(nodeid: str) -> str:
    """The name of a test's group: its room, its engine, its file, or itself where it shares nothing."""
    file, _, name = nodeid.partition("::")
    room = file.split("/")[1]
    if room in SHARING_NOTHING:
        return nodeid
    if room in SHARING_ROOMS:
        return room
    return f"{room} {_engine(name)}" if room == "e2e" and "[" in name else SHARING_FILES.get(file, file)


def _engine(name: str) -> str:
    """What stands first in the brackets of a test on each engine: test_name[ENGINE-…]."""
    return name.partition("[")[2].rstrip("]").partition("-")[0]
