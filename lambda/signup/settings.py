"""What an operator configures, read once for each process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signup.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Settings:
    """`user_types` are the names of the groups; `default_user_type` is one of them."""

    table_name: str
    user_types: tuple[str, ...]
    default_user_type: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read TABLE_NAME, USER_TYPES (comma separated) and DEFAULT_USER_TYPE, or raise SettingsError."""
        user_types = tuple(name.strip() for name in _required(environment, "USER_TYPES").split(","))
        if "" in user_types:
            raise SettingsError("USER_TYPES", "has an empty name in its list")
        default = _required(environment, "DEFAULT_USER_TYPE")
        if default not in user_types:
            raise SettingsError("DEFAULT_USER_TYPE", f"is none of USER_TYPES ({', '.join(user_types)})")
        return cls(_required(environment, "TABLE_NAME"), user_types, default)


def _required(environment: Mapping[str, str], variable: str) -> str:
    value = environment.get(variable, "").strip()
    if not value:
        raise SettingsError(variable, "is not set")
    return value
