"""What does not fit together in an inventory."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from scripts.operator.reconciliation.inventory import Inventory
from scripts.operator.sign_up_proof import SignUpProof
from scripts.profile_status import PENDING_APPROVAL, allowed_groups
from scripts.stack_file import Stack
from scripts.user_status import is_confirmed


class Kind(Enum):
    """What can be amiss with a person."""

    NO_PROFILE = "has signed up, without a profile"
    NOT_SIGNED_UP = "has not signed up: an administrator's, an import, or older than the log"
    NO_GROUP = "active, without their group"
    STALE = "a profile with an earlier address or name"
    FOREIGN_GROUP = "in a group that their profile does not allow"
    NO_USER = "a profile without a user"
    PENDING_GONE = "waited for approval, and is gone"

    @property
    def is_repairable(self) -> bool:
        """Whether `--repair` mends it: it gives what is missing and never takes anything away."""
        return self in (Kind.NO_PROFILE, Kind.NO_GROUP, Kind.STALE, Kind.PENDING_GONE)

    @property
    def is_amiss(self) -> bool:
        """Whether somebody has to do something: nobody owes a profile to whom an administrator has made."""
        return self is not Kind.NOT_SIGNED_UP

    @property
    def way_out(self) -> str:
        """What a person can do about it."""
        return {
            Kind.NO_PROFILE: "--repair sends them to the repair queue",
            Kind.NOT_SIGNED_UP: "nothing is due; to let them in: make adopt EMAIL=… TYPE=…",
            Kind.NO_GROUP: "--repair sends them to the repair queue",
            Kind.STALE: "--repair brings it up to date by the repair queue",
            Kind.FOREIGN_GROUP: "yours to judge: aws cognito-idp admin-remove-user-from-group",
            Kind.NO_USER: "yours to judge: make forget SUB=…",
            Kind.PENDING_GONE: "--repair closes it",
        }[self]


@dataclass(frozen=True)
class Finding:
    """One thing that is amiss with one person; ``group`` is the missing or the foreign one.

    ``proof`` is what PreSignUp's log says of who has no profile.
    """

    kind: Kind
    user_id: str
    username: str = ""
    group: str = ""
    proof: SignUpProof | None = None


def findings_of(inventory: Inventory, stack: Stack) -> list[Finding]:
    """Everything in the inventory that does not fit together."""
    found = [
        orphan(user_id, profile)
        for user_id, profile in inventory.profiles.items()
        if user_id not in inventory.users
    ]
    groups: dict[str, set[str]] = {}
    for group, members in inventory.groups.items():
        for member in members:
            groups.setdefault(member, set()).add(group)
    for user_id, user in inventory.users.items():
        if is_confirmed(user["status"]):
            profile = inventory.profiles.get(user_id)
            found += findings_about(user_id, user, profile, groups.get(user_id, set()), stack)
    return found


def orphan(user_id: str, profile: dict[str, str]) -> Finding:
    """A profile whose user is gone."""
    return Finding(Kind.PENDING_GONE if profile.get("status") == PENDING_APPROVAL else Kind.NO_USER, user_id)


def findings_about(
    user_id: str, user: dict[str, str], profile: dict[str, str] | None, groups: set[str], stack: Stack
) -> list[Finding]:
    """What does not fit with one confirmed user; whether who has no profile signed up is asked later."""
    username = user["username"]
    if profile is None:
        return [
            Finding(Kind.NO_PROFILE, user_id, username),
            *(Finding(Kind.FOREIGN_GROUP, user_id, username, group) for group in sorted(groups)),
        ]
    stale = [Finding(Kind.STALE, user_id, username)] if profile["copy"] != user["copy"] else []
    allowed = allowed_groups(profile)
    missing, foreign = allowed - groups, groups & set(stack.user_types) - allowed
    return [
        *stale,
        *(Finding(Kind.NO_GROUP, user_id, username, group) for group in sorted(missing)),
        *(Finding(Kind.FOREIGN_GROUP, user_id, username, group) for group in sorted(foreign)),
    ]
