"""What an operator may configure, and what is refused before the first sign-up."""

from __future__ import annotations

import pytest

from signup.errors import SettingsError
from signup.settings import Settings

ENVIRONMENT = {
    "TABLE_NAME": "health_users",
    "USER_TYPES": "Doctor,Patient,Admin",
    "DEFAULT_USER_TYPE": "Patient",
}


def test_settings_come_from_the_environment() -> None:
    settings = Settings.from_environment(ENVIRONMENT)

    assert settings == Settings("health_users", ("Doctor", "Patient", "Admin"), "Patient")


def test_spaces_around_the_names_of_a_list_do_not_count() -> None:
    settings = Settings.from_environment({**ENVIRONMENT, "USER_TYPES": " Doctor , Patient"})

    assert settings.user_types == ("Doctor", "Patient")


@pytest.mark.parametrize("variable", sorted(ENVIRONMENT))
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_variable_is_named(variable: str, value: str | None) -> None:
    environment = {**ENVIRONMENT, variable: value or ""}
    if value is None:
        del environment[variable]

    with pytest.raises(SettingsError, match=f"{variable} is not set"):
        Settings.from_environment(environment)


def test_an_empty_name_in_the_list_is_refused() -> None:
    with pytest.raises(SettingsError, match="USER_TYPES has an empty name"):
        Settings.from_environment({**ENVIRONMENT, "USER_TYPES": "Doctor,,Patient"})


def test_a_default_outside_the_list_is_refused() -> None:
    with pytest.raises(SettingsError, match="DEFAULT_USER_TYPE is none of USER_TYPES"):
        Settings.from_environment({**ENVIRONMENT, "DEFAULT_USER_TYPE": "Nurse"})
