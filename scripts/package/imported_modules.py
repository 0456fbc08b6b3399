"""Which installed modules a set of sources can import, found without running any of them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scripts.errors import CommandError
from scripts.package.unrelated_modules import unrelated_modules

# what may hold an import; no expression does, and most of a module is expressions
BLOCKS = ("body", "handlers", "cases", "orelse", "finalbody")


@dataclass
class _Module:
    """A source file and the modules that it may import; it cannot do without the `required` ones."""

    file: Path
    imports: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)


def imported_files(sources: Path, site_packages: Path, provided: frozenset[str]) -> set[Path]:
    """Return the files below `site_packages` that those below `sources` can import, directly or not.

    Imports inside functions, branches and `try` count, as does a package's `__init__`; those under
    `if TYPE_CHECKING` never run. A module that needs a package which is not there is somebody's optional
    extra, and left out with all that only it imports; so is one that is there because something else has
    asked for it. `provided` are the top-level modules that will be there anyway. Raises CommandError for a
    compiled module, and where `sources` need what is not there.
    """
    own = [_read(file, package="") for file in sorted(sources.rglob("*.py"))]
    roots = {name for module in own for name in module.imports}
    unrelated = frozenset(unrelated_modules({_top(name) for name in roots}, site_packages))
    left_out = provided | unrelated | sys.stdlib_module_names
    installed = _reachable(roots, lambda name: _installed(name, site_packages, left_out))
    here = {_top(path.name) for path in site_packages.iterdir()} - unrelated
    there = provided | sys.stdlib_module_names | here
    broken = _broken(installed, there)
    _refuse_missing(own, broken, there | {_top(path.name) for path in sources.iterdir()})
    usable = _reachable(roots, lambda name: None if name in broken else installed.get(name))
    files = {module.file for module in usable.values()}
    _refuse_compiled(files)
    return files


def _reachable(roots: set[str], find: Callable[[str], _Module | None]) -> dict[str, _Module]:
    waiting = set(roots)
    found: dict[str, _Module] = {}
    while waiting:
        name = waiting.pop()
        module = None if name in found else find(name)
        if module:
            found[name] = module
            waiting |= module.imports
    return found


def _installed(name: str, site_packages: Path, left_out: frozenset[str]) -> _Module | None:
    if _top(name) in left_out:
        return None
    base = site_packages.joinpath(*name.split("."))
    if (init := base / "__init__.py").is_file():
        module = _read(init, package=name)
    elif (source := base.with_suffix(".py")).is_file():
        module = _read(source, package=name.rpartition(".")[0])
    elif compiled := sorted(path for path in base.parent.glob("*.so") if _top(path.name) == base.name):
        module = _Module(compiled[0])
    else:
        return None
    parents = _with_parents(name)[:-1]
    module.imports.update(parents)
    module.required.update(parents)
    return module


def _broken(modules: dict[str, _Module], there: frozenset[str]) -> set[str]:
    """Return the modules that Python could not import, one missing package breaking all that need it."""
    broken: set[str] = set()
    while more := {
        name for name in modules.keys() - broken if _missing(modules[name].required, broken, there)
    }:
        broken |= more
    return broken


def _missing(required: set[str], broken: set[str], there: frozenset[str]) -> list[str]:
    return sorted(name for name in required if name in broken or _top(name) not in there)


def _refuse_missing(own: Iterable[_Module], broken: set[str], there: frozenset[str]) -> None:
    for module in own:
        if missing := _missing(module.required, broken, there):
            raise CommandError(
                f"{module.file} imports {missing[0]}, which is not installed",
                "make lock    # after adding it to the dependencies in pyproject.toml",
            )


def _refuse_compiled(files: set[Path]) -> None:
    compiled = sorted(file for file in files if file.suffix != ".py")
    if compiled:
        raise CommandError(
            f"{compiled[0]} is compiled for this machine, and Lambda's may be another",
            "grep -rn import lambda    # and do without the package that needs it",
        )


def _top(name: str) -> str:
    return name.partition(".")[0]


def _with_parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _read(file: Path, package: str) -> _Module:
    tree = ast.parse(file.read_bytes(), filename=str(file))
    at_top = (node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))
    return _Module(
        file,
        imports=set(_imported_names(tree, package)),
        required={name for node in at_top for name in _imported_names(node, package)},
    )


def _imported_names(node: ast.AST, package: str) -> Iterator[str]:
    """Yield every name that may be a module: of `from a import b` both `a` and `a.b`."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = _absolute(node, package)
        yield base
        yield from (f"{base}.{alias.name}" for alias in node.names)
    else:
        is_never_run = isinstance(node, ast.If) and _is_type_checking(node.test)
        for block in ("orelse",) if is_never_run else BLOCKS:
            for statement in getattr(node, block, ()):
                yield from _imported_names(statement, package)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"
