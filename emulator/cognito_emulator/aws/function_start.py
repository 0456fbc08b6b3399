"""A function's process imports botocore when its code does, not before: most of a small trigger's cold start.

MiniStack has botocore send along how deep functions have invoked each other, and imports it for that in every
process, before the function's own code. Until botocore.session is imported there is nothing that could call
anything, so its hook is installed then.
"""

from __future__ import annotations

from typing import Any

# what follows in the program of a function's process; it finds MiniStack's function by its name
_INSTALL_LATER = '''
_ms_install_at_once = _ms_install_invoke_depth


class _SessionFinder:
    """Installs the hook behind an import of botocore.session, wherever it is found."""

    @staticmethod
    def find_spec(name, path, target=None):
        if name != "botocore.session":
            return None
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, path, target)
        if spec is not None:
            execute = spec.loader.exec_module

            def execute_and_install(module):
                execute(module)
                _ms_install_at_once()

            spec.loader.exec_module = execute_and_install
        return spec


def _ms_install_invoke_depth():
    import sys

    sys.meta_path.insert(0, _SessionFinder)
'''


def import_botocore_when_asked(lambda_runtime: Any) -> None:
    """Have this module of MiniStack start Python functions so; a second time changes nothing."""
    program = lambda_runtime._PYTHON_WORKER_SCRIPT
    if _INSTALL_LATER not in program:
        at_once = lambda_runtime.INVOKE_DEPTH_BOOTSTRAP
        lambda_runtime._PYTHON_WORKER_SCRIPT = program.replace(at_once, at_once + _INSTALL_LATER, 1)
