"""One person's profile in the table, as texts by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scripts.stack_file import Stack


def profile_of(stack: Stack, sub: str) -> dict[str, str] | None:
    """The profile as it is now, by a consistent read; None where there is none."""
    answer = stack.dynamodb().get_item(
        TableName=stack.table_name, Key={"user_id": {"S": sub}}, ConsistentRead=True
    )
    return texts_of(answer["Item"]) if "Item" in answer else None


def texts_of(item: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The values of a DynamoDB item, in the order of their names."""
    return {name: str(next(iter(value.values()))) for name, value in sorted(item.items())}
