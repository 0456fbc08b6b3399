"""Who waits for approval, and the decision on it: in the profile first, with who and when, then in the pool.

A decision is one conditional write, so of two operators at once one decides, and none decides twice. The
group comes after it: interrupted between the two, somebody is approved on record and has no privilege yet,
and the same command again completes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from scripts.errors import CommandError
from scripts.operator.pace import Pace
from scripts.operator.pool_user import PoolUser, user_named
from scripts.profile import texts_of
from scripts.profile_status import ACTIVE, CLOSED, PENDING_APPROVAL, REJECTED
from scripts.stack_file import Stack

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient

SHOWN = ("user_id", "created_at", "user_type")
PEOPLE_A_SECOND = Pace(20)


@dataclass(frozen=True)
class Decision:
    """What the profile says now; `is_new` is false where it said so before."""

    is_new: bool
    user_type: str
    decided_by: str
    decided_at: str


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits: by their sub, with what the pool says of them now; None for who is gone."""

    user_id: str
    user_type: str
    since: str
    user: PoolUser | None


@dataclass(frozen=True)
class Approvals:
    """The people of one stack whose type needs approval."""

    stack: Stack

    def pending(self) -> list[Waiting]:
        """Who waits, the longest first; their address is the pool's, never the table's copy of it.

        A scan: for an operator's command, a few times a day, it costs a read unit for 8 kB of profiles, where
        an index would cost a write unit for every sign-up and every decision.
        """
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self.stack.table_name,
            FilterExpression="#status = :pending",
            ProjectionExpression=", ".join(f"#{name}" for name in SHOWN),
            ExpressionAttributeNames={"#status": "status", **{f"#{name}": name for name in SHOWN}},
            ExpressionAttributeValues={":pending": {"S": PENDING_APPROVAL}},
        )
        return sorted(map(self._waiting, map(texts_of, _items(pages))), key=lambda waiting: waiting.since)

    def approve(self, user: PoolUser) -> Decision:
        """Record the approval, then give the group; for somebody approved before, see that they have it.

        Raises CommandError for whom there is nothing to approve.
        """
        decision = self._decide(user.sub, ACTIVE)
        try:
            self._cognito.admin_add_user_to_group(
                UserPoolId=self.stack.user_pool_id, Username=user.username, GroupName=decision.user_type
            )
        except (BotoCoreError, ClientError) as error:
            raise CommandError(
                f"The approval is on record, the group is not given yet: {error}",
                f"make approve SUB={user.sub}",
            ) from None
        return decision

    def reject(self, user: PoolUser) -> Decision:
        """Record the rejection, after which nothing gives a group. Raises CommandError as `approve` does."""
        return self._decide(user.sub, REJECTED)

    def close(self, user_id: str) -> Decision:
        """Record that who waited has left the pool, so that nobody decides on them any more."""
        return self._decide(user_id, CLOSED)

    def _waiting(self, profile: Mapping[str, str]) -> Waiting:
        PEOPLE_A_SECOND.wait()
        user = user_named(self.stack, profile["user_id"])
        is_theirs = user is not None and user.sub == profile["user_id"]
        return Waiting(
            profile["user_id"],
            profile.get("user_type", ""),
            profile.get("created_at", ""),
            user if is_theirs else None,
        )

    @property
    def _cognito(self) -> CognitoIdentityProviderClient:
        return self.stack.cognito()

    @property
    def _dynamodb(self) -> DynamoDBClient:
        return self.stack.dynamodb()

    def _decide(self, user_id: str, status: str) -> Decision:
        who, when = operator_arn(self.stack), now()
        try:
            answer = self._dynamodb.update_item(
                TableName=self.stack.table_name,
                Key={"user_id": {"S": user_id}},
                UpdateExpression="SET #status = :status, decided_by = :who, decided_at = :when",
                ConditionExpression="#status = :pending",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues={
                    ":status": {"S": status},
                    ":pending": {"S": PENDING_APPROVAL},
                    ":who": {"S": who},
                    ":when": {"S": when},
                },
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            refused: Mapping[str, Any] = error.response
            return decided_before(texts_of(refused.get("Item") or {}), status)
        return Decision(True, texts_of(answer["Attributes"])["user_type"], who, when)


def operator_arn(stack: Stack) -> str:
    """Who decides: the ARN of the credentials in use."""
    return str(stack.client("sts").get_caller_identity()["Arn"])


def now() -> str:
    """The time as profiles have it: UTC, ISO 8601 with milliseconds and a Z."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def decided_before(profile: Mapping[str, str], status: str) -> Decision:
    """The decision that a profile already has, if it is this one. Raises CommandError otherwise."""
    if not profile:
        raise CommandError(
            "That person has no profile yet: they have not confirmed, or their sign-up is being repaired.",
            "make pending",
        )
    found, by, at = profile.get("status", ""), profile.get("decided_by"), profile.get("decided_at", "")
    if by is None:
        raise CommandError(f"There is nothing to decide: the profile has been {found} from the start.")
    if found != status:
        verdict = {ACTIVE: "approved", REJECTED: "rejected"}.get(found, "closed")
        raise CommandError(f"That person was {verdict} at {at} by {by}, which is not undone by this command.")
    return Decision(False, profile["user_type"], by, at)


def _items(pages: Any) -> Iterator[Mapping[str, Any]]:
    for page in pages:
        yield from page["Items"]
