"""Cognito's UserStatus: whose address is proven.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserType.html
"""

from __future__ import annotations

UNCONFIRMED = "UNCONFIRMED"
FORCE_CHANGE_PASSWORD = "FORCE_CHANGE_PASSWORD"  # noqa: S105 - a status
CONFIRMED_STATUSES = frozenset({"CONFIRMED", "EXTERNAL_PROVIDER", "RESET_REQUIRED"})
"""As lambda/signup/repair.py has them, which imports nothing from here: a test holds the two together."""


def is_confirmed(status: str) -> bool:
    """Whether somebody of this status has proven their address, or their identity provider has."""
    return status in CONFIRMED_STATUSES
