"""Passkeys in the hosted pages: signed in with, set up at /passkeys/add, and reminded of after a sign-up.

The ceremony itself is a browser's: tests/browser/test_passkeys.py. Source: "Passwordless sign-in with
WebAuthn passkeys" of "Authentication flows" in the Cognito developer guide.
"""

from __future__ import annotations

import html
import json
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.authenticator import Authenticator
from tests.emulator.account import PASSWORD
from tests.emulator.choosing_people import (
    CODES,
    EVERY,
    ORIGIN,
    PARTY,
    PASSKEYS,
    RADIO,
    Somebody,
    heading,
    is_let_in,
    options_in,
    sign_up,
)
from tests.emulator.hosted_ui_browser import CALLBACK, LOGOUT, HostedUiBrowser

NewBrowser = Callable[..., HostedUiBrowser]


def test_who_has_a_passkey_is_asked_for_it_first(new_chooser: NewBrowser) -> None:
    """Authentication flows: "The sign-in page prompts for a username, validates
    that the user has at least one passkey registered, and then prompts for passkey sign-in"."""
    person = Somebody(browser := new_chooser(EVERY))
    passkey = person.with_passkey()
    page = person.names_themselves()
    assert heading(page) == "Sign in with your passkey"
    options = options_in(page)
    assert options["rpId"] == PARTY
    assert [each["id"] for each in options["allowCredentials"]] == [passkey.id]
    assert is_let_in(browser.submit(page, credential=passkey.assertion(options)))
    others = browser.submit(person.names_themselves(), another_way="yes")
    assert RADIO.findall(others.text) == ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]
    chosen = browser.submit(others, factor="WEB_AUTHN")
    assert is_let_in(browser.submit(chosen, credential=passkey.assertion(options_in(chosen))))


def test_a_passkey_signs_a_page_once(new_chooser: NewBrowser) -> None:
    person = Somebody(browser := new_chooser(PASSKEYS))
    passkey = person.with_passkey()
    page = person.names_themselves()
    credential = passkey.assertion(options_in(page))
    assert is_let_in(browser.submit(page, credential=credential))
    assert not is_let_in(browser.submit(page, credential=credential))
    later = person.names_themselves()
    assert not is_let_in(browser.submit(later, credential=credential))


@pytest.mark.parametrize("said", [{"rp_id": "evil.example"}, {"origin": "https://evil.example"}])
def test_a_passkey_of_elsewhere_is_refused_and_another_may_be_tried(
    new_chooser: NewBrowser, said: dict[str, str]
) -> None:
    person = Somebody(browser := new_chooser(PASSKEYS))
    passkey = person.with_passkey()
    page = person.names_themselves()
    refused = browser.submit(page, credential=passkey.assertion(options_in(page), **said))
    assert refused.status_code == 400
    assert "This passkey is none of this account's." in html.unescape(refused.text)
    assert is_let_in(browser.submit(refused, credential=passkey.assertion(options_in(refused))))


def test_somebody_elses_passkey_lets_nobody_in(new_chooser: NewBrowser) -> None:
    browser = new_chooser(PASSKEYS)
    ada, mallory = Somebody(browser), Somebody(browser)
    ada.with_passkey()
    theirs = mallory.with_passkey()
    page = ada.names_themselves()
    assert not is_let_in(browser.submit(page, credential=theirs.assertion(options_in(page))))


@pytest.mark.parametrize("credential", ["{}", "[]", "null", "x", '{"id": 1}'])
def test_what_is_no_passkey_is_refused_in_the_page(new_chooser: NewBrowser, credential: str) -> None:
    person = Somebody(browser := new_chooser(PASSKEYS))
    person.with_passkey()
    refused = browser.submit(person.names_themselves(), credential=credential)
    assert refused.status_code == 400
    assert heading(refused) == "Sign in with your passkey"


def test_a_passkeys_page_without_a_script_says_so(new_chooser: NewBrowser) -> None:
    person = Somebody(browser := new_chooser(PASSKEYS))
    person.with_passkey()
    refused = browser.submit(person.names_themselves())
    assert "A passkey needs JavaScript in this browser" in refused.text
    assert heading(browser.submit(refused, another_way="yes")) == "Choose how to sign in"


