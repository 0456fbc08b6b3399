"""terraform/*.tf as provider 6 would make, read, change and delete it, call by call.

The arguments are the configuration's own: Terraform evaluates each resource's block, in the state of a stack
that the offline provider has made. They are made in another engine, in the order of their references.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any

from botocore.exceptions import ClientError

from scripts.paths import TERRAFORM
from scripts.terraform.expressions import block_expression, evaluate, expression, for_clause, with_iterator
from scripts.terraform.offline_configuration import (
    RESOURCE_META_ARGUMENTS,
    read_configuration,
    resources,
)
from scripts.terraform.process import TerraformCommand
from tests.terraform.provider_6.calls import RESOURCE_TYPES
from tests.terraform.provider_6.resource_type import EMPTY, Arguments, GoneError, Made, ResourceType
from tests.terraform.sdk_go import SdkGo

REFERENCE = re.compile(r"(?<![\w.])((?:data\.)?aws_\w+\.\w+)")
# AWS makes these up, so the two engines have different ones
MADE_UP = ("aws_kms_key.alarms", "aws_cognito_user_pool.this")
STEPS = ("create", "read", "update", "tag", "delete", "gone")
TAGS = {"Project": "healthtech-signup-flow", "ManagedBy": "Terraform"}


@dataclass
class Outcome:
    """What became of the resources of one type: how many, which operations, what was wrong at which step."""

    count: int = 0
    arguments: set[str] = field(default_factory=set)
    operations: dict[str, None] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=lambda: {step: [] for step in STEPS})

    @property
    def faults(self) -> list[str]:
        """Each with its step."""
        return [f"{step}: {problem}" for step, problems in self.problems.items() for problem in problems]


def configured(terraform: TerraformCommand, variables: Mapping[str, str]) -> dict[str, list[Arguments]]:
    """The arguments of each instance of each resource, by its address, in the order of their references."""
    configuration = read_configuration(TERRAFORM)
    bodies = dict(resources(configuration, "resource"))
    data = dict(resources(configuration, "data"))
    members = [f'"{address}" = {_instances_expression(body)}' for address, body in bodies.items()]
    evaluated = evaluate(terraform, "{" + ", ".join(members) + "}", variables)
    for arguments in (instance for instances in evaluated.values() for instance in instances):
        if "filename" in arguments:
            arguments["filename"] = str(terraform.directory / arguments["filename"])
    return {address: evaluated[address] for address in _ordered({**bodies, **data}) if address in bodies}


def replay(
    configuration: Mapping[str, list[Arguments]], made_up: Mapping[str, str], sdk: SdkGo
) -> dict[str, Outcome]:
    """Make all of it, look at each, change each, and delete all in reverse; the outcome of each type.

    ``made_up`` has what AWS called the resources of the stack that the arguments refer to, by their address.
    """
    outcomes: dict[str, Outcome] = {}
    renamed: dict[str, str] = {}
    made: list[tuple[ResourceType, Outcome, Made]] = []
    for address, instances in configuration.items():
        outcome = outcomes.setdefault(address.partition(".")[0], Outcome())
        for arguments in instances:
            one = _create(address, _renamed(arguments, renamed), outcome, sdk)
            if one is None:
                continue
            made.append((RESOURCE_TYPES[address.partition(".")[0]], outcome, one))
            if address in made_up:
                renamed[made_up[address]] = one["id"]
    for kind, outcome, one in made:
        _look_and_change(kind, outcome, one, sdk)
    for kind, outcome, one in reversed(made):
        _delete(kind, outcome, one, sdk)
    return outcomes


def _instances_expression(body: Mapping[str, Any]) -> str:
    block = block_expression(body, frozenset(RESOURCE_META_ARGUMENTS))
    if "for_each" in body:
        head = for_clause("each", expression(body["for_each"]))
        return f"[{head} {with_iterator('each', block)}]"
    if "count" in body:
        return f"[for index in range({expression(body['count'])}) : {block}]"
    return f"[{block}]"


def _ordered(bodies: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Addresses, each behind those it refers to."""
    references = {}
    for address, body in bodies.items():
        text = " ".join([block_expression(body), *map(expression, (body.get("depends_on", []),))])
        references[address] = {found for found in REFERENCE.findall(text) if found in bodies} - {address}
    return iter(TopologicalSorter(references).static_order())


def _renamed(arguments: Arguments, renamed: Mapping[str, str]) -> Arguments:
    text = json.dumps(arguments)
    for old, new in renamed.items():
        text = text.replace(old, new)
    told: Arguments = json.loads(text)
    return told


def _create(address: str, arguments: Arguments, outcome: Outcome, sdk: SdkGo) -> Made | None:
    kind = RESOURCE_TYPES.get(address.partition(".")[0])
    if kind is None:
        outcome.problems["create"].append(f"{address}: the table of calls has no such resource type")
        return None
    outcome.count += 1
    with _Step(outcome, "create", sdk, address) as step:
        one = Made(arguments, kind.create(sdk, arguments, TAGS))
    return one if step.succeeded else None


