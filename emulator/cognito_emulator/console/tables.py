"""Tables: every DynamoDB table, and its items as they are; nothing here changes one."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cognito_emulator.aws.json_service import dynamodb
from cognito_emulator.aws.plain_items import plain_item
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.console.page import ConsolePage, ConsoleParts, not_there, shown
from cognito_emulator.console.person_details import as_text
from cognito_emulator.console.scopes import scopes_of
from cognito_emulator.gateway.admission import CONSOLE_PATH
from cognito_emulator.strict_json import parsed

PATH = f"{CONSOLE_PATH}/tables"
ON_A_PAGE = 50


def tables_page(parts: ConsoleParts) -> ConsolePage:
    pages = TablePages(parts.service.cognito)
    one = f"{PATH}/{{account}}/{{region}}/{{name}}"
    return ConsolePage("Tables", PATH, [Route(PATH, pages.listed), Route(one, pages.one)])


@dataclass(frozen=True)
class ShownTable:
    """`keys` are the names of its hash and range key."""

    path: str
    name: str
    scope: str
    items: int
    keys: list[str]
    status: str


@dataclass(frozen=True)
class TablePages:
    cognito: Cognito

    async def listed(self, request: Request) -> Response:
        tables = [
            await _table(account, region, name)
            for account, region in scopes_of(self.cognito.store.pools)
            for name in (await dynamodb(account, region).ask("ListTables", {}))["TableNames"]
        ]
        return shown(request, "tables.html", tables=tables)

    async def one(self, request: Request) -> Response:
        """A page of items, from the key on that `after` has; a table or a key that is none is a 404."""
        account, region, name = (request.path_params[part] for part in ("account", "region", "name"))
        if (account, region) not in scopes_of(self.cognito.store.pools):
            return not_there(
                request, "No user pool is in this account and Region, so the console has no table of it."
            )
        try:
            table = await _table(account, region, name)
            scan: dict[str, Any] = {"TableName": name, "Limit": ON_A_PAGE}
            if "after" in request.query_params:
                scan["ExclusiveStartKey"] = _read_key(request.query_params["after"], table)
            page = await dynamodb(account, region).ask("Scan", scan)
        except (AwsError, ValueError):
            return not_there(request, "There is no such table, or no such place in it.")
        items = [_text(item, table.keys) for item in page["Items"]]
        last = page.get("LastEvaluatedKey")
        return shown(
            request, "table.html", table=table, items=items, after=_written_key(last) if last else None
        )


async def _table(account: str, region: str, name: str) -> ShownTable:
    described = (await dynamodb(account, region).ask("DescribeTable", {"TableName": name}))["Table"]
    return ShownTable(
        f"{PATH}/{account}/{region}/{quote(name, safe='')}",
        name,
        f"{account} · {region}",
        int(described["ItemCount"]),
        [each["AttributeName"] for each in described["KeySchema"]],
        str(described["TableStatus"]),
    )


def _text(item: Mapping[str, Any], keys: list[str]) -> tuple[str, str]:
    """An item's key, and all of it as JSON."""
    plain = plain_item(item)
    return " · ".join(str(plain[name]) for name in keys), as_text(plain)


def _written_key(key: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _read_key(text: str, table: ShownTable) -> Any:
    """The key that is written so. Raises ValueError for anything else than a key of this table."""
    key = parsed(base64.urlsafe_b64decode(text))
    if not isinstance(key, dict) or key.keys() != set(table.keys):
        raise ValueError(f"This is no key of {table.name}.")
    return key
