"""What the hosted pages ask after the password: a second factor, its set-up, a password of one's own.

Sources: "Adding MFA to a user pool" and "User pool managed login" in the Cognito developer guide.
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

from tests.emulator.account import PASSWORD, Account
from tests.emulator.hosted_ui_browser import CALLBACK, HostedUiBrowser

TOKENS = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
TEXTS = {
    "SmsMfaConfiguration": {
        "SmsAuthenticationMessage": "Your code is {####}",
        "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms", "ExternalId": "id"},
    }
}
MAILS = {"EmailMfaConfiguration": {"Subject": "Sign-in", "Message": "Your code is {####}"}}
NUMBER = "+15555550100"
WRONG_CODE = "This is not the right code, or it was used already."
SECRET = re.compile(r'<code class="key">([A-Z2-7]+)</code>')
NewBrowser = Callable[..., HostedUiBrowser]


@pytest.fixture
def new_browser(account: Account) -> Iterator[NewBrowser]:
    """Makes a pool whose people sign in by a name of their own, and a browser that is sent to its pages."""
    browsers: list[HostedUiBrowser] = []

    def make(mfa: str = "OFF", *factors: dict[str, Any], **pool: Any) -> HostedUiBrowser:
        cognito: Any = account.cognito
        made = cognito.create_user_pool(
            PoolName="pool",
            EmailConfiguration={"EmailSendingAccount": "DEVELOPER", "SourceArn": SENDER},
            **pool,
        )["UserPool"]
        if factors:
            config = {name: value for factor in factors for name, value in factor.items()}
            cognito.set_user_pool_mfa_config(UserPoolId=made["Id"], MfaConfiguration=mfa, **config)
        client = cognito.create_user_pool_client(
            UserPoolId=made["Id"],
            ClientName="an app",
            CallbackURLs=[CALLBACK],
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid", "email"],
            AllowedOAuthFlowsUserPoolClient=True,
        )["UserPoolClient"]
        browsers.append(HostedUiBrowser(account, made["Id"], client["ClientId"]))
        return browsers[-1]

    yield make
    for browser in browsers:
        browser.client.close()


SENDER = "arn:aws:ses:us-east-1:000000000000:identity/sender@example.com"


def person(browser: HostedUiBrowser, *, temporary: bool = False, **attributes: str) -> str:
    """The name of somebody new who has a password."""
    cognito, name = browser.account.cognito, f"p{uuid.uuid4().hex}"
    pairs: Any = [{"Name": key, "Value": value} for key, value in attributes.items()]
    cognito.admin_create_user(
        UserPoolId=browser.pool_id,
        Username=name,
        UserAttributes=pairs,
        TemporaryPassword=PASSWORD,
        MessageAction="SUPPRESS",
    )
    if not temporary:
        cognito.admin_set_user_password(
            UserPoolId=browser.pool_id, Username=name, Password=PASSWORD, Permanent=True
        )
    return name


def after_password(browser: HostedUiBrowser, name: str) -> httpx.Response:
    return browser.submit(browser.get("/login"), username=name, password=PASSWORD)


def is_let_in(answer: httpx.Response) -> bool:
    return str(answer.headers.get("location", "")).startswith(f"{CALLBACK}?code=")


def set_up_app(browser: HostedUiBrowser, name: str) -> str:
    """The secret of an app that somebody has set up at a first sign-in, and switched on since."""
    page = after_password(browser, name)
    found = SECRET.search(page.text)
    assert found, page.text
    assert is_let_in(browser.submit(page, code=pyotp.TOTP(found[1]).now()))
    return found[1]


def test_who_has_to_have_a_second_factor_sets_an_app_up_and_is_in(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", TOKENS)
    name = person(browser)
    page = after_password(browser, name)
    assert "<h1>Set up your second factor</h1>" in page.text
    found = SECRET.search(page.text)
    assert found
    assert f"otpauth://totp/an%20app%3A{name}?secret={found[1]}&amp;issuer=an%20app" in page.text
    refused = browser.submit(page, code="000000")
    assert WRONG_CODE in refused.text
    again = SECRET.search(refused.text)
    assert again
    assert again[1] == found[1]
    assert is_let_in(browser.submit(refused, code=pyotp.TOTP(found[1]).now()))


def test_nobody_is_in_before_the_app_is_set_up(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", TOKENS)
    after_password(browser, person(browser))
    assert "location" not in browser.get("/oauth2/authorize").headers


def test_a_key_that_is_set_up_is_shown_to_nobody_who_has_not_proved_the_password(
    new_browser: NewBrowser,
) -> None:
    browser = new_browser("ON", TOKENS)
    name = person(browser)
    found = SECRET.search(after_password(browser, name).text)
    assert found
    other = HostedUiBrowser(browser.account, browser.pool_id, browser.client_id)
    with other.client:
        page = other.submit(other.get("/login"), username=name, password="Wrong-horse-7-battery")
        for session in ("a-session-that-is-made-up-by-somebody", ""):
            form = {"challenge": "MFA_SETUP", "challenge_session": session}
            answer = other.submit(page, username=name, password="any", **form)
            assert answer.status_code == 400
            assert found[1] not in answer.text


def test_a_form_of_nobody_is_led_to_the_beginning(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", TOKENS)
    form = {"challenge": "MFA_SETUP", "challenge_session": "a-session-that-is-made-up-by-somebody"}
    answer = browser.submit(browser.get("/login"), username="nobody", password="any", **form)
    assert answer.status_code == 400
    assert "That took too long. Sign in again." in answer.text


def test_who_has_to_have_a_mailed_code_gives_an_address_and_is_in(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", MAILS, AccountRecoverySetting=by_admin())
    page = after_password(browser, person(browser))
    assert "<h1>Set up your second factor</h1>" in page.text
    assert "Codes will be mailed to this address" in page.text
    assert "Email address is needed." in browser.submit(page, email="").text
    address = f"{uuid.uuid4().hex}@example.com"
    asked = browser.submit(page, email=address)
    assert "<h1>Enter your code</h1>" in asked.text
    assert is_let_in(browser.submit(asked, code=browser.codes_to(address)[-1]))


def test_an_apps_code_is_asked_for_at_the_next_sign_in_and_works_once(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", TOKENS)
    name = person(browser)
    secret = set_up_app(browser, name)
    page = after_password(browser, name)
    assert "<h1>Enter your code</h1>" in page.text
    assert "location" not in page.headers
    used = browser.submit(page, code=pyotp.TOTP(secret).now())
    assert not is_let_in(used), "the code that has set the app up lets nobody in"
    assert WRONG_CODE in used.text
    following = pyotp.TOTP(secret).at(int(time.time()) + 30)
    assert is_let_in(browser.submit(used, code=following))


def test_a_code_is_sent_by_text_and_lets_in(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", TEXTS)
    number = f"+1555{uuid.uuid4().int % 10**7:07}"
    name = person(browser, phone_number=number, phone_number_verified="true")
    page = after_password(browser, name)
    assert "A code was sent to" in page.text
    assert number not in page.text
    refused = browser.submit(page, code="000000")
    assert WRONG_CODE in refused.text
    assert "000000" not in refused.text
    assert is_let_in(browser.submit(page, code=browser.codes_to(number)[-1]))


def test_a_code_is_sent_by_mail_and_lets_in(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", MAILS, AccountRecoverySetting=by_phone())
    address = f"{uuid.uuid4().hex}@example.com"
    name = person(browser, email=address, email_verified="true")
    page = after_password(browser, name)
    assert "A code was sent to" in page.text
    assert is_let_in(browser.submit(page, code=browser.codes_to(address)[-1]))


def by_phone() -> dict[str, Any]:
    return {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_phone_number"}]}


def test_who_has_two_factors_chooses_one(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", TEXTS, MAILS, AccountRecoverySetting=by_admin())
    address, number = f"{uuid.uuid4().hex}@example.com", f"+1555{uuid.uuid4().int % 10**7:07}"
    name = person(
        browser, email=address, email_verified="true", phone_number=number, phone_number_verified="true"
    )
    page = after_password(browser, name)
    assert "<h1>Choose your second factor</h1>" in page.text
    assert re.findall(r'type="radio"[^>]* value="([A-Z_]+)"', page.text) == ["SMS_MFA", "EMAIL_OTP"]
    asked = browser.submit(page, factor="EMAIL_OTP")
    assert "<h1>Enter your code</h1>" in asked.text
    assert is_let_in(browser.submit(asked, code=browser.codes_to(address)[-1]))


def by_admin() -> dict[str, Any]:
    return {"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]}


def test_a_factor_that_was_not_offered_cannot_be_chosen(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", TEXTS, MAILS, AccountRecoverySetting=by_admin())
    address, number = f"{uuid.uuid4().hex}@example.com", f"+1555{uuid.uuid4().int % 10**7:07}"
    name = person(browser, email=address, phone_number=number)
    page = after_password(browser, name)
    refused = browser.submit(page, factor="SOFTWARE_TOKEN_MFA")
    assert refused.status_code == 400
    assert "location" not in refused.headers


def test_a_session_of_a_challenge_answers_it_for_nobody_else(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", TEXTS)
    number = f"+1555{uuid.uuid4().int % 10**7:07}"
    page = after_password(browser, person(browser, phone_number=number))
    after_password(browser, person(browser, phone_number=NUMBER))
    refused = browser.submit(page, code=browser.codes_to(number)[-1])
    assert not is_let_in(refused)
    assert "That took too long. Sign in again." in refused.text


def test_who_is_disabled_meanwhile_is_told_so_at_the_beginning(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", TEXTS)
    number = f"+1555{uuid.uuid4().int % 10**7:07}"
    name = person(browser, phone_number=number)
    page = after_password(browser, name)
    browser.account.cognito.admin_disable_user(UserPoolId=browser.pool_id, Username=name)
    refused = browser.submit(page, code=browser.codes_to(number)[-1])
    assert "<h1>Sign in</h1>" in refused.text
    assert "User is disabled." in refused.text


def test_a_challenge_is_answered_once(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", TEXTS)
    number = f"+1555{uuid.uuid4().int % 10**7:07}"
    name = person(browser, phone_number=number)
    page = after_password(browser, name)
    code = browser.codes_to(number)[-1]
    assert is_let_in(browser.submit(page, code=code))
    assert not is_let_in(browser.submit(page, code=code))


def test_a_pool_without_second_factors_asks_for_none(new_browser: NewBrowser) -> None:
    browser = new_browser()
    assert is_let_in(after_password(browser, person(browser)))


def test_where_factors_are_optional_who_has_none_is_asked_for_none(new_browser: NewBrowser) -> None:
    browser = new_browser("OPTIONAL", TOKENS)
    assert is_let_in(after_password(browser, person(browser)))


def test_a_first_sign_in_asks_for_a_password_and_what_the_pool_requires(new_browser: NewBrowser) -> None:
    schema = [{"Name": "family_name", "AttributeDataType": "String", "Required": True}]
    browser = new_browser(Schema=schema)
    name = person(browser, temporary=True)
    page = after_password(browser, name)
    assert "<h1>Choose a new password</h1>" in page.text
    assert re.findall(r'<input id="([^"]+)"', page.text) == ["password", "password_again", "family_name"]
    chosen = {"password": f"{PASSWORD}2", "password_again": f"{PASSWORD}2"}
    differing = {**chosen, "password_again": f"{PASSWORD}3", "family_name": "Lovelace"}
    assert "The two passwords are not the same." in browser.submit(page, **differing).text
    assert "Family name is needed." in browser.submit(page, **chosen, family_name="").text
    assert is_let_in(browser.submit(page, **chosen, family_name="Lovelace"))
    user = browser.account.cognito.admin_get_user(UserPoolId=browser.pool_id, Username=name)
    assert {"Name": "family_name", "Value": "Lovelace"} in user["UserAttributes"]
    assert user["UserStatus"] == "CONFIRMED"


def test_after_a_new_password_comes_the_second_factor(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", TEXTS)
    number = f"+1555{uuid.uuid4().int % 10**7:07}"
    page = after_password(browser, person(browser, temporary=True, phone_number=number))
    asked = browser.submit(page, password=f"{PASSWORD}2", password_again=f"{PASSWORD}2")
    assert "<h1>Enter your code</h1>" in asked.text
    assert is_let_in(browser.submit(asked, code=browser.codes_to(number)[-1]))


def test_who_may_not_have_any_factor_is_told_so(new_browser: NewBrowser) -> None:
    browser = new_browser("ON", TEXTS)
    page = after_password(browser, person(browser))
    assert page.status_code == 400
    assert "location" not in page.headers