def signed_in(browser: HostedUiBrowser, **person: Any) -> Somebody:
    """Somebody who has signed in by their password."""
    somebody = Somebody(browser, **person)
    page = somebody.names_themselves()
    if heading(page) != "Enter your password":
        page = browser.submit(page, factor="PASSWORD")
    assert is_let_in(browser.submit(page, password=PASSWORD))
    return somebody


def add_page(browser: HostedUiBrowser, **parameters: str) -> httpx.Response:
    return browser.get("/passkeys/add", response_type="", **parameters)


def result_of(answer: httpx.Response) -> str:
    location = urlsplit(answer.headers["location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == CALLBACK
    return parse_qs(location.query).get("result", [""])[0]


def test_who_is_signed_in_sets_up_a_passkey_in_the_page_and_signs_in_with_it(
    new_chooser: NewBrowser,
) -> None:
    """Authentication flows: "The passkey URL takes client_id and redirect_uri
    parameters"."""
    person = signed_in(browser := new_chooser(PASSKEYS))
    page = add_page(browser)
    assert heading(page) == "Set up sign-in with a passkey"
    options = options_in(page)
    assert (options["rp"]["id"], options["user"]["name"]) == (PARTY, person.name)
    passkey = Authenticator(ORIGIN)
    credential = json.dumps(passkey.registration(options))
    assert result_of(browser.submit(page, credential=credential)) == "success"
    assert [each["CredentialId"] for each in person.passkeys()] == [passkey.id]
    asked = person.names_themselves()
    assert is_let_in(browser.submit(asked, credential=passkey.assertion(options_in(asked))))


def test_the_page_passes_the_apps_state_on(new_chooser: NewBrowser) -> None:
    """Authentication flows: "You can also add other Authorize endpoint
    parameters to this request"."""
    signed_in(browser := new_chooser(PASSKEYS))
    page = browser.get("/passkeys/add", state="a&b", scope="openid")
    credential = json.dumps(Authenticator(ORIGIN).registration(options_in(page)))
    location = browser.submit(page, credential=credential).headers["location"]
    assert parse_qs(urlsplit(location).query) == {"result": ["success"], "state": ["a&b"]}


def test_who_is_not_signed_in_sets_up_no_passkey(new_chooser: NewBrowser) -> None:
    """Authentication flows: "Amazon Cognito only permits authenticated users to
    access this page"."""
    browser = new_chooser(PASSKEYS)
    assert result_of(add_page(browser)) == "invalid_session"
    person = signed_in(browser)
    page = add_page(browser)
    browser.client.get("/logout", params={"client_id": browser.client_id, "logout_uri": LOGOUT})
    credential = json.dumps(Authenticator(ORIGIN).registration(options_in(page)))
    assert result_of(browser.submit(page, credential=credential)) == "invalid_session"
    assert person.passkeys() == []


def test_who_was_disabled_since_sets_up_no_passkey(new_chooser: NewBrowser) -> None:
    person = signed_in(browser := new_chooser(PASSKEYS))
    browser.account.cognito.admin_disable_user(UserPoolId=browser.pool_id, Username=person.name)
    assert result_of(add_page(browser)) == "invalid_session"


def test_who_was_disabled_since_signs_in_with_no_passkey(new_chooser: NewBrowser) -> None:
    person = Somebody(browser := new_chooser(PASSKEYS))
    passkey = person.with_passkey()
    page = person.names_themselves()
    browser.account.cognito.admin_disable_user(UserPoolId=browser.pool_id, Username=person.name)
    refused = browser.submit(page, credential=passkey.assertion(options_in(page)))
    assert not is_let_in(refused)
    assert "User is disabled." in refused.text


def test_a_form_that_the_page_has_not_made_sets_up_no_passkey(new_chooser: NewBrowser) -> None:
    person = signed_in(browser := new_chooser(PASSKEYS))
    page = add_page(browser)
    credential = json.dumps(Authenticator(ORIGIN).registration(options_in(page)))
    assert browser.submit(page, credential=credential, _csrf="guessed").status_code == 403
    assert person.passkeys() == []


@pytest.mark.parametrize("said", [{"rp_id": "evil.example"}, {"origin": "https://evil.example"}])
def test_a_passkey_for_elsewhere_is_not_set_up_and_another_may_be_tried(
    new_chooser: NewBrowser, said: dict[str, str]
) -> None:
    person = signed_in(browser := new_chooser(PASSKEYS))
    page = add_page(browser)
    foreign = json.dumps(Authenticator(ORIGIN).registration(options_in(page), **said))
    refused = browser.submit(page, credential=foreign)
    assert "This passkey was not set up:" in refused.text
    assert person.passkeys() == []
    right = json.dumps(Authenticator(ORIGIN).registration(options_in(refused)))
    assert result_of(browser.submit(refused, credential=right)) == "success"


@pytest.mark.parametrize("credential", ["", "x", "[]", "null", "{}"])
def test_what_is_no_passkey_is_not_set_up(new_chooser: NewBrowser, credential: str) -> None:
    person = signed_in(browser := new_chooser(PASSKEYS))
    refused = browser.submit(add_page(browser), credential=credential)
    assert refused.status_code == 400
    assert heading(refused) == "Set up sign-in with a passkey"
    assert person.passkeys() == []


def test_who_has_twenty_passkeys_is_told_so(new_chooser: NewBrowser) -> None:
    person = signed_in(browser := new_chooser(PASSKEYS))
    for _ in range(20):
        person.with_passkey()
    page = add_page(browser)
    assert page.status_code == 400
    assert "A user can register up to 20 passkeys." in page.text


def test_a_pool_without_passkeys_sets_up_none(new_chooser: NewBrowser) -> None:
    signed_in(browser := new_chooser(CODES))
    page = add_page(browser)
    assert page.status_code == 400
    assert "Passkeys are not enabled for this user pool." in page.text


def test_the_page_leads_back_to_the_app_alone(new_chooser: NewBrowser) -> None:
    signed_in(browser := new_chooser(PASSKEYS))
    for address in ("https://evil.example/", f"{CALLBACK}?x=1", ""):
        refused = add_page(browser, redirect_uri=address)
        assert refused.status_code == 400
        assert "location" not in refused.headers


def test_not_now_leads_back_to_the_app(new_chooser: NewBrowser) -> None:
    person = signed_in(browser := new_chooser(PASSKEYS))
    assert browser.submit(add_page(browser), not_now="yes").headers["location"] == CALLBACK
    assert person.passkeys() == []


def test_who_has_just_signed_up_is_reminded_of_passkeys_once(new_chooser: NewBrowser) -> None:
    """Authentication flows: "your user pool with a managed login domain reminds
    end users to register a passkey after they sign up for a new user account"."""
    browser = new_chooser(EVERY, UsernameAttributes=["email"])
    address, page = sign_up(browser)
    assert heading(page) == "Set up sign-in with a passkey"
    assert is_let_in(browser.submit(page, not_now="yes"))
    named = browser.submit(browser.get("/login"), email=address)
    again = browser.submit(browser.submit(named, factor="PASSWORD"), password=PASSWORD)
    assert is_let_in(again)


def test_a_passkey_that_was_set_up_after_a_sign_up_leads_into_the_app(
    new_chooser: NewBrowser,
) -> None:
    browser = new_chooser(EVERY, UsernameAttributes=["email"])
    address = f"{uuid.uuid4().hex}@example.com"
    page = browser.get("/signup", prompt="login", max_age="0", state="s")
    asked = browser.submit(page, email=address, password=PASSWORD)
    reminded = browser.submit(asked, code=browser.codes_to(address)[-1])
    passkey = Authenticator(ORIGIN)
    credential = json.dumps(passkey.registration(options_in(reminded)))
    answer = browser.submit(reminded, credential=credential)
    assert is_let_in(answer)
    assert parse_qs(urlsplit(answer.headers["location"]).query)["state"] == ["s"]
    signing_in = browser.submit(browser.get("/login"), email=address)
    assert [each["id"] for each in options_in(signing_in)["allowCredentials"]] == [passkey.id]


def test_whom_an_administrator_made_is_reminded_of_nothing(new_chooser: NewBrowser) -> None:
    """Authentication flows: "doesn't prompt users to set up a passkey when they
    have already signed up and not set up a passkey, or if you created their account as an administrator"."""
    signed_in(new_chooser(PASSKEYS))


def test_a_reminder_is_no_way_past_what_the_app_may_ask(new_chooser: NewBrowser) -> None:
    signed_in(browser := new_chooser(PASSKEYS, client={"AllowedOAuthScopes": ["openid"]}))
    for asked in ({"response_type": "token"}, {"response_type": ""}, {"scope": "openid phone"}):
        page = browser.get("/passkeys/add", **asked)
        answer = browser.submit(page, not_now="yes", signs_in="signs_in")
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        assert "code" not in query
        assert "error" in query
