"""Parsed blocks of a configuration as Terraform's own expressions, and what Terraform makes of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from scripts.errors import CommandError
from scripts.terraform.process import TerraformCommand


def block_expression(body: Mapping[str, Any], left_out: frozenset[str] = frozenset()) -> str:
    """The arguments and nested blocks of a block as an object, without the names that are `left_out`.

    Each nested block is a list of objects under its name, a dynamic one too.
    """
    members = [
        f"{name} = {expression(value)}"
        for name, value in _own(body).items()
        if name not in left_out and name != "dynamic"
    ]
    for dynamic in body.get("dynamic", []):
        members += [f"{name} = {dynamic_expression(name, spec)}" for name, spec in _unquoted(dynamic).items()]
    return "{" + ", ".join(members) + "}"


def argument_expression(body: Mapping[str, Any], name: str) -> str:
    """One argument or nested block of a block, be it a dynamic one."""
    if name in body:
        return expression(body[name])
    [spec] = [dynamic[key] for dynamic in body["dynamic"] for key in dynamic if key.strip('"') == name]
    return dynamic_expression(name, spec)


def dynamic_expression(name: str, spec: Mapping[str, Any]) -> str:
    """What a dynamic block with this name makes, as a list of objects."""
    [content] = spec["content"]
    head = for_clause(name, expression(spec["for_each"]))
    return f"[{head} {with_iterator(name, block_expression(content))}]"


def for_clause(iterator: str, collection: str) -> str:
    """The head of a for expression whose variables `with_iterator` refers to."""
    return f"for {iterator}_key, {iterator}_value in {collection} :"


def with_iterator(iterator: str, text: str) -> str:
    """An expression that refers to an iterator's key and value, for the body of a for expression."""
    return re.sub(rf"(?<![\w.]){iterator}\.(key|value)\b", rf"{iterator}_\1", text)


def expression(value: Any) -> str:
    """A value as python-hcl2 parses it, written as Terraform reads it."""
    if isinstance(value, str):
        return value[2:-1] if value.startswith("${") else value
    if isinstance(value, list):
        return "[" + ", ".join(expression(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return block_expression(value)
    return json.dumps(value)


def evaluate(terraform: TerraformCommand, text: str, variables: Mapping[str, str] | None = None) -> Any:
    """What an expression is in the workspace's state and variables.

    Raises CommandError, with Terraform's words, where it is not known there.
    """
    options = [f"-var={name}={value}" for name, value in (variables or {}).items()]
    status, output, errors = terraform.capture(["console", *options], f"jsonencode({text})\n")
    shown = output.strip()
    if status != 0 or not shown.startswith('"'):
        raise CommandError(
            f"Terraform cannot say what the configuration sets:\n{errors.strip() or shown}",
            "make down && make up",
        )
    # the console shows a string as Terraform writes one
    written = str(json.loads(shown)).replace("$${", "${").replace("%%{", "%{")
    return json.loads(written)


def _own(body: Mapping[str, Any]) -> dict[str, Any]:
    # what begins so is the parser's own note of a block and its lines
    return {name: value for name, value in body.items() if not name.startswith("__")}


def _unquoted(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name.strip('"'): value for name, value in _own(body).items()}
