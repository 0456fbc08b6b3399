"""Whether a person may have the group of their type at once, or somebody has to approve it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signup.settings import Settings

# A profile's `status`. Only ACTIVE gives a group; PENDING_APPROVAL becomes one of the others by an
# operator's decision, and neither of these ever changes again.
ACTIVE = "ACTIVE"
PENDING_APPROVAL = "PENDING_APPROVAL"
REJECTED = "REJECTED"


def first_status(user_type: str, settings: Settings) -> str:
    """Return the status of a new profile."""
    return PENDING_APPROVAL if user_type in settings.approval_required_user_types else ACTIVE
