"""The Cognito group that carries a person's rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from signup.aws_call import aws_call

if TYPE_CHECKING:
    from signup.deadline import Deadline
    from signup.event import SignUp


class AddsUsersToGroups(Protocol):
    """As much of a Cognito client as a group needs."""

    def admin_add_user_to_group(
        self,
        *,
        UserPoolId: str,  # noqa: N803
        Username: str,  # noqa: N803
        GroupName: str,  # noqa: N803
    ) -> object: ...


def add_to_group(sign_up: SignUp, group: str, cognito: AddsUsersToGroups, deadline: Deadline) -> None:
    """Put the person into the group; does nothing for one who is in it already. Raises AwsCallError."""
    aws_call(
        "Cognito AdminAddUserToGroup",
        lambda: cognito.admin_add_user_to_group(
            UserPoolId=sign_up.user_pool_id, Username=sign_up.username, GroupName=group
        ),
        deadline,
    )
