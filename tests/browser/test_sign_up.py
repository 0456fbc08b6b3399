"""A person signs up in a browser, from the app's first page to their group."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor


@pytest.mark.parametrize("user_type", ["Doctor", "Patient"])
def test_who_signs_up_and_confirms_sees_their_group_and_profile(visitor: Visitor, user_type: str) -> None:
    visitor.sign_up_and_confirm(user_type)
    expect(visitor.page.get_by_role("status")).to_have_text("Your address is confirmed. Sign in to go on.")
    visitor.sign_in()

    expect(visitor.page).to_have_url(visitor.app.url)
    assert visitor.heading() == f"Welcome, {visitor.name}"
    expect(visitor.page.get_by_text("You are signed in as")).to_contain_text(user_type)
    profile = visitor.page.get_by_role("region", name="Your profile")
    expect(profile).to_contain_text(visitor.email)
    expect(profile).to_contain_text(user_type)
    claims = visitor.page.get_by_role("region", name="What your ID token says")
    expect(claims).to_contain_text("what they may do: authorise by this")


def test_who_names_no_type_becomes_a_patient(visitor: Visitor) -> None:
    visitor.sign_up_and_confirm(user_type=None)
    visitor.sign_in()
    expect(visitor.page.get_by_text("You are signed in as")).to_contain_text("Patient")


def test_the_groups_of_the_pool_are_suggested_as_types(visitor: Visitor) -> None:
    visitor.open_sign_up()
    suggestions = visitor.page.locator(f"datalist[id='{visitor.user_type().get_attribute('list')}'] option")
    values = {option.get_attribute("value") or "" for option in suggestions.all()}
    assert values == set(visitor.app.stack.user_types)


def test_a_wrong_code_is_refused_beside_the_field_and_the_right_one_still_confirms(visitor: Visitor) -> None:
    visitor.sign_up()
    right = visitor.read_code()
    visitor.confirm(f"{(int(right) + 1) % 1_000_000:06}")
    assert "not the right code" in visitor.error_of("Code from the mail")
    visitor.confirm(right)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_weak_password_is_refused_beside_the_field_and_nothing_else_has_to_be_typed_again(
    visitor: Visitor,
) -> None:
    strong, visitor.password = visitor.password, "short"
    visitor.sign_up()
    assert "more characters" in visitor.error_of("Password")
    expect(visitor.page.get_by_label("Email address")).to_have_value(visitor.email)
    expect(visitor.user_type()).to_have_value("Doctor")
    visitor.fill("Password", strong)
    visitor.press("Sign up")
    assert visitor.heading() == "Confirm your address"


def test_no_password_is_ever_sent_back_to_the_page(visitor: Visitor) -> None:
    visitor.password = "Not-strong-enough"
    visitor.sign_up()
    assert visitor.password not in visitor.page.content()
    expect(visitor.page.get_by_label("Password")).to_have_value("")


def test_a_taken_address_is_refused_beside_the_field(visitor: Visitor) -> None:
    visitor.sign_up_and_confirm()
    visitor.open_sign_up()
    visitor.fill_sign_up()
    visitor.press("Sign up")
    assert "already" in visitor.error_of("Email address")


def test_an_empty_form_is_refused_at_its_first_needed_field(visitor: Visitor) -> None:
    visitor.open_sign_up()
    visitor.press("Sign up")
    assert visitor.error_of("Email address") == "Error: Email address is needed."
    expect(visitor.page.get_by_label("Email address")).to_be_focused()
    assert visitor.page.title().startswith("Error: ")


def test_a_type_that_nobody_may_have_confirms_nobody_into_a_group(visitor: Visitor) -> None:
    visitor.open_sign_up()
    visitor.fill_sign_up("Emperor")
    visitor.press("Sign up")
    if visitor.heading() == "Confirm your address":
        visitor.confirm(visitor.read_code())
    expect(visitor.page.get_by_role("alert").or_(visitor.page.locator(".error")).first).to_be_visible()
    groups = visitor.app.stack.cognito().list_users_in_group
    for group in visitor.app.stack.user_types:
        answer = groups(UserPoolId=visitor.app.stack.user_pool_id, GroupName=group)
        emails = {pair["Value"] for user in answer["Users"] for pair in user["Attributes"]}
        assert visitor.email not in emails


def test_a_new_code_can_be_asked_for_and_confirms(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.press("Send a new code")
    expect(visitor.page.get_by_role("status")).to_contain_text("A new code is on its way")
    assert len(visitor.codes()) == 2
    visitor.confirm(visitor.read_code())
    assert visitor.heading() == "Sign in"


def test_a_persons_own_words_are_shown_as_text(visitor: Visitor) -> None:
    visitor.name = "<b onclick=alert(1)>Ada</b> & 'O\"Neill' 李"
    visitor.sign_up_and_confirm()
    visitor.sign_in()
    assert visitor.heading() == f"Welcome, {visitor.name}"


def test_who_comes_back_before_confirming_is_led_to_the_code(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.open_sign_in()
    visitor.sign_in()
    assert visitor.heading() == "Confirm your address"
    visitor.confirm(visitor.read_code())
    visitor.sign_in()
    expect(visitor.page).to_have_url(visitor.app.url)


def test_without_scripts_a_person_can_sign_up_and_sign_in(visitor: Visitor) -> None:
    browser = visitor.page.context.browser
    assert browser
    context = browser.new_context(java_script_enabled=False)
    plain = Visitor(context.new_page(), visitor.app)
    plain.sign_up_and_confirm()
    plain.sign_in()
    assert plain.heading() == f"Welcome, {plain.name}"
    context.close()
