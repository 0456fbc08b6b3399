"""`cognito-emulator`, `python -m cognito_emulator`: serve the emulator until SIGINT or SIGTERM."""

from __future__ import annotations

import gc
import sys

from cognito_emulator.clean_environment import start_clean
from cognito_emulator.without_pyopenssl import keep_pyopenssl_from_botocore

COLLECT_AFTER = 50_000
"""So many objects more than there were; Python's own number is a few hundred or thousand."""


def main(arguments: list[str] | None = None) -> int:
    start_clean()
    # most of what there is was imported and stays: to look for garbage in it as often as usual takes long
    gc.set_threshold(COLLECT_AFTER)
    keep_pyopenssl_from_botocore()
    # in the process that stays: the one before it would have imported all of it for nothing
    from cognito_emulator.command import run  # noqa: PLC0415

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
