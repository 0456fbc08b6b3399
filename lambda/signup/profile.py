"""The profile: one DynamoDB item for each person, keyed by the pool's `sub`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from signup.aws_call import aws_call
from signup.errors import AwsCallError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from signup.clock import Clock
    from signup.event import SignUp

SCHEMA_VERSION = 1


class PutsItems(Protocol):
    """As much of a DynamoDB client as a profile needs."""

    def put_item(
        self,
        *,
        TableName: str,  # noqa: N803
        Item: Mapping[str, AttributeValueTypeDef],  # noqa: N803
        ConditionExpression: str,  # noqa: N803
    ) -> object: ...


@dataclass(frozen=True, slots=True, repr=False)
class Profile:
    """What the table says of a person. Has no repr of its fields: they are personal data."""

    sign_up: SignUp
    user_type: str
    created_at: datetime

    def as_item(self) -> dict[str, AttributeValueTypeDef]:
        """Return the item in DynamoDB's JSON; an attribute that the pool does not know is left out."""
        texts = {
            "user_id": self.sign_up.sub,
            "email": self.sign_up.email,
            "name": self.sign_up.name,
            "user_type": self.user_type,
            "username": self.sign_up.username,
            "created_at": self.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        item: dict[str, AttributeValueTypeDef] = {key: {"S": text} for key, text in texts.items() if text}
        item["schema_version"] = {"N": str(SCHEMA_VERSION)}
        return item


def save_profile(profile: Profile, table_name: str, dynamodb: PutsItems, clock: Clock) -> bool:
    """Write the profile unless the person has one; return whether it was written.

    The condition makes any number of repeats, at the same moment too, keep the first.
    Raises AwsCallError.
    """
    try:
        aws_call(
            "DynamoDB PutItem",
            lambda: dynamodb.put_item(
                TableName=table_name,
                Item=profile.as_item(),
                ConditionExpression="attribute_not_exists(user_id)",
            ),
            clock,
        )
    except AwsCallError as error:
        if error.code != "ConditionalCheckFailedException":
            raise
        return False
    return True
