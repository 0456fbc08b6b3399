"""In-memory stand-ins for what the domain calls: a table, a pool's groups, a clock.

The end-to-end tests run the same handler on the real ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from signup.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

STARTED = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)


def client_error(code: str, status: int = 400, message: str = "") -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": message}, "ResponseMetadata": _metadata(status)}, "Operation"
    )


def _metadata(status: int) -> Any:
    return {"HTTPStatusCode": status}


@dataclass
class FakeTime:
    """A clock that goes on only when somebody sleeps, or moves it."""

    elapsed: float = 0.0

    def clock(self) -> Clock:
        return Clock(now=self.now, monotonic=lambda: self.elapsed, sleep=self.move)

    def now(self) -> datetime:
        return STARTED + timedelta(seconds=self.elapsed)

    def move(self, seconds: float) -> None:
        self.elapsed += seconds


@dataclass
class FakeAws:
    """A table keyed by user_id and a pool's groups. `failures` of an operation are raised first, in turn."""

    items: dict[str, Mapping[str, AttributeValueTypeDef]] = field(default_factory=dict)
    members: list[tuple[str, str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)
    failures: dict[str, list[Exception]] = field(default_factory=dict)

    def put_item(
        self,
        *,
        TableName: str,  # noqa: N803
        Item: Mapping[str, AttributeValueTypeDef],  # noqa: N803
        ConditionExpression: str,  # noqa: N803
    ) -> object:
        self._called("PutItem")
        self.tables.add(TableName)
        key = Item["user_id"]["S"]
        if ConditionExpression == "attribute_not_exists(user_id)" and key in self.items:
            raise client_error("ConditionalCheckFailedException")
        self.items[key] = Item
        return {}

    def admin_add_user_to_group(
        self,
        *,
        UserPoolId: str,  # noqa: N803
        Username: str,  # noqa: N803
        GroupName: str,  # noqa: N803
    ) -> object:
        self._called("AdminAddUserToGroup")
        self.members.append((UserPoolId, Username, GroupName))
        return {}

    def _called(self, operation: str) -> None:
        self.calls.append(operation)
        if self.failures.get(operation):
            raise self.failures[operation].pop(0)
