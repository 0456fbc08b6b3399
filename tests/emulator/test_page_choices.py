"""Choice-based sign-in in the hosted pages: the user name first, then a password or a code that is sent.

Sources: "Configure authentication methods for managed login", "Authentication flows" and "Things to know
about authentication with user pools" and "Managing user existence error responses" in the Cognito developer
guide.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pyotp
import pytest

from tests.emulator.account import PASSWORD
from tests.emulator.choosing_people import (
    CODES,
    EVERY,
    FLOWS,
    PASSKEYS,
    RADIO,
    Somebody,
    heading,
    is_let_in,
    sign_up,
)
from tests.emulator.hosted_ui_browser import HostedUiBrowser

TOKENS = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
NewBrowser = Callable[..., HostedUiBrowser]


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "000001"


def test_the_first_page_asks_for_the_user_name_alone(new_chooser: NewBrowser) -> None:
    page = new_chooser(CODES).get("/login")
    assert re.findall(r'<input id="([^"]+)"', page.text) == ["username"]


@pytest.mark.parametrize(
    ("factors", "flows"),
    [(["PASSWORD"], FLOWS), (EVERY, ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"])],
)
def test_name_and_password_are_asked_for_at_once_where_pool_or_client_have_no_choices(
    new_chooser: NewBrowser, factors: list[str], flows: list[str]
) -> None:
    browser = new_chooser(factors, client={"ExplicitAuthFlows": flows})
    page = browser.get("/login")
    assert re.findall(r'<input id="([^"]+)"', page.text) == ["username", "password"]
    name = Somebody(browser).name
    refused = browser.submit(page, username=name, password="Wrong-horse-7-battery")
    assert is_let_in(browser.submit(refused, username=name, password=PASSWORD, another_way="yes"))


def test_after_the_name_come_the_ways_that_somebody_has(new_chooser: NewBrowser) -> None:
    browser = new_chooser(EVERY)
    page = Somebody(browser, phone_number="+15555550100").names_themselves()
    assert heading(page) == "Choose how to sign in"
    assert RADIO.findall(page.text) == ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]
    assert RADIO.findall(Somebody(browser).names_themselves().text) == ["PASSWORD", "EMAIL_OTP"]


def test_a_mailed_code_lets_in_without_a_password(new_chooser: NewBrowser) -> None:
    person = Somebody(browser := new_chooser(CODES))
    page = browser.submit(person.names_themselves(), factor="EMAIL_OTP")
    assert heading(page) == "Enter your code"
    assert person.address not in page.text
    refused = browser.submit(page, code=wrong(person.newest_code()))
    assert "This is not the right code" in refused.text
    assert "location" not in browser.get("/oauth2/authorize").headers
    assert is_let_in(browser.submit(refused, code=person.newest_code()))
    assert is_let_in(browser.get("/oauth2/authorize")), "the browser is not asked again"


def test_a_texted_code_lets_in_without_a_password(new_chooser: NewBrowser) -> None:
    browser, number = new_chooser(EVERY), f"+1555{uuid.uuid4().int % 10**7:07}"
    person = Somebody(browser, phone_number=number)
    page = browser.submit(person.names_themselves(), factor="SMS_OTP")
    assert number not in page.text
    assert is_let_in(browser.submit(page, code=browser.codes_to(number)[-1]))


def test_a_code_works_once(new_chooser: NewBrowser) -> None:
    person = Somebody(browser := new_chooser(CODES))
    page = browser.submit(person.names_themselves(), factor="EMAIL_OTP")
    code = person.newest_code()
    assert is_let_in(browser.submit(page, code=code))
    again = browser.submit(page, code=code)
    assert not is_let_in(again)
    assert "That took too long. Sign in again." in again.text


def test_a_chosen_password_lets_in_and_a_wrong_one_is_told_beside_its_field(
    new_chooser: NewBrowser,
) -> None:
    person = Somebody(browser := new_chooser(CODES))
    page = browser.submit(person.names_themselves(), factor="PASSWORD")
    assert heading(page) == "Enter your password"
    refused = browser.submit(page, password="Wrong-horse-7-battery")
    assert refused.status_code == 400
    assert 'id="password-error"' in refused.text
    assert "This password is not right." in refused.text
    assert is_let_in(browser.submit(refused, password=PASSWORD))


def test_an_empty_password_and_an_empty_code_are_asked_for_again(new_chooser: NewBrowser) -> None:
    person = Somebody(browser := new_chooser(CODES))
    page = browser.submit(browser.submit(person.names_themselves(), factor="PASSWORD"), password="")
    assert "Password is needed." in page.text
    assert is_let_in(browser.submit(page, password=PASSWORD))
    page = browser.submit(browser.submit(person.names_themselves(), factor="EMAIL_OTP"), code="")
    assert "Code from the mail is needed." in page.text
    assert is_let_in(browser.submit(page, code=person.newest_code()))


def test_who_has_one_way_is_asked_for_it_at_once(new_chooser: NewBrowser) -> None:
    browser = new_chooser(CODES)
    codes_alone = Somebody(browser, password=None)
    page = codes_alone.names_themselves()
    assert heading(page) == "Enter your code"
    assert "Sign in another way" not in page.text
    assert is_let_in(browser.submit(page, code=codes_alone.newest_code()))
    assert heading(Somebody(new_chooser(PASSKEYS)).names_themselves()) == "Enter your password"


@pytest.mark.parametrize(("setting", "is_told"), [("LEGACY", True), ("ENABLED", False)])
def test_who_has_no_way_is_told_so_where_the_client_hides_nobody(
    new_chooser: NewBrowser, setting: str, is_told: bool
) -> None:
    browser = new_chooser(CODES, client={"PreventUserExistenceErrors": setting})
    person = Somebody(browser, password=None)
    browser.account.cognito.admin_delete_user_attributes(
        UserPoolId=browser.pool_id, Username=person.name, UserAttributeNames=["email"]
    )
    page = person.names_themselves()
    assert ('id="username-error"' in page.text) is is_told
    assert ("This account has no way to sign in here." in page.text) is is_told


def test_a_way_that_was_not_offered_cannot_be_taken(new_chooser: NewBrowser) -> None:
    person = Somebody(browser := new_chooser(CODES))
    for way in ("SMS_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN_MFA", "invented"):
        refused = browser.submit(person.names_themselves(), factor=way)
        assert refused.status_code == 400
        assert "location" not in refused.headers


def test_another_way_leads_from_each_page_to_all_of_them(new_chooser: NewBrowser) -> None:
    person = Somebody(browser := new_chooser(CODES))
    for way in CODES:
        page = browser.submit(person.names_themselves(), factor=way)
        assert "Sign in another way" in page.text
        assert heading(browser.submit(page, another_way="yes")) == "Choose how to sign in"


def test_an_unknown_name_sees_what_a_known_one_sees(new_chooser: NewBrowser) -> None:
    """PreventUserExistenceErrors ENABLED: who is not there has some of the ways, as somebody might."""
    browser = new_chooser(EVERY, UsernameAttributes=["email"])
    known = f"{uuid.uuid4().hex}@example.com"
    browser.account.cognito.admin_create_user(
        UserPoolId=browser.pool_id,
        Username=known,
        UserAttributes=[{"Name": "email", "Value": known}, {"Name": "email_verified", "Value": "true"}],
        TemporaryPassword=PASSWORD,
        MessageAction="SUPPRESS",
    )
    unknown = next(name for name in strangers() if ways_of(browser, name) == ways_of(browser, known))
    assert all_pages_of(browser, known) == all_pages_of(browser, unknown)


def strangers() -> Iterator[str]:
    """Names that nobody has: each way is a chance of theirs, so these are more than enough."""
    return (f"{uuid.uuid4().hex}@example.com" for _ in range(200))


def ways_of(browser: HostedUiBrowser, address: str) -> list[str]:
    page = browser.submit(browser.get("/login"), email=address)
    return [heading(page), *RADIO.findall(page.text)]


def all_pages_of(browser: HostedUiBrowser, address: str) -> list[str]:
    """What somebody sees of this address, the wrong password and code included, but for what is random."""

    def named() -> httpx.Response:
        return browser.submit(browser.get("/login"), email=address)

    password = browser.submit(named(), factor="PASSWORD")
    code = browser.submit(named(), factor="EMAIL_OTP")
    pages = [
        named(),
        password,
        browser.submit(password, password="Wrong-horse-7-battery"),
        code,
        browser.submit(code, code="x"),
    ]
    shown = [re.sub(r' value="[^"]{40,}"', "", page.text) for page in pages]
    mask = f"{address[0]}***@e***"
    return [text.replace(address, "ADDRESS").replace(mask, "MASK") for text in shown]


def test_an_unknown_name_is_told_so_by_a_legacy_client(new_chooser: NewBrowser) -> None:
    browser = new_chooser(CODES, client={"PreventUserExistenceErrors": "LEGACY"})
    page = browser.submit(browser.get("/login"), username="nobody")
    assert 'id="username-error"' in page.text
    assert "There is no account with this user name." in page.text


def test_no_code_and_no_passkey_lets_nobody_in(new_chooser: NewBrowser) -> None:
    browser = new_chooser(EVERY, UsernameAttributes=["email"])
    nobody = next(name for name in strangers() if "EMAIL_OTP" in ways_of(browser, name))
    page = browser.submit(browser.get("/login"), email=nobody)
    asked = browser.submit(page, factor="EMAIL_OTP")
    for code in ("", "0", "000000", "None"):
        assert not is_let_in(browser.submit(asked, code=code))
    forged = browser.submit(asked, challenge="WEB_AUTHN", credential="{}")
    assert "That took too long. Sign in again." in forged.text


def test_a_first_factors_page_is_for_whom_it_was_made(new_chooser: NewBrowser) -> None:
    browser = new_chooser(CODES)
    ada, grace = Somebody(browser), Somebody(browser)
    page = browser.submit(ada.names_themselves(), factor="EMAIL_OTP")
    grace.names_themselves()
    refused = browser.submit(page, code=ada.newest_code())
    assert "That took too long. Sign in again." in refused.text
    assert "location" not in browser.get("/oauth2/authorize").headers


def test_a_code_is_no_answer_to_another_page(new_chooser: NewBrowser) -> None:
    person = Somebody(browser := new_chooser(EVERY))
    page = browser.submit(person.names_themselves(), factor="EMAIL_OTP")
    code = person.newest_code()
    for challenge in ("SMS_OTP", "SMS_MFA", "SELECT_CHALLENGE", "PASSWORD", "WEB_AUTHN"):
        refused = browser.submit(page, challenge=challenge, code=code, password=code, factor="EMAIL_OTP")
        assert not is_let_in(refused), challenge


def test_who_has_a_second_factor_gives_password_and_code_of_the_app(new_chooser: NewBrowser) -> None:
    """Adding MFA to a user pool: "users who have configured an MFA factor can only sign in with
    username-password authentication flows in choice-based sign-in"."""
    browser = new_chooser(CODES, mfa={"MfaConfiguration": "OPTIONAL", **TOKENS})
    person = Somebody(browser)
    secret = with_app(person)
    page = person.names_themselves()
    assert heading(page) == "Enter your password"
    asked = browser.submit(page, password=PASSWORD)
    assert heading(asked) == "Enter your code"
    assert not is_let_in(asked)
    following = pyotp.TOTP(secret).at(int(time.time()) + 30)
    assert is_let_in(browser.submit(asked, code=following))


