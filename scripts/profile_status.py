"""The `status` of a profile in the table; only ACTIVE goes with a group.

The functions write the first two. An operator's commands write the others, and these never change again.
"""

from __future__ import annotations

from collections.abc import Mapping

SCHEMA_VERSION = 1
"""As lambda/signup/profile.py has it: a test holds the two together."""

ACTIVE = "ACTIVE"
PENDING_APPROVAL = "PENDING_APPROVAL"
REJECTED = "REJECTED"
CLOSED = "CLOSED"
"""Who waited for approval has left the pool."""


def allowed_groups(profile: Mapping[str, str] | None) -> set[str]:
    """The groups that a profile (its texts by name; None for none) allows: its type's where it is ACTIVE."""
    return {profile["user_type"]} if profile and profile.get("status") == ACTIVE else set()
