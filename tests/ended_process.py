"""Whether a process has ended, which for psutil it has not until somebody collects its status."""

from __future__ import annotations

import psutil


def has_ended(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