def with_app(person: Somebody) -> str:
    cognito = person.browser.account.cognito
    token = cognito.initiate_auth(
        ClientId=person.browser.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": person.name, "PASSWORD": PASSWORD},
    )["AuthenticationResult"]["AccessToken"]
    secret = cognito.associate_software_token(AccessToken=token)["SecretCode"]
    cognito.verify_software_token(AccessToken=token, UserCode=pyotp.TOTP(secret).now())
    enabled: Any = {"Enabled": True, "PreferredMfa": True}
    cognito.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings=enabled)
    return secret


def test_a_temporary_password_is_replaced_after_it_was_chosen(new_chooser: NewBrowser) -> None:
    browser = new_chooser(CODES)
    person = Somebody(browser, password=None)
    browser.account.cognito.admin_set_user_password(
        UserPoolId=browser.pool_id, Username=person.name, Password=PASSWORD, Permanent=False
    )
    page = browser.submit(person.names_themselves(), factor="PASSWORD")
    asked = browser.submit(page, password=PASSWORD)
    assert heading(asked) == "Choose a new password"
    assert is_let_in(browser.submit(asked, password=f"{PASSWORD}2", password_again=f"{PASSWORD}2"))


def test_wrong_passwords_lock_out_in_these_pages_too(new_chooser: NewBrowser) -> None:
    """Things to know: lockout behaviour for failed sign-in attempts."""
    person = Somebody(browser := new_chooser(CODES))
    page = browser.submit(person.names_themselves(), factor="PASSWORD")
    for _ in range(6):
        page = browser.submit(page, password="Wrong-horse-7-battery")
    assert "Password attempts exceeded" in browser.submit(page, password=PASSWORD).text


