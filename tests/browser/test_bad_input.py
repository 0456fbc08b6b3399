"""What is wrong is said on a page, and the person can go on."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor


def changed(url: str, **parameters: str | None) -> str:
    """The URL with other parameters; None takes one away."""
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **parameters}
    kept = {name: value for name, value in query.items() if value is not None}
    return urlunsplit(parts._replace(query=urlencode(kept)))


@pytest.mark.parametrize("page", ["hosted_ui_sign_up_url", "hosted_ui_login_url"])
@pytest.mark.parametrize(
    ("parameters", "title", "words"),
    [
        ({"client_id": "nobody"}, "This app is not known here", "no app client nobody"),
        ({"client_id": None}, "A parameter is missing", "no client_id"),
        ({"redirect_uri": None}, "A parameter is missing", "no redirect_uri"),
        (
            {"redirect_uri": "https://evil.example/"},
            "This app may not send you there",
            "https://evil.example/",
        ),
    ],
)
def test_a_page_for_no_app_says_why(
    visitor: Visitor, page: str, parameters: dict[str, str | None], title: str, words: str
) -> None:
    answer = visitor.page.goto(changed(visitor.app.stack.outputs[page], **parameters))
    assert answer
    assert answer.status == 400
    assert visitor.heading() == title
    expect(visitor.page.get_by_role("alert")).to_contain_text(words)


@pytest.mark.parametrize(
    "parameters",
    [
        {"response_type": "token"},
        {"scope": "openid admin"},
        {"code_challenge": "x", "code_challenge_method": "plain"},
    ],
)
def test_what_is_wrong_with_the_request_itself_is_told_to_the_app(
    visitor: Visitor, parameters: dict[str, str | None]
) -> None:
    visitor.page.goto(changed(visitor.app.stack.hosted_ui_login_url, state="s", **parameters))
    assert visitor.page.url.startswith(f"{visitor.app.url}callback?error=")
    assert visitor.heading() == "You are not signed in"
    visitor.follow("Sign in")  # the banner's and the page's own are one and the same
    assert visitor.heading() == "Sign in"


def test_a_form_of_an_expired_session_sends_nothing_and_offers_to_start_again(visitor: Visitor) -> None:
    visitor.open_sign_up()
    visitor.fill_sign_up()
    visitor.page.context.clear_cookies()
    visitor.press("Sign up")
    assert visitor.heading() == "This page has expired"
    visitor.follow("Start again")
    visitor.fill_sign_up()
    visitor.press("Sign up")
    assert visitor.heading() == "Confirm your address"


def test_who_lost_the_session_confirms_by_giving_the_address_too(visitor: Visitor) -> None:
    visitor.sign_up()
    code = visitor.read_code()
    visitor.page.context.clear_cookies()
    visitor.page.reload()
    visitor.fill("Email address", visitor.email)
    visitor.confirm(code)
    assert visitor.heading() == "Sign in"


def test_a_code_that_comes_back_twice_signs_nobody_in_a_second_time(visitor: Visitor) -> None:
    visitor.sign_up_and_confirm()
    with visitor.page.expect_request(lambda request: "/callback?" in request.url) as callback:
        visitor.sign_in()
    visitor.page.goto(callback.value.url)
    assert visitor.heading() == "This sign-in did not start here"


def test_a_sign_in_begun_elsewhere_is_not_taken_over(visitor: Visitor) -> None:
    visitor.page.goto(f"{visitor.app.url}callback?code=stolen&state=guessed")
    assert visitor.heading() == "This sign-in did not start here"


def test_signing_out_leads_only_to_the_apps_own_urls(visitor: Visitor) -> None:
    stack = visitor.app.stack
    query = urlencode({"client_id": stack.user_pool_client_id, "logout_uri": "https://evil.example/"})
    visitor.page.goto(f"{stack.endpoint_url}/logout?{query}")
    assert visitor.heading() == "This app may not send you there"
