"""What the Makefile calls: the stack, the Lambda's package, the demo, the operator's commands."""

import os
import sys

# `python -m scripts` is about to run a command. Its imports take most of a second, in which Ctrl-C would
# print a traceback. https://docs.python.org/3/using/cmdline.html#cmdoption-m says when argv[0] is this.
# An older Python, or Windows, which could not read what is imported, is told so by __main__.
if sys.argv[:1] == ["-m"] and sys.version_info >= (3, 10) and os.name != "nt":
    from scripts.interrupts import leave_at_once

    leave_at_once()
