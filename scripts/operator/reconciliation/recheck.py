"""A second look at one finding: the lists were read one after the other while people signed up."""

from __future__ import annotations

from typing import Any

from scripts.operator.pace import Pace
from scripts.operator.reconciliation.findings import Finding, Kind, findings_about
from scripts.operator.reconciliation.inventory import CONFIRMED
from scripts.stack_file import Stack

PEOPLE_A_SECOND = Pace(10)


def still_true(finding: Finding, stack: Stack) -> bool:
    """Whether the finding holds for what AWS says of that one person now, by consistent reads."""
    PEOPLE_A_SECOND.wait()
    user, profile = _user(finding.username or finding.user_id, stack), _profile(finding.user_id, stack)
    if finding.kind is Kind.NO_USER:
        return profile is not None and user is None
    if user is None or user["UserStatus"] not in CONFIRMED:
        return False
    groups = _groups(user["Username"], stack)
    return finding in findings_about(finding.user_id, finding.username, profile, groups, stack)


def _user(username: str, stack: Stack) -> Any:
    cognito = stack.cognito()
    try:
        return cognito.admin_get_user(UserPoolId=stack.user_pool_id, Username=username)
    except cognito.exceptions.UserNotFoundException:
        return None


def _profile(user_id: str, stack: Stack) -> dict[str, str] | None:
    answer = stack.dynamodb().get_item(
        TableName=stack.table_name, Key={"user_id": {"S": user_id}}, ConsistentRead=True
    )
    item = answer.get("Item")
    return {name: item[name]["S"] for name in ("user_type", "status") if name in item} if item else None


def _groups(username: str, stack: Stack) -> set[str]:
    answer = stack.cognito().admin_list_groups_for_user(UserPoolId=stack.user_pool_id, Username=username)
    return {group["GroupName"] for group in answer["Groups"]}
