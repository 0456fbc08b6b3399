"""From when on a person's tokens have their group, whichever way they came to it."""

from __future__ import annotations

from typing import Any

from scripts.stack_file import Stack
from tests.e2e.operators import Operators
from tests.e2e.person import Person


def test_the_first_token_after_a_confirmation_by_code_has_the_group(person: Person) -> None:
    person.sign_up_and_confirm()
    assert groups_in(person, person.log_in_by_password()) == [["Patient"], ["Patient"]]


def test_the_first_token_after_a_confirmation_by_an_administrator_has_the_group(
    person: Person, stack: Stack
) -> None:
    person.sign_up()
    stack.cognito().admin_confirm_sign_up(UserPoolId=stack.user_pool_id, Username=person.email)
    assert groups_in(person, person.log_in_by_password()) == [["Patient"], ["Patient"]]


def test_who_got_in_before_their_group_has_it_in_the_first_token_that_is_refreshed_after_it(
    person: Person, operators: Operators
) -> None:
    person.user_type = "Admin"
    person.sign_up_and_confirm()
    before = person.log_in_by_password()

    approved = operators.run("approve", "--sub", person.user_id)

    assert approved.returncode == 0, approved.stderr
    assert groups_in(person, before) == [[], []]
    assert groups_in(person, refreshed(person, before)) == [["Admin"], ["Admin"]]


def refreshed(person: Person, tokens: dict[str, Any]) -> dict[str, Any]:
    answer = person.stack.cognito().initiate_auth(
        ClientId=person.stack.user_pool_client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]},
    )
    return dict(answer["AuthenticationResult"])


def groups_in(person: Person, tokens: dict[str, Any]) -> list[list[str]]:
    """The groups in the id token and in the access token."""
    return [list(person.claims(tokens, use).get("cognito:groups", [])) for use in ("id", "access")]
