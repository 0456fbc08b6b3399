"""A resource type of Terraform's AWS provider as the calls that it makes for it.

Arguments are Terraform's: a nested block is a list of objects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.terraform.sdk_go import SdkGo

Arguments = dict[str, Any]
Tags = Mapping[str, str]


class GoneError(Exception):
    """What a provider takes for a deleted resource where AWS answers with an empty list."""


EMPTY = "nothing found"


@dataclass
class Made:
    """A resource that was made: the arguments it was made from, and what AWS calls it."""

    arguments: Arguments
    names: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.names[name]


@dataclass(frozen=True)
class ResourceType:
    """The calls for one type.

    ``read`` gives the arguments as the provider would write them into its state, and raises what says that
    the resource is gone; ``gone`` are the codes that the provider takes for that. ``update`` sends a change
    and gives the changed arguments, and is None where every argument makes a new resource. ``kept`` are
    arguments that AWS is never told, ``defaults`` what it is told where the configuration says nothing.
    """

    create: Callable[[SdkGo, Arguments, Tags], dict[str, str]]
    read: Callable[[SdkGo, Made], Arguments]
    update: Callable[[SdkGo, Made], Arguments] | None
    delete: Callable[[SdkGo, Made], object]
    gone: tuple[str, ...]
    operations: tuple[str, ...]
    tagging: Tagging | None = None
    kept: frozenset[str] = frozenset()
    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Tagging:
    """How tags are read, set and removed."""

    read: Callable[[SdkGo, Made], dict[str, str]]
    tag: Callable[[SdkGo, Made, Tags], object]
    untag: Callable[[SdkGo, Made, list[str]], object]


def pairs(tags: Tags, key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    return [{key: name, value: text} for name, text in tags.items()]


def tags_of(pairs: list[dict[str, str]], key: str = "Key", value: str = "Value") -> dict[str, str]:
    return {pair[key]: pair[value] for pair in pairs}


def parameters_of(arguments: Arguments, names: Mapping[str, str]) -> dict[str, Any]:
    """Arguments as an API's parameters, by the one's name and the other's; null is not told."""
    return {api: arguments[name] for name, api in names.items() if arguments.get(name) is not None}


def arguments_of(described: Mapping[str, Any], names: Mapping[str, str]) -> Arguments:
    return {name: described.get(api) for name, api in names.items()}


def block_of(described: Mapping[str, Any] | None, names: Mapping[str, str]) -> list[Arguments]:
    return [arguments_of(described, names)] if described else []


def tagging_by_arn(service: str, arn: str) -> Tagging:
    """Of a service whose tags are read, set and removed by a resource's ARN."""
    return tagging(
        service,
        {arn: "arn"},
        lambda sdk, made: tags_of(sdk.call(service, "ListTagsForResource", **{arn: made["arn"]})["Tags"]),
    )


def tagging(
    service: str,
    which: Mapping[str, str],
    read: Callable[[SdkGo, Made], dict[str, str]],
    *,
    operations: tuple[str, str] = ("TagResource", "UntagResource"),
    parameters: tuple[str, str] = ("Tags", "TagKeys"),
    form: Callable[[Tags], Any] = pairs,
) -> Tagging:
    """The operations' parameter that says ``which`` resource has the value of that name of it."""
    (tag, untag), (tags, keys) = operations, parameters

    def told(made: Made) -> dict[str, str]:
        return {parameter: made[name] for parameter, name in which.items()}

    return Tagging(
        read,
        lambda sdk, made, given: sdk.call(service, tag, **told(made), **{tags: form(given)}),
        lambda sdk, made, names: sdk.call(service, untag, **told(made), **{keys: names}),
    )


def only(found: list[dict[str, Any]]) -> dict[str, Any]:
    if not found:
        raise GoneError
    return found[0]
