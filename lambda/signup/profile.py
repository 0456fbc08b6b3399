"""The profile: one DynamoDB item for each person, keyed by the pool's `sub`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import ClientError

from signup.aws_call import aws_call

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from signup.deadline import Deadline
    from signup.event import SignUp

SCHEMA_VERSION = 1
_SAVED = ("username", "user_type", "status")


class PutsItems(Protocol):
    """As much of a DynamoDB client as a profile needs."""

    def put_item(
        self,
        *,
        TableName: str,  # noqa: N803
        Item: Mapping[str, AttributeValueTypeDef],  # noqa: N803
        ConditionExpression: str,  # noqa: N803
        ReturnValuesOnConditionCheckFailure: Any,  # noqa: N803
    ) -> object: ...


@dataclass(frozen=True, slots=True, repr=False)
class Profile:
    """What the table says of a person. Has no repr of its fields: they are personal data.

    `created_at` is when the item is written, which is after the confirmation where a repair writes it.
    """

    sign_up: SignUp
    user_type: str
    status: str
    created_at: datetime

    def as_item(self) -> dict[str, AttributeValueTypeDef]:
        """Return the item in DynamoDB's JSON; an attribute that the pool does not know is left out."""
        texts = {
            "user_id": self.sign_up.sub,
            "email": self.sign_up.email,
            "name": self.sign_up.name,
            "user_type": self.user_type,
            "status": self.status,
            "username": self.sign_up.username,
            "created_at": as_timestamp(self.created_at),
        }
        item: dict[str, AttributeValueTypeDef] = {key: {"S": text} for key, text in texts.items() if text}
        item["schema_version"] = {"N": str(SCHEMA_VERSION)}
        return item


@dataclass(frozen=True, slots=True, repr=False)
class SavedProfile:
    """What the table has after `save_profile`: the new profile's, or those that were there before it."""

    is_new: bool
    username: str
    user_type: str
    status: str


def save_profile(profile: Profile, table_name: str, dynamodb: PutsItems, deadline: Deadline) -> SavedProfile:
    """Write the profile unless the person has one; return what the table then has.

    The condition makes any number of repeats, at the same moment too, keep the first, and with it whatever
    an operator has decided meanwhile. Raises AwsCallError.
    """

    def put() -> SavedProfile:
        try:
            dynamodb.put_item(
                TableName=table_name,
                Item=profile.as_item(),
                ConditionExpression="attribute_not_exists(user_id)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            answer: Mapping[str, Any] = error.response
            return SavedProfile(False, *(_text(answer["Item"], name) for name in _SAVED))
        return SavedProfile(True, profile.sign_up.username, profile.user_type, profile.status)

    return aws_call("DynamoDB PutItem", put, deadline)


def as_timestamp(moment: datetime) -> str:
    """Return a time in UTC as ISO 8601 with milliseconds and a Z."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(item: Mapping[str, Mapping[str, str]], name: str) -> str:
    """Return a text of an item; "", which allows no group, where it is missing."""
    return item.get(name, {}).get("S", "")
