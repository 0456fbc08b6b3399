"""Installed modules that a set of sources does not depend on: others have asked for their distributions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

_NAME_FIELD = re.compile(r"^Name: *(.+)$", re.MULTILINE | re.IGNORECASE)
# of a requirement such as `pydantic<3,>=2.4; extra == "parser"`
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_MODULES = (".py", ".so", ".pyd")
_OF_AN_EXTRA = re.compile(r";.*\bextra\s*==")


def unrelated_modules(imported: set[str], site_packages: Path) -> set[str]:
    """The top-level modules of the distributions that those who own one of `imported` do not require.

    What only an extra requires is not required. A module that no distribution owns is none of them.
    """
    installed = {_name_of(each): each for each in distributions(path=[str(site_packages)])}
    owned = {name: set(_top_level(each)) for name, each in installed.items()}
    required = {name for name, modules in owned.items() if modules & imported}
    waiting = list(required)
    while waiting:
        more = _requirements(installed[waiting.pop()]) & installed.keys() - required
        required |= more
        waiting += more
    related = {module for name in required for module in owned[name]}
    return {module for modules in owned.values() for module in modules} - related


def _requirements(distribution: Distribution) -> set[str]:
    return {
        _normalised(name[0])
        for requirement in distribution.requires or []
        if not _OF_AN_EXTRA.search(requirement) and (name := _NAME.match(requirement))
    }


def _top_level(distribution: Distribution) -> Iterator[str]:
    """The modules that a distribution has brought, by its record."""
    for line in (distribution.read_text("RECORD") or "").splitlines():
        top, _, below = line.partition(",")[0].partition("/")
        if not below and top.endswith(_MODULES):
            yield top.partition(".")[0]
        elif below and not top.endswith((".dist-info", ".data", "..")):
            yield top


def _name_of(distribution: Distribution) -> str:
    """Without the rest of its metadata, which is a whole README mostly."""
    found = _NAME_FIELD.search(distribution.read_text("METADATA") or "")
    return _normalised(found[1].strip()) if found else ""


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
