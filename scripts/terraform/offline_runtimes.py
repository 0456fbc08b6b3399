"""Functions' runtimes that an older AWS provider refuses, and the newest that it has in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scripts.errors import CommandError
from scripts.terraform.offline_configuration import Configuration, resources

ALLOWED_RUNTIMES = re.compile(r"expected runtime to be one of \[(?P<allowed>[^\]]+)\], got (?P<runtime>\S+)")


def newest_runtimes(diagnostics: list[Mapping[str, Any]]) -> dict[str, str]:
    """For each runtime that `terraform validate` refused, the newest of its language that the provider knows.

    The provider names the runtimes it knows in its own diagnostic. Raises CommandError where it knows none.
    """
    return {
        match["runtime"]: _newest_of_family(match["runtime"], match["allowed"].split())
        for diagnostic in diagnostics
        if (match := refused_runtime(diagnostic))
    }


def refused_runtime(diagnostic: Mapping[str, Any]) -> re.Match[str] | None:
    """The groups `runtime` and `allowed` of a diagnostic that refuses a function's runtime, else None."""
    return ALLOWED_RUNTIMES.search(str(diagnostic["summary"]))


def map_runtimes(configuration: Configuration, newest: Mapping[str, str]) -> tuple[str, ...]:
    """Give functions the runtimes that ``newest`` has for theirs; returns what was replaced, sorted."""
    replaced: list[str] = []
    for address, body in resources(configuration, "resource"):
        runtime = str(body.get("runtime", "")).strip('"')
        if runtime in newest:
            body["runtime"] = f'"{newest[runtime]}"'
            replaced.append(f"{address}.runtime: {runtime} → {newest[runtime]}")
    return tuple(sorted(replaced))


def _newest_of_family(runtime: str, allowed: list[str]) -> str:
    same = [name for name in allowed if _family(name) == _family(runtime)]
    if not same:
        raise CommandError(
            f"The offline provider knows no runtime like {runtime}; it knows {', '.join(allowed)}.",
            "make up TF_PROVIDER=registry",
        )
    return max(same, key=_version_numbers)


def _family(runtime: str) -> str:
    return re.sub(r"\d.*", "", runtime)


def _version_numbers(runtime: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", runtime)]
