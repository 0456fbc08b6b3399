"""The `status` of a profile in the table, as the functions write it; only ACTIVE goes with a group."""

from __future__ import annotations

ACTIVE = "ACTIVE"
PENDING_APPROVAL = "PENDING_APPROVAL"
REJECTED = "REJECTED"
