"""From the sign-up form to a token with a group."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from scripts.stack_file import Stack
from tests.e2e.person import Person

USER_TYPES = ["Doctor", "Patient"]  # those that nobody has to approve: test_approval.py has the others


@pytest.mark.parametrize("user_type", USER_TYPES)
def test_who_confirms_has_a_profile_and_the_group_of_their_type(person: Person, user_type: str) -> None:
    person.user_type = user_type
    person.sign_up_and_confirm()

    profile = person.profile()
    assert profile is not None
    assert datetime.fromisoformat(profile.pop("created_at")).utcoffset() is not None
    assert profile == {
        "user_id": person.user_id,
        "username": person.user_id,
        "email": person.email,
        "name": person.name,
        "user_type": user_type,
        "status": "ACTIVE",
        "schema_version": "1",
    }
    assert person.groups() == [user_type]


@pytest.mark.parametrize("user_type", USER_TYPES)
@pytest.mark.parametrize("log_in", [Person.log_in_by_password, Person.log_in_by_srp])
def test_a_login_gives_tokens_with_the_group(
    person: Person, user_type: str, log_in: Callable[[Person], dict[str, Any]]
) -> None:
    person.user_type = user_type
    person.sign_up_and_confirm()
    tokens = log_in(person)

    id_claims, access_claims = person.claims(tokens, "id"), person.claims(tokens, "access")
    assert id_claims["cognito:groups"] == access_claims["cognito:groups"] == [user_type]
    assert id_claims["sub"] == access_claims["sub"] == person.user_id
    assert id_claims["email"] == person.email
    assert id_claims["exp"] > id_claims["iat"]


def test_who_names_no_type_becomes_a_patient(person: Person) -> None:
    person.user_type = None
    person.sign_up_and_confirm()
    assert person.groups() == ["Patient"]


@pytest.mark.parametrize("name", ["Zoë Ångström", "李小龍", "Ναυσικᾶ", "مريم", "👩🏽‍⚕️ Dr. O'Neill"])
def test_a_name_in_any_script_is_kept_as_it_is(person: Person, name: str) -> None:
    person.name = name
    person.sign_up_and_confirm()
    profile = person.profile()
    assert profile is not None
    assert profile["name"] == name


def test_nobody_has_a_profile_or_a_group_before_they_confirm(person: Person) -> None:
    person.sign_up()
    assert person.profile() is None
    assert person.groups() == []
    with pytest.raises(ClientError) as refusal:
        person.log_in_by_password()
    assert refusal.value.response["Error"]["Code"] == "UserNotConfirmedException"


@pytest.mark.not_on("aws", "the code is mailed to the person alone; run on a local engine to read it")
def test_a_wrong_code_confirms_nobody(person: Person) -> None:
    person.sign_up()
    right = person.read_code()
    with pytest.raises(ClientError) as refusal:
        person.confirm(f"{(int(right) + 1) % 1_000_000:06}")
    assert refusal.value.response["Error"]["Code"] == "CodeMismatchException"
    assert person.profile() is None
    person.confirm(right)
    assert person.profile() is not None


def test_a_second_confirmation_is_refused_and_changes_nothing(person: Person, stack: Stack) -> None:
    person.sign_up_and_confirm()
    before = person.profile()
    with pytest.raises(ClientError) as refusal:
        stack.cognito().admin_confirm_sign_up(UserPoolId=stack.user_pool_id, Username=person.email)
    assert refusal.value.response["Error"]["Code"] == "NotAuthorizedException"
    assert person.profile() == before


def test_an_administrator_can_confirm_in_the_persons_stead(person: Person, stack: Stack) -> None:
    person.user_type = "Doctor"
    person.sign_up()
    stack.cognito().admin_confirm_sign_up(UserPoolId=stack.user_pool_id, Username=person.email)
    assert person.profile() is not None
    assert person.groups() == ["Doctor"]


@pytest.mark.mails(10)
def test_ten_people_at_once_all_have_profile_and_group(new_person: Callable[[], Person]) -> None:
    people = [new_person() for _ in range(10)]
    for number, person in enumerate(people):
        person.user_type = USER_TYPES[number % len(USER_TYPES)]
    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(Person.sign_up_and_confirm, people))
    for person in people:
        assert person.groups() == [person.user_type]
        assert person.profile() is not None
