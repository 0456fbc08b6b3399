"""DynamoDB, asked inside this process: the items that one key names, in whatever table has them.

An app that keeps something of a person keeps it by the user's sub or user name. Which table that is, only
the app knows; so every table of the account and Region is asked, by its hash key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.aws.json_service import dynamodb
from cognito_emulator.aws.plain_items import plain_item

MOST_ITEMS = 20


@dataclass(frozen=True)
class FoundItem:
    """`key` is the table's hash key; `content` has each attribute's value as Python has it."""

    table: str
    key: str
    content: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class ItemsOfKey:
    """The tables of one account in one Region."""

    account: str
    region: str

    async def find(self, values: Iterable[str]) -> list[FoundItem]:
        """Items whose hash key is a text and one of these values; of a table MOST_ITEMS at most."""
        found: list[FoundItem] = []
        wanted = list(dict.fromkeys(values))
        for table in (await self._ask("ListTables", {}))["TableNames"]:
            key = _hash_key((await self._ask("DescribeTable", {"TableName": table}))["Table"])
            if key:
                found += [item for value in wanted for item in await self._of(table, key, value)]
        return found

    async def _of(self, table: str, key: str, value: str) -> list[FoundItem]:
        answer = await self._ask(
            "Query",
            {
                "TableName": table,
                "KeyConditionExpression": "#key = :value",
                "ExpressionAttributeNames": {"#key": key},
                "ExpressionAttributeValues": {":value": {"S": value}},
                "Limit": MOST_ITEMS,
            },
        )
        return [FoundItem(table, key, plain_item(item)) for item in answer["Items"]]

    async def _ask(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        return await dynamodb(self.account, self.region).ask(operation, request)


def _hash_key(table: Mapping[str, Any]) -> str | None:
    """The name of the hash key; None where it is no text."""
    key: str = next(each["AttributeName"] for each in table["KeySchema"] if each["KeyType"] == "HASH")
    types = {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
    return key if types[key] == "S" else None
