"""Signing in, signing out, and a forgotten password."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor


@pytest.fixture
def member(visitor: Visitor) -> Visitor:
    """Somebody who has signed up and confirmed."""
    visitor.sign_up_and_confirm()
    return visitor


def test_a_wrong_password_is_refused_in_words_that_do_not_tell_who_has_an_account(member: Visitor) -> None:
    right, member.password = member.password, "Wrong-horse-7-battery"
    member.sign_in()
    expect(member.page.get_by_role("alert")).to_have_text("The email address or the password is not right.")
    stranger = Visitor(member.page, member.app)
    stranger.sign_in()
    expect(member.page.get_by_role("alert")).to_have_text("The email address or the password is not right.")
    member.password = right
    member.sign_in()
    expect(member.page).to_have_url(member.app.url)


def test_who_signs_out_has_to_sign_in_again(member: Visitor) -> None:
    member.sign_in()
    member.press("Sign out")
    expect(member.page).to_have_url(member.app.url)
    assert member.heading() == "From sign-up to the right group."
    member.follow("Sign in")
    assert member.heading() == "Sign in"


def test_the_sign_in_that_the_app_asks_for_is_bound_to_it_by_pkce_and_state(visitor: Visitor) -> None:
    visitor.open_sign_in()
    query = parse_qs(urlsplit(visitor.page.url).query)
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["code_challenge"][0]) == 43
    assert query["state"]
    assert query["redirect_uri"] == [f"{visitor.app.url}callback"]


def test_a_forgotten_password_is_replaced_by_the_code_from_the_mail(member: Visitor) -> None:
    forgotten, member.password = member.password, "Another-horse-8-battery"
    member.follow("Forgot your password?")
    member.fill("Email address", member.email)
    member.press("Mail me a code")
    member.fill("Code from the mail", member.read_code())
    member.fill("New password", member.password)
    member.fill("New password again", member.password)
    member.press("Change password")
    expect(member.page.get_by_role("status")).to_have_text(
        "Your password is changed. Sign in with the new one."
    )
    new, member.password = member.password, forgotten
    member.sign_in()
    expect(member.page.get_by_role("alert")).to_be_visible()
    member.password = new
    member.sign_in()
    expect(member.page).to_have_url(member.app.url)
    expect(member.page.get_by_text("You are signed in as")).to_contain_text("Doctor")


def test_two_different_new_passwords_are_refused_beside_the_second(member: Visitor) -> None:
    member.follow("Forgot your password?")
    member.press("Mail me a code")
    member.fill("Code from the mail", member.read_code())
    member.fill("New password", "Another-horse-8-battery")
    member.fill("New password again", "Another-horse-9-battery")
    member.press("Change password")
    assert "not the same" in member.error_of("New password again")


def test_whom_an_administrator_created_chooses_a_password_at_the_first_sign_in(visitor: Visitor) -> None:
    stack, temporary = visitor.app.stack, "Temporary-horse-7"
    attributes = {"email": visitor.email, "email_verified": "true", "name": visitor.name}
    stack.cognito().admin_create_user(
        UserPoolId=stack.user_pool_id,
        Username=visitor.email,
        TemporaryPassword=temporary,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
    )
    new, visitor.password = visitor.password, temporary
    visitor.open_sign_in()
    visitor.sign_in()
    assert visitor.heading() == "Choose a new password"
    visitor.fill("New password", "weak")
    visitor.fill("New password again", "weak")
    visitor.press("Save and sign in")
    assert "more characters" in visitor.error_of("New password")
    visitor.fill("New password", new)
    visitor.fill("New password again", new)
    visitor.press("Save and sign in")
    expect(visitor.page).to_have_url(visitor.app.url)
