"""Give somebody who has not signed up a profile and a group, by decision (`make adopt EMAIL= TYPE=`).

For staff whom an administrator made, and for imported and migrated users: nothing gives them a profile by
itself. The profile says who decided and when. Whoever has one already keeps it; the same command again gives
the group that was still missing. The credentials need cognito-idp:AdminGetUser and AdminAddUserToGroup on the
pool, dynamodb:PutItem on the table, and sts:GetCallerIdentity.
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from scripts.console import console
from scripts.errors import CommandError
from scripts.operator.approval_decisions import now, operator_arn
from scripts.operator.command import Who
from scripts.operator.pool_user import PoolUser
from scripts.profile_status import ACTIVE, SCHEMA_VERSION
from scripts.stack_file import Stack
from scripts.user_status import UNCONFIRMED


def adopt(stack: Stack, who: Who, user_type: str) -> int:
    """Give them the profile and the group. Raises CommandError for a group that is none, and for whom not."""
    if user_type not in stack.user_types:
        raise CommandError(
            f"TYPE={user_type} is none of the groups: {', '.join(stack.user_types)}.",
            f"make adopt … TYPE={stack.user_types[0]}",
            exit_code=2,
        )
    user = who.in_pool(stack)
    if user.status == UNCONFIRMED:
        raise CommandError("That person has signed up and not confirmed yet: the flow gives them all.")
    is_new = _save(stack, user, user_type)
    stack.cognito().admin_add_user_to_group(
        UserPoolId=stack.user_pool_id, Username=user.username, GroupName=user_type
    )
    before = "" if is_new else " [dim](they had the profile before)[/]"
    console.print(f"[green]✓[/] Adopted: a profile, and the group {user_type}.{before}", soft_wrap=True)
    return 0


def _save(stack: Stack, user: PoolUser, user_type: str) -> bool:
    """Whether the profile is new. Raises CommandError for somebody whose profile says something else."""
    texts = {
        "user_id": user.sub,
        "email": user.email,
        "name": user.name,
        "user_type": user_type,
        "status": ACTIVE,
        "username": user.username,
        "created_at": now(),
        "decided_by": operator_arn(stack),
        "decided_at": now(),
    }
    item: dict[str, Any] = {name: {"S": text} for name, text in texts.items() if text}
    item["schema_version"] = {"N": str(SCHEMA_VERSION)}
    try:
        stack.dynamodb().put_item(
            TableName=stack.table_name,
            Item=item,
            ConditionExpression="attribute_not_exists(user_id)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        refused: dict[str, Any] = dict(error.response)
        _check_same(refused.get("Item") or {}, user_type)
        return False
    return True


def _check_same(item: dict[str, Any], user_type: str) -> None:
    found = {name: str(item.get(name, {}).get("S", "")) for name in ("user_type", "status")}
    if found != {"user_type": user_type, "status": ACTIVE}:
        raise CommandError(
            f"That person has a profile already: {found['user_type']}, {found['status']}.",
            "make pending" if found["status"] == "PENDING_APPROVAL" else None,
        )
