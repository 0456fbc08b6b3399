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
from signup.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

QUEUE_URL = "https://sqs.example/repair"
SETTINGS = Settings("health_users", ("Doctor", "Patient", "Admin"), "Patient", ("Admin",), QUEUE_URL)
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
    """A table keyed by user_id, pools' users and groups, a queue.

    `failures` of an operation are raised first, in turn; `slow` is how long each attempt of one takes.
    """

    items: dict[str, Mapping[str, AttributeValueTypeDef]] = field(default_factory=dict)
    members: list[tuple[str, str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)
    failures: dict[str, list[Exception]] = field(default_factory=dict)
    users: dict[tuple[str, str], Any] = field(default_factory=dict)
    messages: list[tuple[str, str]] = field(default_factory=list)
    hidden: dict[str, int] = field(default_factory=dict)
    queues: set[str] = field(default_factory=set)
    time: FakeTime | None = None
    slow: dict[str, float] = field(default_factory=dict)

    def put_item(
        self,
        *,
        TableName: str,  # noqa: N803
        Item: Mapping[str, AttributeValueTypeDef],  # noqa: N803
        ConditionExpression: str,  # noqa: N803
        ReturnValuesOnConditionCheckFailure: str,  # noqa: N803
    ) -> object:
        self._called("PutItem")
        self.tables.add(TableName)
        key = Item["user_id"]["S"]
        if ConditionExpression == "attribute_not_exists(user_id)" and key in self.items:
            error = client_error("ConditionalCheckFailedException")
            if ReturnValuesOnConditionCheckFailure == "ALL_OLD":
                error.response["Item"] = self.items[key]  # type: ignore[typeddict-unknown-key]
            raise error
        self.items[key] = Item
        return {}

    def update_item(
        self,
        *,
        TableName: str,  # noqa: N803
        Key: Mapping[str, AttributeValueTypeDef],  # noqa: N803
        UpdateExpression: str,  # noqa: N803
        ConditionExpression: str,  # noqa: N803
        ExpressionAttributeNames: Mapping[str, str],  # noqa: N803
        ExpressionAttributeValues: Mapping[str, AttributeValueTypeDef],  # noqa: N803
        ReturnValues: str,  # noqa: N803
    ) -> Mapping[str, Any]:
        self._called("UpdateItem")
        self.tables.add(TableName)
        key = Key["user_id"]["S"]
        if ConditionExpression == "attribute_exists(user_id)" and key not in self.items:
            raise client_error("ConditionalCheckFailedException")
        kept, _, gone = UpdateExpression.partition("REMOVE ")
        item = dict(self.items.get(key, {"user_id": Key["user_id"]}))
        for pair in filter(None, kept.removeprefix("SET ").strip().split(", ")):
            name, value = pair.split(" = ")
            item[ExpressionAttributeNames[name]] = ExpressionAttributeValues[value]
        for name in filter(None, gone.split(", ")):
            item.pop(ExpressionAttributeNames[name], None)
        self.items[key] = item
        return {"Attributes": self.items[key]} if ReturnValues == "ALL_NEW" else {}

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

    def admin_get_user(self, *, UserPoolId: str, Username: str) -> Any:  # noqa: N803
        self._called("AdminGetUser")
        if (UserPoolId, Username) not in self.users:
            raise client_error("UserNotFoundException", message=f"No user {Username}")
        return self.users[(UserPoolId, Username)]

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> object:  # noqa: N803
        self._called("SendMessage")
        self.messages.append((QueueUrl, MessageBody))
        return {}

    def change_message_visibility(
        self,
        *,
        QueueUrl: str,  # noqa: N803
        ReceiptHandle: str,  # noqa: N803
        VisibilityTimeout: int,  # noqa: N803
    ) -> object:
        self._called("ChangeMessageVisibility")
        self.hidden[ReceiptHandle] = VisibilityTimeout
        self.queues.add(QueueUrl)
        return {}

    def _called(self, operation: str) -> None:
        self.calls.append(operation)
        if self.time:
            self.time.move(self.slow.get(operation, 0.0))
        if self.failures.get(operation):
            raise self.failures[operation].pop(0)
