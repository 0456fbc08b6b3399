"""Passkeys in a browser: Chromium's own ceremonies, by the pages and by the API.

Source: "Passwordless sign-in with WebAuthn passkeys" of "Authentication flows" in the Cognito developer
guide.
"""

from __future__ import annotations

import base64
import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.chooser import PARTY, Chooser, VirtualAuthenticator, asserted, created
from tests.browser.visitor import Visitor

PASSKEYS = ["PASSWORD", "WEB_AUTHN"]
EVERY = ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]


@pytest.fixture
def device(visitor: Visitor) -> VirtualAuthenticator:
    return VirtualAuthenticator(visitor.page)


@pytest.fixture
def chooser(visitor: Visitor, device: VirtualAuthenticator) -> Chooser:
    """Somebody with a password and a device, in a pool with passkeys."""
    assert device.credentials() == []
    return Chooser.of(visitor, PASSKEYS)


def sets_up_a_passkey(chooser: Chooser) -> None:
    asks_for_a_passkey(chooser)
    # by the page's script, when the device has answered: whoever goes elsewhere before is fetched back by it
    assert chooser.answer() == {"result": ["success"]}


def asks_for_a_passkey(chooser: Chooser) -> None:
    chooser.sign_in_by_password()
    chooser.open("/passkeys/add")
    chooser.press("Add a passkey")


def test_a_passkey_that_was_set_up_in_the_page_signs_in(
    chooser: Chooser, device: VirtualAuthenticator
) -> None:
    sets_up_a_passkey(chooser)
    (credential,) = device.credentials()
    assert credential["rpId"] == PARTY
    (listed,) = chooser.passkeys()
    assert _bytes(listed["CredentialId"]) == base64.b64decode(credential["credentialId"])
    chooser.sign_out()
    chooser.name_themselves()
    assert chooser.heading() == "Sign in with your passkey"
    chooser.press("Use your passkey")
    assert chooser.claims()["email"] == chooser.email
    assert device.credentials()[0]["signCount"] > credential["signCount"]


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_who_has_signed_up_sets_up_a_passkey_on_the_way_to_the_app(
    visitor: Visitor, device: VirtualAuthenticator
) -> None:
    chooser = Chooser.of(visitor, EVERY)
    visitor.email = newcomer = f"new-{chooser.email}"
    chooser.open("/signup", response_type="code", scope="openid email")
    visitor.fill("Email address", newcomer)
    visitor.fill("Password", visitor.password)
    visitor.press("Sign up")
    visitor.confirm(visitor.read_code())
    assert visitor.heading() == "Set up sign-in with a passkey"
    visitor.press("Add a passkey")
    assert chooser.claims()["email"] == newcomer
    assert len(device.credentials()) == 1


def test_a_mailed_code_and_the_password_are_there_beside_a_passkey(
    visitor: Visitor, device: VirtualAuthenticator
) -> None:
    chooser = Chooser.of(visitor, EVERY)
    sets_up_a_passkey(chooser)
    chooser.sign_out()
    device.forgets_all()
    chooser.name_themselves()
    chooser.press("Sign in another way")
    chooser.choose("A code by mail")
    chooser.fill("Code from the mail", chooser.read_code())
    chooser.press("Sign in")
    assert chooser.claims()["email"] == chooser.email


def test_who_cancels_is_told_what_to_do_and_may_try_again(
    visitor: Visitor, device: VirtualAuthenticator
) -> None:
    chooser = Chooser.of(visitor, EVERY, UserVerification="required")
    chooser.sign_in_by_password()
    chooser.open("/passkeys/add")
    device.is_verified(False)
    chooser.press("Add a passkey")
    problem = chooser.page.get_by_role("alert")
    expect(problem).to_contain_text("No passkey was set up: it was cancelled, or took too long.")
    assert chooser.passkeys() == []
    device.is_verified(True)
    chooser.press("Add a passkey")
    assert chooser.answer() == {"result": ["success"]}
    chooser.sign_out()
    chooser.name_themselves()
    device.is_verified(False)
    chooser.press("Use your passkey")
    expect(problem).to_contain_text("No passkey was used")
    expect(problem).to_contain_text("sign in another way")
    device.is_verified(True)
    chooser.press("Use your passkey")
    assert chooser.claims()["email"] == chooser.email


def test_a_device_without_the_passkey_says_so(chooser: Chooser, device: VirtualAuthenticator) -> None:
    sets_up_a_passkey(chooser)
    device.forgets_all()
    chooser.name_themselves()
    chooser.press("Use your passkey")
    expect(chooser.page.get_by_role("alert")).to_contain_text("this device has none for this account")


