"""`make demo` for a type that is none names those that there are, and a command that works."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from scripts.cli.program import run
from scripts.errors import CommandError


def test_a_type_that_is_none_is_refused_with_those_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = SimpleNamespace(engine="embedded", user_types=["Admin", "Doctor", "Patient"])
    monkeypatch.setattr("scripts.demo.walk.running_stack", lambda: stack)
    with pytest.raises(CommandError) as refused:
        run(["demo", "--type", "Nurse"])
    assert str(refused.value) == "TYPE=Nurse is none of the types: Admin, Doctor, Patient."
    assert refused.value.next_command == "make demo TYPE=Patient"
