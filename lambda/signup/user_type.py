"""Which of the configured types a person gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signup.errors import UserTypeRefusedError

if TYPE_CHECKING:
    from signup.settings import Settings


def decide_user_type(asked: str | None, settings: Settings) -> str:
    """Return the type asked for, the default where none was. Raises UserTypeRefusedError for any other."""
    if not asked:
        return settings.default_user_type
    if asked not in settings.user_types:
        raise UserTypeRefusedError(settings.user_types)
    return asked
