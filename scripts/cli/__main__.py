"""What scripts/launcher becomes."""

import sys

from scripts.cli.program import run
from scripts.console import run_command

run_command(lambda: run(sys.argv[1:]))
