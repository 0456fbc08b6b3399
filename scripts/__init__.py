"""What the Makefile calls: the stack, the Lambda's package, the demo, the operator's commands."""

import sys

# `python -m scripts.…` is about to run a command. Its imports take most of a second, in which Ctrl-C would
# print a traceback. https://docs.python.org/3/using/cmdline.html#cmdoption-m says when argv[0] is this.
if sys.argv[:1] == ["-m"]:
    from scripts.interrupts import leave_at_once

    leave_at_once()
