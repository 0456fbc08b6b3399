"""A user of a pool. Sources: UserType, UserStatusType in Cognito's API reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

UNCONFIRMED, CONFIRMED = "UNCONFIRMED", "CONFIRMED"
RESET_REQUIRED, FORCE_CHANGE_PASSWORD = "RESET_REQUIRED", "FORCE_CHANGE_PASSWORD"
EXTERNAL_PROVIDER = "EXTERNAL_PROVIDER"
VERIFIED_BY = {"email": "email_verified", "phone_number": "phone_number_verified"}


@dataclass(frozen=True)
class User:
    """`id` is the store's own; `password` is None for somebody who has none. Times: seconds of the epoch."""

    id: int
    pool_id: str
    username: str
    status: str
    enabled: bool
    attributes: Mapping[str, str]
    created: float
    modified: float
    password: bytes | None = field(default=None, repr=False)
    password_set: float | None = None
    factors: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def sub(self) -> str:
        return self.attributes["sub"]

    def is_verified(self, name: str) -> bool:
        """Whether there is an address in this attribute that is proven to be the user's."""
        return bool(self.attributes.get(name)) and self.attributes.get(VERIFIED_BY.get(name, "")) == "true"


def as_pairs(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    """Attributes as AttributeType writes them."""
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def as_map(pairs: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """A list of AttributeType as a map; a value that was left out is empty."""
    return {pair["Name"]: pair.get("Value") or "" for pair in pairs or ()}


def user_type(user: User, names: Iterable[str] | None = None) -> dict[str, Any]:
    """UserType, with all attributes or those of these names."""
    wanted = None if names is None else set(names)
    shown = {name: value for name, value in user.attributes.items() if wanted is None or name in wanted}
    return {
        "Username": user.username,
        "Attributes": as_pairs(shown),
        "UserCreateDate": user.created,
        "UserLastModifiedDate": user.modified,
        "Enabled": user.enabled,
        "UserStatus": user.status,
    }