def test_the_sign_up_page_asks_for_a_password_also_where_codes_let_in(
    new_chooser: NewBrowser,
) -> None:
    """Things to know: "Managed login and the hosted UI require a password in the sign-up
    page, even if passwordless authentication is permitted"."""
    browser, address = (
        new_chooser(CODES, UsernameAttributes=["email"]),
        f"{uuid.uuid4().hex}@example.com",
    )
    page = browser.submit(browser.get("/signup"), email=address, password="")
    assert "Password is needed." in page.text
    assert browser.codes_to(address) == []


def test_who_confirms_an_address_whose_codes_let_in_is_in(new_chooser: NewBrowser) -> None:
    """Authentication flows: "In the managed login UI, users who confirm their
    accounts and are eligible for OTP sign-in with the confirmation-code delivery method automatically proceed
    through to their first sign-in"."""
    _, answer = sign_up(new_chooser(CODES, UsernameAttributes=["email"]))
    assert is_let_in(answer)


@pytest.mark.parametrize(
    ("factors", "flows"), [(PASSKEYS, FLOWS), (CODES, ["ALLOW_USER_PASSWORD_AUTH"]), (["PASSWORD"], FLOWS)]
)
def test_who_confirms_an_address_whose_codes_let_nobody_in_signs_in_next(
    new_chooser: NewBrowser, factors: list[str], flows: list[str]
) -> None:
    browser = new_chooser(factors, UsernameAttributes=["email"], client={"ExplicitAuthFlows": flows})
    _, answer = sign_up(browser)
    assert heading(answer) == "Sign in"
    assert "location" not in browser.get("/oauth2/authorize").headers


