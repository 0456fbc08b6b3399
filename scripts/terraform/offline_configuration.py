"""A copy of a Terraform configuration that an older AWS provider can read.

Only what the provider's own schema does not know is taken out, and every piece is named in the result.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.terraform import hcl
from scripts.terraform.offline_completion import Completion, completion_of

Body = dict[str, Any]
Configuration = dict[Path, Body]
# https://developer.hashicorp.com/terraform/language/meta-arguments
RESOURCE_META_ARGUMENTS = {
    "count",
    "for_each",
    "provider",
    "depends_on",
    "lifecycle",
    "provisioner",
    "connection",
}
PROVIDER_META_ARGUMENTS = {"alias", "version"}
SCHEMA_KINDS = {"resource": "resource_schemas", "data": "data_source_schemas"}


@dataclass(frozen=True)
class Reduction:
    """What the copy lacks (``address.argument``), what it has otherwise (``address.argument: a → b``), and
    what of the missing AWS's API sets after an apply."""

    removed: tuple[str, ...]
    replaced: tuple[str, ...]
    completed: tuple[Completion, ...] = ()
    function_providers: tuple[str, ...] = ()
    """The functions that are made with a provider of their own: how long an apply takes, and no more."""

    def listed(self) -> str:
        """All of it for people, a line each; empty where the copy says what the configuration does."""
        parts = {
            "Set by AWS's API after the apply:": self.completed,
            "Left out:": self.removed,
            "In the copy instead:": self.replaced,
        }
        return "\n".join(
            "\n".join([title, *(f"  {line}" for line in lines), ""])
            for title, lines in parts.items()
            if lines
        )


def read_configuration(directory: Path) -> Configuration:
    """The Terraform files in a directory, parsed."""
    return {path: hcl.loads(path.read_text()) for path in sorted(directory.glob("*.tf"))}


def write_configuration(configuration: Configuration) -> None:
    """Write the files back to where they were read from; comments and layout are lost."""
    for path, body in configuration.items():
        path.write_text(hcl.dumps(body))


def pin_provider(configuration: Configuration, version: str) -> None:
    """Make the configuration ask for exactly this version of the AWS provider."""
    for terraform in _blocks(configuration, "terraform"):
        for required in terraform.get("required_providers", []):
            if "aws" in required:
                required["aws"]["version"] = f'"{version}"'


def take_out_unknown(configuration: Configuration, schema: Mapping[str, Any]) -> Reduction:
    """Take out of the configuration what the provider's schema does not know.

    ``schema`` is the AWS provider's part of `terraform providers schema -json`. A resource whose type it does
    not know goes whole; where another refers to it, Terraform refuses that reference by name. Returns what
    was taken out, sorted.
    """
    removed = list(_take_out_resources(configuration, schema))
    completed: list[Completion] = []
    for address, body, block in _bodies(configuration, schema):
        meta = PROVIDER_META_ARGUMENTS if address == "provider.aws" else RESOURCE_META_ARGUMENTS
        before = deepcopy(body)
        for taken in _take_out(body, block, address, meta):
            argument = taken.removeprefix(f"{address}.")
            completion = completion_of(address, argument, before)
            if completion is None:
                removed.append(taken)
            else:
                completed.append(completion)
    return Reduction(tuple(sorted(removed)), (), tuple(sorted(completed, key=str)))


def resources(configuration: Configuration, kind: str) -> Iterator[tuple[str, Body]]:
    """Each resource, or with ``kind`` "data" each data source: its address and what is in its block."""
    yield from _addressed(_blocks(configuration, kind), kind)


