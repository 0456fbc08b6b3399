"""Whether people have what a sign-up gives: one question for the load, the chaos tests and whoever waits."""

from __future__ import annotations

from collections.abc import Iterable

from scripts.profile import profile_of
from scripts.profile_status import allowed_groups
from scripts.stack_file import Stack
from scripts.user_status import is_confirmed

COUNTS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


def incomplete_people(stack: Stack, user_ids: Iterable[str]) -> list[str]:
    """Those of the users, by sub, whom the pool says are confirmed and who lack their profile or group."""
    return [user_id for user_id in user_ids if has_confirmed(stack, user_id) and not has_all(stack, user_id)]


def has_confirmed(stack: Stack, user_id: str) -> bool:
    """Whether the pool says that the user has."""
    user = stack.cognito().admin_get_user(UserPoolId=stack.user_pool_id, Username=user_id)
    return is_confirmed(user["UserStatus"])


def has_all(stack: Stack, user_id: str) -> bool:
    """Whether the person has a profile, and exactly the group that it allows."""
    profile = profile_of(stack, user_id)
    if profile is None:
        return False
    answer = stack.cognito().admin_list_groups_for_user(UserPoolId=stack.user_pool_id, Username=user_id)
    return {group["GroupName"] for group in answer["Groups"]} == allowed_groups(profile)


def queue_is_drained(stack: Stack) -> bool:
    """Whether the repair queue has no message left, waiting, in work or put off."""
    answer = stack.client("sqs").get_queue_attributes(
        QueueUrl=stack.outputs["repair_queue_url"], AttributeNames=list(COUNTS)
    )
    return not any(int(answer["Attributes"][name]) for name in COUNTS)
