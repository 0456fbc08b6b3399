"""Fails unless what a service is given reaches it when it is loaded, or at once where it is loaded already.

A program of its own, since what the tests' process has loaded is no matter of it.
"""

from __future__ import annotations

import sys
from types import ModuleType

from cognito_emulator.aws.when_loaded import when_loaded


def main() -> None:
    told: list[ModuleType] = []
    when_loaded("efs", told.append)
    assert "ministack.services.efs" not in sys.modules
    assert told == []
    from ministack.services import efs  # noqa: PLC0415

    assert told == [efs]
    when_loaded("efs", told.append)
    assert told == [efs, efs]


if __name__ == "__main__":
    main()
