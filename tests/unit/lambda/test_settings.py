"""What an operator may configure, and what is refused before the first sign-up."""

from __future__ import annotations

import pytest

from signup.errors import SettingsError
from signup.settings import Settings
from tests.unit.lambda_environment import ENVIRONMENT

MAY_BE_EMPTY = "APPROVAL_REQUIRED_USER_TYPES"


def test_settings_come_from_the_environment() -> None:
    settings = Settings.from_environment(ENVIRONMENT)

    assert settings == Settings(
        "health_users", ("Doctor", "Patient", "Admin"), "Patient", ("Admin",), "https://sqs.example/repair"
    )


def test_spaces_around_the_names_of_a_list_do_not_count() -> None:
    settings = Settings.from_environment({**ENVIRONMENT, "USER_TYPES": " Doctor , Patient,Admin "})

    assert settings.user_types == ("Doctor", "Patient", "Admin")


@pytest.mark.parametrize("variable", sorted(set(ENVIRONMENT) - {MAY_BE_EMPTY}))
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


@pytest.mark.parametrize("value", ["", "  "])
def test_no_type_needs_approval_where_the_list_is_empty(value: str) -> None:
    settings = Settings.from_environment({**ENVIRONMENT, MAY_BE_EMPTY: value})

    assert settings.approval_required_user_types == ()


def test_a_forgotten_list_of_types_that_need_approval_is_refused_not_taken_for_none() -> None:
    environment = {name: value for name, value in ENVIRONMENT.items() if name != MAY_BE_EMPTY}

    with pytest.raises(SettingsError, match="APPROVAL_REQUIRED_USER_TYPES is not set"):
        Settings.from_environment(environment)


@pytest.mark.parametrize("value", ["Nurse", "Admin,Nurse", "admin", "Admin,,Doctor"])
def test_a_type_that_needs_approval_and_is_none_of_the_types_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="APPROVAL_REQUIRED_USER_TYPES"):
        Settings.from_environment({**ENVIRONMENT, MAY_BE_EMPTY: value})
