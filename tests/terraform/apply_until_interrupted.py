"""Applies a configuration as `make up` does, and prints what it has made; Ctrl-C ends it with status 130.

Called with the engine's address, the region, the working directory and the configuration's directory.
"""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.terraform.runner import prepare


def main(endpoint_url: str, region: str, work_dir: str, configuration: str) -> int:
    try:
        workspace = prepare(endpoint_url, region, Path(work_dir), Path(configuration), print)
        workspace.apply(lambda progress: print("made", progress.address, flush=True))
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
