"""Nobody is confirmed as, taken for, or told about somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scripts.stack_file import Stack
from tests.e2e.person import Person
from tests.security.callers import refusal


def test_a_user_name_that_is_another_persons_email_is_refused(
    new_person: Callable[[], Person],
) -> None:
    victim, thief = new_person(), new_person()
    victim.sign_up_and_confirm()
    before = victim.profile()
    for spelling in (victim.email, victim.email.upper()):
        thief.email = spelling
        assert refusal(thief.sign_up) == "UsernameExistsException"
    assert victim.profile() == before


def test_a_user_name_that_is_another_persons_sub_is_refused(
    new_person: Callable[[], Person], stack: Stack
) -> None:
    victim, thief = new_person(), new_person()
    victim.sign_up_and_confirm()
    attributes: Any = [{"Name": "email", "Value": thief.email}, {"Name": "name", "Value": thief.name}]
    code = refusal(
        stack.cognito().sign_up,
        ClientId=stack.user_pool_client_id,
        Username=victim.user_id,
        Password=thief.password,
        UserAttributes=attributes,
    )
    assert code == "InvalidParameterException"
    assert victim.claims(victim.log_in_by_password())["email"] == victim.email


def test_a_code_confirms_only_the_account_that_it_was_mailed_for(new_person: Callable[[], Person]) -> None:
    victim, thief = new_person(), new_person()
    victim.sign_up()
    thief.sign_up()
    code, right = thief.read_code(), victim.read_code()
    assert code != right, "codes are random: once in a million runs two are equal"
    assert refusal(victim.confirm, code) == "CodeMismatchException"
    assert (victim.profile(), victim.groups()) == (None, [])


def test_a_wrong_code_a_used_code_and_a_replaced_code_confirm_nobody(person: Person, stack: Stack) -> None:
    person.sign_up()
    first = person.read_code()
    wrong = f"{(int(first) + 1) % 1_000_000:06}"
    assert refusal(person.confirm, wrong) == "CodeMismatchException"
    client_id = stack.user_pool_client_id
    stack.cognito().resend_confirmation_code(ClientId=client_id, Username=person.email)
    second = person.read_code()
    if first != second:
        assert refusal(person.confirm, first) in ("CodeMismatchException", "ExpiredCodeException")
    person.confirm(second)
    before = person.profile()
    assert refusal(person.confirm, second) in ("NotAuthorizedException", "ExpiredCodeException")
    assert person.profile() == before


def test_a_login_tells_nobody_whether_an_address_has_an_account(new_person: Callable[[], Person]) -> None:
    known, unknown = new_person(), new_person()
    known.sign_up_and_confirm()
    known.password = unknown.password
    answers = [refused(person.log_in_by_password) for person in (known, unknown)]
    assert answers[0] == answers[1]


def test_a_forgotten_password_tells_nobody_whether_an_address_has_an_account(
    new_person: Callable[[], Person], stack: Stack
) -> None:
    known, unknown = new_person(), new_person()
    known.sign_up_and_confirm()
    answers = [
        stack.cognito().forgot_password(ClientId=stack.user_pool_client_id, Username=who.email)
        for who in (known, unknown)
    ]
    shapes = [sorted(answer["CodeDeliveryDetails"]) for answer in answers]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(
    "name",
    [
        "Robert'); DROP TABLE health_users;--",
        "attribute_not_exists(user_id) OR :x = :x",
        '{"S": "x"}, "user_type": {"S": "Admin"}',
        "#status = :active",
        "${jndi:ldap://localhost/x} {{7*7}} <script>alert(1)</script>",
        "%s %n ../../etc/passwd\\u0000",
    ],
)
def test_a_name_that_looks_like_code_is_stored_as_it_is_and_does_nothing(person: Person, name: str) -> None:
    person.name = name
    person.sign_up_and_confirm()
    profile = person.profile()
    assert profile is not None
    assert (profile["name"], profile["user_type"], profile["status"]) == (name, "Patient", "ACTIVE")
    assert person.groups() == ["Patient"]


def test_an_email_that_looks_like_code_is_stored_as_it_is(person: Person) -> None:
    person.email = person.email.replace("@", "'--;#{$ne}|x@")
    person.sign_up_and_confirm()
    profile = person.profile()
    assert profile is not None
    assert (profile["email"], profile["user_type"]) == (person.email, "Patient")


def refused(call: Callable[[], Any]) -> tuple[str, str]:
    from botocore.exceptions import ClientError  # noqa: PLC0415

    with pytest.raises(ClientError) as error:
        call()
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]
