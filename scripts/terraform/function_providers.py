"""A provider process for each function while functions are made: the offline provider makes one at a time.

It holds a lock from the call that makes a function until it has looked whether the function is active, for
the first time after 5 s (resourceAwsLambdaFunctionCreate of hashicorp/terraform-provider-aws 3.39.0).
Terraform starts a process for each configuration of a provider that some resource has, and each has its lock:
https://developer.hashicorp.com/terraform/language/block/provider#alias
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.terraform import hcl
from scripts.terraform.state import made_in

FUNCTION = "aws_lambda_function"
PROVIDERS = "function_providers.tf"
OVERRIDE = "function_providers_override.tf.json"


def function_providers(resources: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """The names of the functions that get a provider each: of those that have none of their own all but one.

    ``resources`` are blocks by their addresses; a name is an alias of the provider too.
    """
    names = [
        address.removeprefix(f"{FUNCTION}.")
        for address, body in resources.items()
        if address.startswith(f"{FUNCTION}.") and "provider" not in body
    ]
    return tuple(sorted(names)[1:])


def write_function_providers(directory: Path, provider: Mapping[str, Any], names: Sequence[str]) -> None:
    """Write a copy of the provider's block for each name, if there are any; no resource has one yet."""
    if not names:
        return
    blocks = [{'"aws"': {**provider, "alias": f'"{name}"'}} for name in names]
    (directory / PROVIDERS).write_text(hcl.dumps({"provider": blocks}))


@contextmanager
def functions_at_once(directory: Path, names: Sequence[str]) -> Iterator[bool]:
    """While in the body, each of these functions has its provider, unless all are made already; whether so.

    Afterwards they have the one of all others: more processes make a plan slower.
    """
    override = directory / OVERRIDE
    if set(names) <= made_in(directory, FUNCTION):
        override.unlink(missing_ok=True)
        yield False
        return
    providers = {name: {"provider": f"aws.{name}"} for name in names}
    override.write_text(json.dumps({"resource": {FUNCTION: providers}}, indent=2))
    try:
        yield True
    finally:
        override.unlink()