def _look_and_change(kind: ResourceType, outcome: Outcome, one: Made, sdk: SdkGo) -> None:
    with _Step(outcome, "read", sdk):
        read = kind.read(sdk, one)
        outcome.arguments |= one.arguments.keys()
        outcome.problems["read"] += _differences(kind, one.arguments, read)
    if kind.tagging is not None:
        _tag(kind, outcome, one, sdk)
    if kind.update is not None:
        with _Step(outcome, "update", sdk):
            changed = kind.update(sdk, one)
            expected = {**one.arguments, **changed}
            outcome.problems["update"] += _differences(kind, expected, kind.read(sdk, one))
    if kind.tagging is not None:
        with _Step(outcome, "tag", sdk):
            # the provider changes tags first, and then updates the resource without naming them
            if (tags := kind.tagging.read(sdk, one)) != TAGS | {"Extra": "a"}:
                outcome.problems["tag"].append(f"after an update the tags are {tags}")
            kind.tagging.untag(sdk, one, ["Extra"])
            if (tags := kind.tagging.read(sdk, one)) != TAGS:
                outcome.problems["tag"].append(f"with one removed the tags are {tags}")


def _tag(kind: ResourceType, outcome: Outcome, one: Made, sdk: SdkGo) -> None:
    assert kind.tagging is not None
    with _Step(outcome, "tag", sdk):
        if (tags := kind.tagging.read(sdk, one)) != TAGS:
            outcome.problems["tag"].append(f"made with {TAGS}, the tags are {tags}")
        kind.tagging.tag(sdk, one, {"Extra": "a"})


def _delete(kind: ResourceType, outcome: Outcome, one: Made, sdk: SdkGo) -> None:
    with _Step(outcome, "delete", sdk):
        kind.delete(sdk, one)
    with _Step(outcome, "gone", sdk):
        code = "it is still there"
        try:
            kind.read(sdk, one)
        except GoneError:
            code = EMPTY
        except ClientError as error:
            code = error.response["Error"]["Code"]
        if code not in kind.gone:
            outcome.problems["gone"].append(f"{' or '.join(kind.gone)} expected: {code}")


def _differences(kind: ResourceType, configured: Arguments, read: Arguments) -> Iterator[str]:
    """Each argument that a plan would want to change, and each that the table of calls does not read."""
    for name, value in configured.items():
        if name not in kind.kept and name not in read:
            yield f"{name}: the table of calls does not read it"
        elif name not in kind.kept and not _same(value, read[name]):
            yield f"{name}: {value!r:.200} configured, {read[name]!r:.200} read"
    for name in read.keys() - configured.keys():
        if read[name] and read[name] != kind.defaults.get(name):
            yield f"{name}: nothing configured, {read[name]!r:.200} read"


def _same(configured: Any, read: Any) -> bool:
    if configured is None or configured == []:
        return read in (None, "", [])
    if isinstance(configured, str) and isinstance(read, str):
        return configured == read or _policy(_document(configured)) == _policy(_document(read))
    if isinstance(configured, Mapping):
        return isinstance(read, Mapping) and all(
            _same(configured.get(name), read.get(name)) for name in configured.keys() | read.keys()
        )
    if isinstance(configured, list):
        return isinstance(read, list) and _all_same(configured, read)
    return _plain(configured) == _plain(read)


def _all_same(configured: list[Any], read: list[Any]) -> bool:
    """As sets are: in whatever order."""
    left = list(read)
    for item in configured:
        found = next((index for index, other in enumerate(left) if _same(item, other)), None)
        if found is None:
            return False
        del left[found]
    return not left


def _document(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _policy(document: Any) -> Any:
    """A policy as IAM compares it: one of a list is that one, and a list has no order."""
    if isinstance(document, dict):
        return {name: _policy(value) for name, value in document.items()}
    if isinstance(document, list):
        items = [_policy(item) for item in document]
        return (
            items[0] if len(items) == 1 else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
        )
    return document


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


class _Step:
    """One step: notes its operations, what could not be decoded, and an error as a problem."""

    def __init__(self, outcome: Outcome, name: str, sdk: SdkGo, what: str = "") -> None:
        self._outcome, self._name, self._sdk, self._what = outcome, name, sdk, what
        self.succeeded = False

    def __enter__(self) -> _Step:
        self._sdk.operations.clear()
        self._sdk.undecodable.clear()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        problems = self._outcome.problems[self._name]
        self._outcome.operations.update(dict.fromkeys(self._sdk.operations))
        problems += self._sdk.undecodable
        self.succeeded = error is None
        if isinstance(error, (ClientError, GoneError, KeyError, ValueError, AssertionError)):
            last = self._sdk.operations[-1] if self._sdk.operations else "no call"
            problems.append(f"{self._what} {last}: {type(error).__name__} {error}".strip())
            return True
        return False


def table(outcomes: Mapping[str, Outcome]) -> str:
    """The outcomes for people, a line each: the resource type, how many, its operations, and the result."""
    lines = [
        "| resource type | made | arguments | calls of provider 6 | result |",
        "| --- | --- | --- | --- | --- |",
    ]
    for kind, outcome in sorted(outcomes.items()):
        steps = "; ".join(outcome.faults) or "ok"
        operations = ", ".join(outcome.operations)
        lines.append(f"| {kind} | {outcome.count} | {len(outcome.arguments)} | {operations} | {steps} |")
    calls = sum(len(outcome.operations) for outcome in outcomes.values())
    made = sum(outcome.count for outcome in outcomes.values())
    lines.append(f"\n{len(outcomes)} resource types, {made} resources, {calls} operations")
    return "\n".join(lines)
