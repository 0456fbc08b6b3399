"""The `status` of a profile in the table; only ACTIVE goes with a group.

The functions write the first two. An operator's commands write the others, and these never change again.
"""

from __future__ import annotations

ACTIVE = "ACTIVE"
PENDING_APPROVAL = "PENDING_APPROVAL"
REJECTED = "REJECTED"
CLOSED = "CLOSED"
"""Who waited for approval has left the pool."""
