"""`python -m scripts COMMAND …`, which is what the Makefile calls: any Python reads this file."""

import os
import sys

from scripts.last_word import leave

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PYTHON = os.path.join(PROJECT, ".venv", "bin", "python")


def main() -> None:
    if os.name == "nt":
        end("Windows has not what this needs: it runs in the Windows Subsystem for Linux.", "wsl --install")
    elif sys.version_info >= (3, 10):
        from scripts.launcher.launch import launch

        launch(sys.argv[1:])
    elif os.path.exists(PYTHON) and not os.environ.get("PYTHON"):
        # what was installed by a newer one
        os.execv(PYTHON, [PYTHON, "-m", "scripts"] + sys.argv[1:])
    else:
        python = os.environ.get("PYTHON") or "python3"
        end(python + " is older than Python 3.10.", "make up PYTHON=/path/to/python3.13")


def end(message: str, next_command: str) -> None:
    sys.stderr.write("✗ " + message + "\n  next: " + next_command + "\n")
    leave(1)


main()
