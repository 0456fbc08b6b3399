"""DynamoDB, asked inside this process: the items that one key names, in whatever table has them.

An app that keeps something of a person keeps it by the user's sub or user name. Which table that is, only
the app knows; so every table of the account and Region is asked, by its hash key.
"""

from __future__ import annotations

import contextvars
import json
from asyncio import create_task
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from cognito_emulator.cognito.errors import AwsError

_TARGET = "DynamoDB_20120810."
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
        return [FoundItem(table, key, _plain(item)) for item in answer["Items"]]

    async def _ask(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        # MiniStack keeps a request's account and Region in context variables: they are not the caller's
        return await contextvars.Context().run(create_task, self._request(operation, request))

    async def _request(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        from ministack.core.responses import set_request_account_id, set_request_region  # noqa: PLC0415
        from ministack.services import dynamodb  # noqa: PLC0415

        set_request_account_id(self.account)
        set_request_region(self.region)
        headers = {"x-amz-target": _TARGET + operation}
        status, _, body = await dynamodb.handle_request(
            "POST", "/", headers, json.dumps(request).encode(), {}
        )
        answer: dict[str, Any] = json.loads(body)
        if status >= 400:
            raise AwsError(str(answer.get("__type", "UnknownError")), str(answer.get("message", "")), status)
        return answer


def _hash_key(table: Mapping[str, Any]) -> str | None:
    """The name of the hash key; None where it is no text."""
    key: str = next(each["AttributeName"] for each in table["KeySchema"] if each["KeyType"] == "HASH")
    types = {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
    return key if types[key] == "S" else None


def _plain(item: Mapping[str, Any]) -> dict[str, Any]:
    plain = TypeDeserializer().deserialize
    return {name: plain(value) for name, value in item.items()}