def test_a_code_confirms_who_has_signed_up_without_confirming(new_chooser: NewBrowser) -> None:
    """Authentication flows: "The user status also changed from UNCONFIRMED to
    CONFIRMED"."""
    browser, address = (
        new_chooser(CODES, UsernameAttributes=["email"]),
        f"{uuid.uuid4().hex}@example.com",
    )
    browser.submit(browser.get("/signup"), email=address, password=PASSWORD)
    page = browser.submit(browser.get("/login"), email=address)
    asked = browser.submit(page, factor="EMAIL_OTP")
    assert is_let_in(browser.submit(asked, code=browser.codes_to(address)[-1]))
    user = browser.account.cognito.admin_get_user(UserPoolId=browser.pool_id, Username=address)
    assert user["UserStatus"] == "CONFIRMED"


def test_an_unconfirmed_person_with_a_password_is_led_to_the_confirmation(
    new_chooser: NewBrowser,
) -> None:
    browser, address = (
        new_chooser(CODES, UsernameAttributes=["email"]),
        f"{uuid.uuid4().hex}@example.com",
    )
    browser.submit(browser.get("/signup"), email=address, password=PASSWORD)
    page = browser.submit(browser.get("/login"), email=address)
    asked = browser.submit(browser.submit(page, factor="PASSWORD"), password=PASSWORD)
    assert heading(asked) == "Confirm your address"