def endpoints_override(
    provider_block: Mapping[str, Any], endpoint_url: str, aliases: Sequence[str] = ()
) -> str:
    """A Terraform override file that sends every service the provider knows to one endpoint.

    ``provider_block`` is the provider's own block in its schema, which has the names of the services. The
    file is for the default configuration of the provider and for those with ``aliases``.
    """
    flags = {name for name in provider_block["attributes"] if name.startswith("skip_")}
    # the account ID comes from the endpoint's STS, and is part of ARNs
    flags -= {"skip_requesting_account_id"}
    flags |= {"s3_force_path_style", "s3_use_path_style"} & set(provider_block["attributes"])
    arguments: dict[str, object] = {"access_key": "test", "secret_key": "test", "max_retries": 5}
    arguments |= dict.fromkeys(sorted(flags), True)
    services = provider_block["block_types"]["endpoints"]["block"]["attributes"]
    arguments["endpoints"] = [dict.fromkeys(sorted(services), endpoint_url)]
    providers = [arguments, *({**arguments, "alias": alias} for alias in aliases)]
    return json.dumps({"provider": {"aws": providers}}, indent=2)


def default_provider(configuration: Configuration) -> Body:
    """What is in the block of the AWS provider that has no alias; nothing where there is none."""
    named = (_labelled(labelled) for labelled in _blocks(configuration, "provider"))
    return next((body for name, body in named if name == "aws" and "alias" not in body), {})


def _take_out_resources(configuration: Configuration, schema: Mapping[str, Any]) -> Iterator[str]:
    for body in configuration.values():
        for kind, schemas in SCHEMA_KINDS.items():
            labelled = body.get(kind, [])
            unknown = [block for block in labelled if _is_unknown(_type_of(block), schema[schemas])]
            yield from (address for address, _ in _addressed(unknown, kind))
            kept = [block for block in labelled if block not in unknown]
            if unknown and kept:
                body[kind] = kept
            elif unknown:
                del body[kind]


def _take_out(body: Body, block: Mapping[str, Any], address: str, meta: set[str]) -> Iterator[str]:
    known_blocks = block.get("block_types", {})
    for name in [name for name in body if not name.startswith("__") and name not in meta]:
        if name == "dynamic":
            yield from _take_out_dynamic(body, known_blocks, address)
        elif name in known_blocks:
            for nested in body[name]:
                yield from _take_out(nested, known_blocks[name]["block"], f"{address}.{name}", set())
        elif name not in block.get("attributes", {}):
            del body[name]
            yield f"{address}.{name}"


def _take_out_dynamic(body: Body, known_blocks: Mapping[str, Any], address: str) -> Iterator[str]:
    kept = []
    for dynamic in body["dynamic"]:
        name, generator = _labelled(dynamic)
        if name not in known_blocks:
            yield f"{address}.{name}"
            continue
        kept.append(dynamic)
        for content in generator["content"]:
            yield from _take_out(content, known_blocks[name]["block"], f"{address}.{name}", set())
    body["dynamic"] = kept
    if not kept:
        del body["dynamic"]


def _bodies(
    configuration: Configuration, schema: Mapping[str, Any]
) -> Iterator[tuple[str, Body, Mapping[str, Any]]]:
    for kind, schemas in SCHEMA_KINDS.items():
        for labelled in _blocks(configuration, kind):
            if (known := schema[schemas].get(_type_of(labelled))) is not None:
                yield from ((address, body, known["block"]) for address, body in _addressed([labelled], kind))
    for labelled in _blocks(configuration, "provider"):
        name, body = _labelled(labelled)
        if name == "aws":
            yield "provider.aws", body, schema["provider"]["block"]


def _is_unknown(type_name: str, known: Mapping[str, Any]) -> bool:
    # other providers' types are no matter of this one's schema
    return type_name.startswith("aws_") and type_name not in known


def _type_of(labelled: Body) -> str:
    return _labelled(labelled)[0]


def _addressed(blocks: Iterable[Body], kind: str) -> Iterator[tuple[str, Body]]:
    prefix = "data." if kind == "data" else ""
    for labelled in blocks:
        type_name, named = _labelled(labelled)
        name, body = _labelled(named)
        yield f"{prefix}{type_name}.{name}", body


def _blocks(configuration: Configuration, kind: str) -> Iterator[Body]:
    for body in configuration.values():
        yield from body.get(kind, [])


def _labelled(block: Body) -> tuple[str, Body]:
    label = next(name for name in block if not name.startswith("__"))
    return label.strip('"'), block[label]
