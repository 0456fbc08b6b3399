"""What an operator configures, read once for each process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signup.errors import SettingsError
from signup.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Settings:
    """`user_types` are the names of the groups; the two fields below it hold some of them."""

    table_name: str
    user_types: tuple[str, ...]
    default_user_type: str
    approval_required_user_types: tuple[str, ...]
    repair_queue_url: str
    terms: Terms | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read TABLE_NAME, USER_TYPES, DEFAULT_USER_TYPE, APPROVAL_REQUIRED_USER_TYPES, REPAIR_QUEUE_URL.

        Lists are comma separated; the one of types that need approval may be empty, but not unset: a
        forgotten variable is not to open what somebody has to approve. TERMS_VERSION and TERMS_URL are set
        both or neither. Raises SettingsError.
        """
        user_types = _names("USER_TYPES", _required(environment, "USER_TYPES"))
        return cls(
            table_name=_required(environment, "TABLE_NAME"),
            user_types=user_types,
            default_user_type=_default(environment, user_types),
            approval_required_user_types=_approval_required(environment, user_types),
            repair_queue_url=_required(environment, "REPAIR_QUEUE_URL"),
            terms=_terms(environment),
        )


def _default(environment: Mapping[str, str], user_types: tuple[str, ...]) -> str:
    default = _required(environment, "DEFAULT_USER_TYPE")
    if default not in user_types:
        raise SettingsError("DEFAULT_USER_TYPE", f"is none of USER_TYPES ({', '.join(user_types)})")
    return default


def _approval_required(environment: Mapping[str, str], user_types: tuple[str, ...]) -> tuple[str, ...]:
    variable = "APPROVAL_REQUIRED_USER_TYPES"
    value = environment.get(variable)
    if value is None:
        raise SettingsError(variable, "is not set")
    if not value.strip():
        return ()
    names = _names(variable, value)
    if not set(names) <= set(user_types):
        raise SettingsError(variable, f"names more than USER_TYPES ({', '.join(user_types)})")
    return names


def _terms(environment: Mapping[str, str]) -> Terms | None:
    if not any(environment.get(variable, "").strip() for variable in ("TERMS_VERSION", "TERMS_URL")):
        return None
    return Terms(_required(environment, "TERMS_VERSION"), _required(environment, "TERMS_URL"))


def _names(variable: str, value: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in value.split(","))
    if "" in names:
        raise SettingsError(variable, "has an empty name in its list")
    return names


def _required(environment: Mapping[str, str], variable: str) -> str:
    value = environment.get(variable, "").strip()
    if not value:
        raise SettingsError(variable, "is not set")
    return value
