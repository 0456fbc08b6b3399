"""Whoever runs `make up` decides about a person in the console, by the commands that the stack has for it."""

from __future__ import annotations

from html import unescape

import pytest

from scripts.stack_file import Stack
from tests import http
from tests.stack.conftest import Checkout
from tests.stack.engine import stack_of

EMAIL = "grace@example.com"


@pytest.mark.parametrize(
    ("button", "said", "groups"),
    [("Approve", "Approved: they are in the group Admin", ["Admin"]), ("Reject", "Rejected: they keep", [])],
)
def test_a_person_who_waits_is_decided_about_on_their_page(
    button: str, said: str, groups: list[str], checkout: Checkout
) -> None:
    checkout.up()
    signed_up = checkout.run("demo", "--type", "Admin", "--email", EMAIL)
    assert "the group waits for approval" in signed_up.stdout
    stack = stack_of(checkout)
    answer = http.post(
        f"{stack.endpoint_url}/_console/people/{stack.user_pool_id}/{sub_of_person(stack)}/command",
        data={"name": button},
        trust_env=False,
        timeout=60,
    )
    assert said in unescape(answer.text)
    assert groups_of_person(stack) == groups
    assert checkout.run("pending").stdout == "Nobody waits for approval.\n"


def sub_of_person(stack: Stack) -> str:
    user = stack.cognito().admin_get_user(UserPoolId=stack.user_pool_id, Username=EMAIL)
    return next(each["Value"] for each in user["UserAttributes"] if each["Name"] == "sub")


def groups_of_person(stack: Stack) -> list[str]:
    answer = stack.cognito().admin_list_groups_for_user(UserPoolId=stack.user_pool_id, Username=EMAIL)
    return [group["GroupName"] for group in answer["Groups"]]
