"""What scripts/launcher becomes."""

import atexit
import gc
import sys

from cognito_emulator.without_pyopenssl import keep_pyopenssl_from_botocore
from scripts.cli.program import run
from scripts.console import run_command

# a command imports more than it makes, and keeps it to its end: nothing in it is garbage
gc.set_threshold(100_000)
atexit.register(gc.freeze)
keep_pyopenssl_from_botocore()

run_command(lambda: run(sys.argv[1:]))
