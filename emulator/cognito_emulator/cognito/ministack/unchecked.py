"""Two things that MiniStack does not look at and no API tells: read, and set right, where it keeps them."""

from __future__ import annotations

from ministack.services import cognito


def has_no_password(pool_id: str, username: str) -> bool:
    """Whether a user is there who has none: every password, or an empty one, would be taken for theirs."""
    for (_, _, found), pool in cognito._user_pools.all_items():
        if found == pool_id:
            user = pool["_users"].get(username)
            return user is not None and not user.get("_password")
    return False


def hold_to_its_client(refresh_token: str) -> None:
    """Have a refresh token of the pages checked as one of the API is: by its client and its secret."""
    cognito._refresh_tokens.pop(refresh_token, None)
