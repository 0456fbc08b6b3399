"""What does not fit together in an inventory."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from scripts.operator.reconciliation.inventory import CONFIRMED, Inventory
from scripts.profile_status import ACTIVE
from scripts.stack_file import Stack


class Kind(Enum):
    """What can be amiss with a person."""

    NO_PROFILE = "confirmed, without a profile"
    NO_GROUP = "active, without their group"
    FOREIGN_GROUP = "in a group that their profile does not allow"
    NO_USER = "a profile without a user"

    @property
    def is_repairable(self) -> bool:
        """Whether the repair queue can mend it: it gives what is missing and never takes anything away."""
        return self in (Kind.NO_PROFILE, Kind.NO_GROUP)

    @property
    def way_out(self) -> str:
        """What a person can do about it."""
        return {
            Kind.NO_PROFILE: "--repair sends them to the repair queue",
            Kind.NO_GROUP: "--repair sends them to the repair queue",
            Kind.FOREIGN_GROUP: "yours to judge: aws cognito-idp admin-remove-user-from-group",
            Kind.NO_USER: "yours to judge: aws dynamodb delete-item",
        }[self]


@dataclass(frozen=True)
class Finding:
    """One thing that is amiss with one person; ``group`` is the missing or the foreign one."""

    kind: Kind
    user_id: str
    username: str = ""
    group: str = ""


def findings_of(inventory: Inventory, stack: Stack) -> list[Finding]:
    """Everything in the inventory that does not fit together."""
    found = [
        Finding(Kind.NO_USER, user_id) for user_id in inventory.profiles if user_id not in inventory.users
    ]
    groups: dict[str, set[str]] = {}
    for group, members in inventory.groups.items():
        for member in members:
            groups.setdefault(member, set()).add(group)
    for user_id, user in inventory.users.items():
        if user["status"] in CONFIRMED:
            profile = inventory.profiles.get(user_id)
            found += findings_about(user_id, user["username"], profile, groups.get(user_id, set()), stack)
    return found


def findings_about(
    user_id: str, username: str, profile: dict[str, str] | None, groups: set[str], stack: Stack
) -> list[Finding]:
    """What is amiss with one confirmed user."""
    if profile is None:
        return [
            Finding(Kind.NO_PROFILE, user_id, username),
            *(Finding(Kind.FOREIGN_GROUP, user_id, username, group) for group in sorted(groups)),
        ]
    allowed = {profile["user_type"]} if profile.get("status") == ACTIVE else set()
    missing, foreign = allowed - groups, groups & set(stack.user_types) - allowed
    return [
        *(Finding(Kind.NO_GROUP, user_id, username, group) for group in sorted(missing)),
        *(Finding(Kind.FOREIGN_GROUP, user_id, username, group) for group in sorted(foreign)),
    ]
