"""A function's process imports botocore when its code does, not before: most of a small trigger's cold start.

MiniStack has botocore send along how deep functions have invoked each other, and imports it for that in every
process, before the function's own code. Until botocore.session is imported there is nothing that could call
anything, so its hook is installed then. botocore does not find pyOpenSSL here, as in Lambda's runtimes
(cognito_emulator.without_pyopenssl says why); the function's own code does.
"""

from __future__ import annotations

from typing import Any

from cognito_emulator.without_pyopenssl import BRIDGE

# what follows in the program of a function's process; it finds MiniStack's function by its name
_INSTALL_LATER = (
    f"_ms_bridge = {BRIDGE!r}\n"
    '''
_ms_install_at_once = _ms_install_invoke_depth


class _BotocoreFinder:
    """Does what is to be done around an import of these two modules, wherever they are found."""

    @staticmethod
    def find_spec(name, path, target=None):
        around = {"botocore.session": _installing, "botocore.httpsession": _without_pyopenssl}.get(name)
        if around is None:
            return None
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, path, target)
        if spec is not None:
            spec.loader.exec_module = around(spec.loader.exec_module)
        return spec


def _installing(execute):
    def execute_and_install(module):
        execute(module)
        _ms_install_at_once()

    return execute_and_install


def _without_pyopenssl(execute):
    def execute_without(module):
        import sys

        is_hidden = sys.modules.setdefault(_ms_bridge, None) is None
        try:
            execute(module)
        finally:
            if is_hidden:
                sys.modules.pop(_ms_bridge, None)

    return execute_without


def _ms_install_invoke_depth():
    import sys

    sys.meta_path.insert(0, _BotocoreFinder)
'''
)


def import_botocore_when_asked(lambda_runtime: Any) -> None:
    """Have this module of MiniStack start Python functions so; a second time changes nothing."""
    program = lambda_runtime._PYTHON_WORKER_SCRIPT
    if _INSTALL_LATER not in program:
        at_once = lambda_runtime.INVOKE_DEPTH_BOOTSTRAP
        lambda_runtime._PYTHON_WORKER_SCRIPT = program.replace(at_once, at_once + _INSTALL_LATER, 1)