def test_a_device_has_one_passkey_of_an_account(chooser: Chooser) -> None:
    sets_up_a_passkey(chooser)
    chooser.open("/passkeys/add")
    chooser.press("Add a passkey")
    expect(chooser.page.get_by_role("alert")).to_contain_text("has a passkey for this account already")
    assert len(chooser.passkeys()) == 1


def test_a_page_that_is_not_the_relying_partys_names_the_one_that_is(
    visitor: Visitor, device: VirtualAuthenticator
) -> None:
    chooser = Chooser.of(visitor, PASSKEYS, party="login.example.com")
    asks_for_a_passkey(chooser)
    problem = chooser.page.get_by_role("alert")
    expect(problem).to_contain_text("The passkeys of this app are for login.example.com")
    assert device.credentials() == []
    own = Chooser.of(visitor, PASSKEYS)
    sets_up_a_passkey(own)
    own.name_themselves(f"http://127.0.0.1:{urlsplit(own.origin).port}")
    own.press("Use your passkey")
    expect(problem).to_contain_text(f"The passkeys of this app are for {PARTY}")


def test_a_passkey_of_another_relying_party_is_refused(
    chooser: Chooser, device: VirtualAuthenticator
) -> None:
    """What the page's browser signs for `localhost` is none for the domain that the pool has since."""
    sets_up_a_passkey(chooser)
    chooser.name_themselves()
    form = chooser.page.locator("form[data-ceremony]")
    options = json.loads(form.get_attribute("data-options") or "")
    credential = asserted(chooser.page, options)
    chooser.cognito.set_user_pool_mfa_config(
        UserPoolId=chooser.pool_id, WebAuthnConfiguration={"RelyingPartyId": "login.example.com"}
    )
    form.evaluate("(form, said) => { form.elements.credential.value = said; form.submit(); }", credential)
    expect(chooser.page.get_by_role("alert").first).to_contain_text("This passkey is none of this account's")
    chooser.name_themselves()
    assert chooser.heading() == "Enter your password"
    assert len(device.credentials()) == 1


def test_without_a_script_the_page_says_what_it_needs_and_leads_on(visitor: Visitor) -> None:
    chooser = Chooser.of(visitor, EVERY)
    chooser.has_passkey_elsewhere()
    visitor.page.context.route("**/passkey.js", lambda route: route.abort())
    chooser.name_themselves()
    chooser.press("Use your passkey")
    expect(chooser.page.get_by_role("alert").first).to_contain_text("A passkey needs JavaScript")
    chooser.press("Sign in another way")
    chooser.choose("Your password")
    chooser.fill("Password", chooser.password)
    chooser.press("Sign in")
    assert chooser.claims()["email"] == chooser.email


def test_the_browsers_passkey_is_taken_by_the_api(chooser: Chooser) -> None:
    cognito, token = chooser.cognito, chooser.access_token()
    chooser.open("/login", response_type="code")  # a page of the relying party
    started = cognito.start_web_authn_registration(AccessToken=token)
    credential = created(chooser.page, started["CredentialCreationOptions"])
    cognito.complete_web_authn_registration(AccessToken=token, Credential=credential)
    (listed,) = chooser.passkeys()
    assert (listed["CredentialId"], listed["AuthenticatorTransports"]) == (credential["id"], ["internal"])
    parameters = {"USERNAME": chooser.email, "PREFERRED_CHALLENGE": "WEB_AUTHN"}
    challenge = cognito.initiate_auth(
        ClientId=chooser.client_id, AuthFlow="USER_AUTH", AuthParameters=parameters
    )
    options = json.loads(challenge["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
    answer = cognito.respond_to_auth_challenge(
        ClientId=chooser.client_id,
        ChallengeName="WEB_AUTHN",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": chooser.email, "CREDENTIAL": asserted(chooser.page, options)},
    )
    assert answer["AuthenticationResult"]["AccessToken"]


def test_a_passkey_that_was_set_up_by_the_api_signs_in_by_the_page(chooser: Chooser) -> None:
    cognito, token = chooser.cognito, chooser.access_token()
    chooser.open("/login", response_type="code")
    started = cognito.start_web_authn_registration(AccessToken=token)
    credential = created(chooser.page, started["CredentialCreationOptions"])
    cognito.complete_web_authn_registration(AccessToken=token, Credential=credential)
    chooser.name_themselves()
    chooser.press("Use your passkey")
    assert chooser.claims()["email"] == chooser.email
