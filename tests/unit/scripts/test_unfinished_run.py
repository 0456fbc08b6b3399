"""An interrupted reconciliation is taken up only from what is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.errors import CommandError
from scripts.operator.reconciliation.inventory import unfinished


def test_where_there_is_none_the_next_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no unfinished run") as refused:
        unfinished(tmp_path / "none.json")
    assert refused.value.next_command == "make reconcile"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "7", '{"users": {}, "more": 1}', '{"begun": "yesterday"}']
)
def test_a_damaged_or_foreign_one_is_refused_by_its_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(content)
    with pytest.raises(CommandError, match=r"run\.json is no unfinished run"):
        unfinished(file)
