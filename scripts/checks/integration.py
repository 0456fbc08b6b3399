"""The commands of the Makefile one after the other, as CI's integration job runs them (`make integration`).

Each is held to its result, and the first that has another ends the run: the provider is the one that
TF_PROVIDER names, a plan after `make up` is empty, a second `make up` changes nothing, and a changed group is
changed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.console import console
from scripts.engines.running import read_started_engine
from scripts.errors import CommandError
from scripts.paths import PROJECT
from scripts.shown import shown
from scripts.stack.work_directory import work_directory
from scripts.stack_file import Stack, read_stack
from scripts.terraform.runner import PROVIDER

UP, PLAN, E2E = "up", "plan", "e2e"
VARIABLE = "TF_VAR_user_types"
UNCHANGED = "Nothing to change"


@dataclass(frozen=True)
class Step:
    """What is done, in the words of who would do it, and what does it; it raises CommandError."""

    name: str
    run: Callable[[], None]


def integrate() -> int:
    """Raises CommandError at the first step with another result."""
    for step in STEPS:
        console.print(f"\n[bold]== {shown(step.name)}[/]")
        step.run()
    console.print(f"\n[bold green]✓ All {len(STEPS)} steps have the result that they should have.[/]")
    return 0


def _first_up() -> None:
    _run(UP)


def _provider_is_the_one_asked_for() -> None:
    asked_for, started = os.environ.get("TF_PROVIDER"), read_started_engine()
    if started is None:
        raise CommandError("make up has left no engine.", "make up")
    provider = json.loads((work_directory(started.settings) / PROVIDER).read_text())["source"]
    if asked_for and provider != asked_for:
        raise CommandError(
            f"TF_PROVIDER={asked_for}, but the stack was made with the {provider} provider.",
            "make down && make up",
        )
    console.print(f"the {provider} provider")


def _end_to_end() -> None:
    _run(E2E)


def _plan_is_empty() -> None:
    _run(PLAN)


def _second_up_changes_nothing() -> None:
    before = _pool(read_stack())
    _expect(UNCHANGED, _run(UP))
    after = _pool(read_stack())
    if after != before:
        changed = ", ".join(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))
        raise CommandError(f"A second make up has written to the user pool: {changed}.", "make plan")


def _changed_group_is_changed() -> None:
    """And nothing else: one resource, and after it the plan is empty again."""
    stack = read_stack()
    groups = _groups(stack)
    wanted = {
        **groups,
        (name := min(groups)): {"precedence": 90, "description": "Changed by make integration"},
    }
    variable = {VARIABLE: json.dumps(wanted)}
    _expect("1 resources changed", _run(UP, variable))
    if _groups(stack) != wanted:
        raise CommandError(f"The group {name} is not as its variable says.", "make plan")
    _run(PLAN, variable)


def _group_goes_back() -> None:
    _expect("1 resources changed", _run(UP))
    _plan_is_empty()


def _pool(stack: Stack) -> dict[str, Any]:
    answer = stack.cognito().describe_user_pool(UserPoolId=stack.user_pool_id)
    # people come and go
    return {name: value for name, value in answer["UserPool"].items() if name != "EstimatedNumberOfUsers"}


def _groups(stack: Stack) -> dict[str, dict[str, Any]]:
    pages = stack.cognito().get_paginator("list_groups").paginate(UserPoolId=stack.user_pool_id)
    found = [group for page in pages for group in page["Groups"]]
    return {
        group["GroupName"]: {"precedence": group["Precedence"], "description": group["Description"]}
        for group in found
    }


def _run(name: str, variables: Mapping[str, str] | None = None) -> str:
    """Run a command as the Makefile does; what it has printed, shown as well. CommandError where it fails."""
    command = [sys.executable, "-m", "scripts.cli", name]
    environment = {**os.environ, **(variables or {})}
    lines = []
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True, errors="backslashreplace"
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            console.print(shown(line.rstrip("\n")), soft_wrap=True)
    if process.returncode != 0:
        raise CommandError(f"make {name} ended with status {process.returncode}; its words are above.")
    return "".join(lines)


def _expect(words: str, output: str) -> None:
    if words not in output:
        raise CommandError(f"make up has not said “{words}”; what it says is above.", "make plan")


STEPS = (
    Step("make up", _first_up),
    Step("the provider is the one that was asked for", _provider_is_the_one_asked_for),
    Step("make e2e", _end_to_end),
    Step("make plan: nothing to change", _plan_is_empty),
    Step("a second make up changes nothing", _second_up_changes_nothing),
    Step("a changed group", _changed_group_is_changed),
    Step("the group as it was", _group_goes_back),
)
