"""The profile: one DynamoDB item for each person, keyed by the pool's `sub`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import ClientError

from signup.aws_call import aws_call, error_code, member

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from signup.deadline import Deadline
    from signup.event import SignUp
    from signup.terms import Acceptance

PUT_ITEM = "DynamoDB PutItem"
UPDATE_ITEM = "DynamoDB UpdateItem"
SCHEMA_VERSION = 1


class WritesProfiles(Protocol):
    """As much of a DynamoDB client as profiles need."""

    def put_item(
        self,
        *,
        TableName: str,  # noqa: N803
        Item: Mapping[str, AttributeValueTypeDef],  # noqa: N803
        ConditionExpression: str,  # noqa: N803
        ReturnValuesOnConditionCheckFailure: Any,  # noqa: N803
    ) -> object: ...

    def update_item(
        self,
        *,
        TableName: str,  # noqa: N803
        Key: Mapping[str, AttributeValueTypeDef],  # noqa: N803
        UpdateExpression: str,  # noqa: N803
        ConditionExpression: str,  # noqa: N803
        ExpressionAttributeNames: Mapping[str, str],  # noqa: N803
        ExpressionAttributeValues: Mapping[str, AttributeValueTypeDef],  # noqa: N803
        ReturnValues: Any,  # noqa: N803
    ) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True, repr=False)
class Profile:
    """What the table says of a person. Has no repr of its fields: they are personal data.

    `created_at` is when the item is written, which is after the confirmation where a repair writes it.
    """

    sign_up: SignUp
    user_type: str
    status: str
    created_at: datetime
    acceptance: Acceptance | None = None

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
            **(self.acceptance.as_texts() if self.acceptance else {}),
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


def save_profile(
    profile: Profile, table_name: str, dynamodb: WritesProfiles, deadline: Deadline
) -> SavedProfile:
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
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            return _saved(member(PUT_ITEM, error.response, "Item"))
        return SavedProfile(True, profile.sign_up.username, profile.user_type, profile.status)

    return aws_call(PUT_ITEM, put, deadline)


def refresh_profile(
    sign_up: SignUp, table_name: str, dynamodb: WritesProfiles, deadline: Deadline
) -> SavedProfile | None:
    """Write the pool's e-mail address and name over the profile's copies; None where there is no profile.

    Nothing else changes, and nobody gets a profile by it. Raises AwsCallError.
    """

    def update() -> SavedProfile | None:
        try:
            answer = dynamodb.update_item(
                TableName=table_name,
                Key={"user_id": {"S": sign_up.sub}},
                UpdateExpression=_refresh_expression(copies),
                ConditionExpression="attribute_exists(user_id)",
                ExpressionAttributeNames={f"#{name}": name for name in copies},
                ExpressionAttributeValues={f":{name}": {"S": text} for name, text in copies.items() if text},
                ReturnValues="ALL_NEW",
            )
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            return None
        return _saved(member(UPDATE_ITEM, answer, "Attributes"))

    copies = {"email": sign_up.email, "name": sign_up.name}
    return aws_call(UPDATE_ITEM, update, deadline)


def _refresh_expression(copies: Mapping[str, str | None]) -> str:
    kept = ", ".join(f"#{name} = :{name}" for name, text in copies.items() if text)
    gone = ", ".join(f"#{name}" for name, text in copies.items() if not text)
    return " ".join(filter(None, [kept and f"SET {kept}", gone and f"REMOVE {gone}"]))


def as_timestamp(moment: datetime) -> str:
    """Return a time in UTC as ISO 8601 with milliseconds and a Z."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _saved(item: Mapping[str, Mapping[str, str]]) -> SavedProfile:
    return SavedProfile(False, _text(item, "username"), _text(item, "user_type"), _text(item, "status"))


def _text(item: Mapping[str, Mapping[str, str]], name: str) -> str:
    """Return a text of an item; "", which allows no group, where it is missing."""
    return item.get(name, {}).get("S", "")
