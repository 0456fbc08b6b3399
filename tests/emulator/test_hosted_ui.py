"""The hosted UI over HTTP: whom it serves, where it leads, what its forms must bring."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest

from tests.emulator.account import PASSWORD, Account
from tests.emulator.hosted_ui_browser import CALLBACK, LOGOUT, HostedUiBrowser

NewBrowser = Callable[..., HostedUiBrowser]
PAGES = ["/login", "/signup", "/confirm", "/confirmUser", "/forgotPassword", "/confirmforgotPassword"]


@pytest.fixture
def new_browser(account: Account) -> Iterator[NewBrowser]:
    """Makes a pool with a client for the hosted UI, and a browser that is sent there."""
    browsers: list[HostedUiBrowser] = []

    def make(pool: dict[str, Any] | None = None, client: dict[str, Any] | None = None) -> HostedUiBrowser:
        settings = {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"], **(pool or {})}
        made = account.cognito.create_user_pool(PoolName="pool", **settings)["UserPool"]
        app_client = account.cognito.create_user_pool_client(
            UserPoolId=made["Id"],
            ClientName="an app",
            CallbackURLs=[CALLBACK],
            LogoutURLs=[LOGOUT],
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid", "email"],
            AllowedOAuthFlowsUserPoolClient=True,
            **(client or {}),
        )["UserPoolClient"]
        browsers.append(HostedUiBrowser(account, made["Id"], app_client["ClientId"]))
        return browsers[-1]

    yield make
    for browser in browsers:
        browser.client.close()


@pytest.fixture
def browser(new_browser: NewBrowser) -> HostedUiBrowser:
    return new_browser()


def new_address() -> str:
    return f"{uuid.uuid4().hex}@example.com"


def sign_up_and_confirm(browser: HostedUiBrowser, address: str) -> httpx.Response:
    """The page after the confirmation."""
    page = browser.submit(browser.get("/signup"), email=address, password=PASSWORD)
    return browser.submit(page, code=browser.codes_to(address)[-1])


def test_signing_in_ends_at_the_callback_with_the_state_and_a_code_bound_by_pkce(
    browser: HostedUiBrowser,
) -> None:
    address, verifier = new_address(), secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    sign_up_and_confirm(browser, address)
    login = browser.get(
        "/oauth2/authorize", state="a&b", code_challenge=challenge, code_challenge_method="S256"
    )
    answer = browser.submit(login, email=address, password=PASSWORD)

    location = urlsplit(answer.headers["location"])
    query = parse_qs(location.query)
    assert f"{location.scheme}://{location.netloc}{location.path}" == CALLBACK
    assert query["state"] == ["a&b"]
    form = {
        "grant_type": "authorization_code",
        "client_id": browser.client_id,
        "redirect_uri": CALLBACK,
        "code": query["code"][0],
    }
    refused = browser.client.post("/oauth2/token", data={**form, "code_verifier": "x" * 43})
    assert refused.json()["error"] == "invalid_grant"
    tokens = browser.client.post("/oauth2/token", data={**form, "code_verifier": verifier})
    assert set(tokens.json()) >= {"id_token", "access_token"}


@pytest.mark.parametrize("path", ["/oauth2/authorize", *PAGES])
def test_no_page_leads_to_a_url_that_is_not_the_clients(browser: HostedUiBrowser, path: str) -> None:
    for url in ("https://evil.example/", f"{CALLBACK}/more", f"{CALLBACK}?x=1", "//evil.example"):
        answer = browser.get(path, redirect_uri=url)
        assert answer.status_code == 400
        assert "location" not in answer.headers


@pytest.mark.parametrize("path", ["/signup", "/login", "/forgotPassword"])
def test_a_form_without_the_token_of_its_page_is_not_taken(browser: HostedUiBrowser, path: str) -> None:
    address = new_address()
    page = browser.get(path)
    for token in ("", "guessed", "ünguessed"):
        answer = browser.submit(page, email=address, password=PASSWORD, _csrf=token)
        assert answer.status_code == 403
        assert f'href="{path}?client_id={browser.client_id}&amp;' in answer.text
    users = browser.account.cognito.list_users(UserPoolId=browser.pool_id)["Users"]
    assert users == []


def test_a_token_of_another_browser_is_not_taken(new_browser: NewBrowser) -> None:
    browser = new_browser()
    other = HostedUiBrowser(browser.account, browser.pool_id, browser.client_id)
    with other.client:
        page_of_other = other.get("/signup")
        browser.get("/signup")
        answer = browser.submit(page_of_other, email=new_address(), password=PASSWORD)
    assert answer.status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_a_page_keeps_itself_out_of_frames_caches_and_foreign_scripts(
    browser: HostedUiBrowser, path: str
) -> None:
    headers = browser.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' https://app.example;" in policy
    assert "unsafe" not in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    cookie = headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age=3600" in cookie


def test_no_cache_keeps_a_redirect_that_may_bring_a_code(browser: HostedUiBrowser) -> None:
    answer = browser.client.get("/oauth2/authorize", params=browser.request())
    assert (answer.status_code, answer.headers["cache-control"]) == (302, "no-store")


def test_no_cache_keeps_a_sign_out(browser: HostedUiBrowser) -> None:
    asked = {"client_id": browser.client_id, "logout_uri": LOGOUT}
    answer = browser.client.get("/logout", params=asked)
    assert (answer.status_code, answer.headers["cache-control"]) == (302, "no-store")


def test_a_name_may_have_blanks_around_it_and_a_password_may_not(browser: HostedUiBrowser) -> None:
    address = new_address()
    sign_up_and_confirm(browser, address)
    refused = browser.submit(browser.get("/login"), email=address, password=f"{PASSWORD} ")
    assert "location" not in refused.headers
    answer = browser.submit(browser.get("/login"), email=f" {address} ", password=PASSWORD)
    assert answer.headers["location"].startswith(CALLBACK)


def test_a_callback_that_is_not_the_apps_is_named_as_aws_names_it(browser: HostedUiBrowser) -> None:
    answer = browser.get("/oauth2/authorize", redirect_uri="https://elsewhere.example/")
    assert answer.status_code == 400
    assert "redirect_mismatch" in answer.text


def test_what_comes_in_the_address_is_escaped(browser: HostedUiBrowser) -> None:
    page = browser.get(
        "/confirmUser", user_name="<script>", confirmation_code='"><script>', state='"><script>'
    )
    assert "<script>" not in page.text


def test_the_fields_are_those_that_the_schema_requires_and_the_client_may_write(
    new_browser: NewBrowser,
) -> None:
    schema = [
        {"Name": "email", "AttributeDataType": "String", "Required": True},
        {"Name": "family_name", "AttributeDataType": "String", "Required": True},
        {"Name": "nickname", "AttributeDataType": "String", "Required": False},
        {"Name": "room", "AttributeDataType": "Number"},
        {"Name": "secret", "AttributeDataType": "String"},
    ]
    browser = new_browser(
        {"Schema": schema}, {"WriteAttributes": ["email", "family_name", "nickname", "custom:room"]}
    )
    page = browser.get("/signup").text
    assert re.findall(r'<input id="([^"]+)"', page) == ["email", "family_name", "custom:room", "password"]
    assert 'id="custom:room" name="custom:room" autocomplete="off" type="number"' in page


def test_the_pools_groups_are_suggested_for_what_is_written_once_at_sign_up(new_browser: NewBrowser) -> None:
    schema: list[dict[str, Any]] = [
        {"Name": "team", "AttributeDataType": "String", "Mutable": False},
        {"Name": "number", "AttributeDataType": "Number", "Mutable": False},
        {"Name": "motto", "AttributeDataType": "String", "Mutable": True},
    ]
    writable = ["email", *(f"custom:{attribute['Name']}" for attribute in schema)]
    browser = new_browser({"Schema": schema}, {"WriteAttributes": writable})
    for name, precedence in (("Red", 1), ("Blue", 2)):
        browser.account.cognito.create_group(
            UserPoolId=browser.pool_id, GroupName=name, Precedence=precedence
        )
    page = browser.get("/signup").text
    assert re.findall(r'<datalist id="([^"]+)"', page) == ["custom:team-suggestions"]
    assert re.findall(r'<option value="([^"]+)"', page) == ["Blue", "Red"]
    assert re.findall(r'<input id="custom:team"[^>]* list="custom:team-suggestions"', page)


def test_a_pool_without_groups_suggests_none(new_browser: NewBrowser) -> None:
    schema = [{"Name": "team", "AttributeDataType": "String", "Mutable": False}]
    browser = new_browser({"Schema": schema}, {"WriteAttributes": ["email", "custom:team"]})
    page = browser.get("/signup").text
    assert 'id="custom:team"' in page
    assert "<datalist" not in page


def test_a_pool_of_user_names_asks_for_one(new_browser: NewBrowser) -> None:
    schema = [{"Name": "email", "AttributeDataType": "String", "Required": True}]
    browser = new_browser({"UsernameAttributes": [], "Schema": schema})
    address, name = new_address(), f"ada-{uuid.uuid4().hex}"
    page = browser.submit(browser.get("/signup"), username=name, email=address, password=PASSWORD)
    page = browser.submit(page, code=browser.codes_to(address)[-1])
    answer = browser.submit(page, username=name, password=PASSWORD)
    assert answer.headers["location"].startswith(f"{CALLBACK}?code=")


def test_a_client_with_a_secret_works_as_one_without(new_browser: NewBrowser) -> None:
    browser = new_browser(client={"GenerateSecret": True})
    address = new_address()
    login = sign_up_and_confirm(browser, address)
    answer = browser.submit(login, email=address, password=PASSWORD)
    assert answer.headers["location"].startswith(f"{CALLBACK}?code=")


PASSWORD_FLOW = {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}


@pytest.mark.parametrize("settings", [PASSWORD_FLOW, {}, {**PASSWORD_FLOW, "GenerateSecret": True}])
def test_a_wrong_password_gets_no_code_and_the_right_one_does(
    new_browser: NewBrowser, settings: dict[str, Any]
) -> None:
    browser, address = new_browser(client=settings), new_address()
    login = sign_up_and_confirm(browser, address)
    refused = browser.submit(login, email=address, password="Wrong-horse-7-battery")
    assert "The email address or the password is not right." in refused.text
    answer = browser.submit(refused, email=address, password=PASSWORD)
    assert answer.headers["location"].startswith(f"{CALLBACK}?code=")


def test_a_forgotten_password_is_replaced_by_one_that_was_typed_twice(browser: HostedUiBrowser) -> None:
    address, new = new_address(), "Staple-of-9-another"
    sign_up_and_confirm(browser, address)
    asked = browser.submit(browser.get("/forgotPassword"), email=address)
    typed = {"code": browser.codes_to(address)[-1], "password": new}
    refused = browser.submit(asked, **typed, password_again=PASSWORD)
    assert "The two passwords are not the same." in refused.text
    login = browser.submit(refused, **typed, password_again=new)
    assert "Your password is changed." in login.text
    answer = browser.submit(login, email=address, password=new)
    assert answer.headers["location"].startswith(f"{CALLBACK}?code=")


def test_too_many_wrong_passwords_lock_out_as_they_do_in_the_api(new_browser: NewBrowser) -> None:
    browser, address = new_browser(client=PASSWORD_FLOW), new_address()
    page = sign_up_and_confirm(browser, address)
    for _ in range(6):
        page = browser.submit(page, email=address, password="Wrong-horse-7-battery")
    answer = browser.submit(page, email=address, password=PASSWORD)
    assert "Password attempts exceeded." in answer.text


def test_a_function_before_the_password_can_refuse_a_sign_in(
    account: Account, new_browser: NewBrowser
) -> None:
    function = account.function('raise ValueError("we are closed")')
    browser = new_browser({"LambdaConfig": {"PreAuthentication": function}}, PASSWORD_FLOW)
    account.permit(function, browser.pool_id)
    address = new_address()
    login = sign_up_and_confirm(browser, address)
    answer = browser.submit(login, email=address, password=PASSWORD)
    assert "We are closed." in answer.text


DELETES = (
    'who = {"UserPoolId": event["userPoolId"], "Username": event["userName"]}\n'
    "cognito().admin_delete_user(**who)\nreturn event\n"
)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            'raise ValueError("we are closed")',
            {
                "error": "invalid_request",
                "error_description": "PreTokenGeneration failed with error we are closed.",
            },
        ),
        (DELETES, {"error": "invalid_grant"}),
    ],
    ids=["fails", "deletes the person"],
)
def test_a_function_that_lets_a_code_have_no_tokens_is_told_to_the_app(
    account: Account, new_browser: NewBrowser, body: str, told: dict[str, str]
) -> None:
    function = account.function(body)
    browser = new_browser({"LambdaConfig": {"PreTokenGeneration": function}}, PASSWORD_FLOW)
    account.permit(function, browser.pool_id)
    address = new_address()
    login = sign_up_and_confirm(browser, address)
    location = browser.submit(login, email=address, password=PASSWORD).headers["location"]
    form = {"grant_type": "authorization_code", "client_id": browser.client_id, "redirect_uri": CALLBACK}
    code = parse_qs(urlsplit(location).query)["code"][0]
    refused = browser.client.post("/oauth2/token", data={**form, "code": code})
    assert (refused.status_code, refused.json()) == (400, told)


def test_a_disabled_person_is_told_so_and_gets_no_code(browser: HostedUiBrowser) -> None:
    address = new_address()
    login = sign_up_and_confirm(browser, address)
    browser.account.cognito.admin_disable_user(UserPoolId=browser.pool_id, Username=address)
    answer = browser.submit(login, email=address, password=PASSWORD)
    assert "User is disabled." in answer.text
    assert "location" not in answer.headers


def test_a_password_alone_is_not_enough_for_who_has_a_second_factor(browser: HostedUiBrowser) -> None:
    address, cognito = new_address(), browser.account.cognito
    login = sign_up_and_confirm(browser, address)
    cognito.set_user_pool_mfa_config(
        UserPoolId=browser.pool_id,
        SoftwareTokenMfaConfiguration={"Enabled": True},
        MfaConfiguration="OPTIONAL",
    )
    set_up_software_token(browser, address)
    answer = browser.submit(login, email=address, password=PASSWORD)
    assert "location" not in answer.headers
    assert "<h1>Enter your code</h1>" in answer.text


def set_up_software_token(browser: HostedUiBrowser, address: str) -> None:
    cognito = browser.account.cognito
    client = cognito.create_user_pool_client(
        UserPoolId=browser.pool_id, ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]
    token = cognito.initiate_auth(
        ClientId=client["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": address, "PASSWORD": PASSWORD},
    )["AuthenticationResult"]["AccessToken"]
    secret = cognito.associate_software_token(AccessToken=token)["SecretCode"]
    cognito.verify_software_token(AccessToken=token, UserCode=pyotp.TOTP(secret).now())
    cognito.set_user_mfa_preference(
        AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
    )


def test_who_is_confirmed_but_whose_function_fails_is_told_both(
    account: Account, new_browser: NewBrowser
) -> None:
    function = account.function('raise ValueError("the table is away")')
    browser = new_browser({"LambdaConfig": {"PostConfirmation": function}})
    account.permit(function, browser.pool_id)
    page = sign_up_and_confirm(browser, new_address())
    assert "Your address is confirmed, but what comes after it failed. The table is away." in page.text


def test_who_has_signed_in_is_not_asked_again_until_they_sign_out(browser: HostedUiBrowser) -> None:
    address = new_address()
    login = sign_up_and_confirm(browser, address)
    assert browser.submit(login, email=address, password=PASSWORD).headers["location"].startswith(CALLBACK)
    again = browser.get("/oauth2/authorize")
    assert again.headers["location"].startswith(f"{CALLBACK}?code=")
    assert "location" not in browser.get("/oauth2/authorize", prompt="login").headers
    browser.get("/logout", logout_uri=LOGOUT, redirect_uri="")
    assert "location" not in browser.get("/oauth2/authorize").headers


def test_the_next_page_does_not_name_who_has_signed_in(browser: HostedUiBrowser) -> None:
    address = new_address()
    browser.submit(sign_up_and_confirm(browser, address), email=address, password=PASSWORD)
    assert address not in browser.get("/oauth2/authorize", prompt="login").text


def test_whoever_is_disabled_is_asked_again(browser: HostedUiBrowser) -> None:
    address = new_address()
    browser.submit(sign_up_and_confirm(browser, address), email=address, password=PASSWORD)
    browser.account.cognito.admin_disable_user(UserPoolId=browser.pool_id, Username=address)
    assert "location" not in browser.get("/oauth2/authorize").headers


def test_signing_out_leads_to_the_clients_own_url_or_to_the_login_page(browser: HostedUiBrowser) -> None:
    answer = browser.get("/logout", logout_uri=LOGOUT, redirect_uri="")
    assert answer.headers["location"] == LOGOUT
    again = browser.get("/logout")
    assert again.status_code == 200
    assert "<h1>Sign in</h1>" in again.text
    for url in ("https://evil.example/", f"{LOGOUT}/more"):
        assert browser.get("/logout", logout_uri=url).status_code == 400


@pytest.mark.parametrize("path", ["/login", "/signup"])
def test_a_signed_request_for_a_bucket_of_that_name_is_none_for_a_page(account: Account, path: str) -> None:
    s3 = account.client("s3")
    s3.create_bucket(Bucket=path[1:])
    s3.put_object(Bucket=path[1:], Key="a", Body=b"1")
    listed = s3.list_objects_v2(Bucket=path[1:])
    assert [content["Key"] for content in listed["Contents"]] == ["a"]


def test_a_host_name_of_a_service_is_none_for_a_page(browser: HostedUiBrowser) -> None:
    answer = browser.client.get("/signup", headers={"host": "bucket.s3.localhost:4566"})
    assert "hosted_ui" not in answer.headers.get("set-cookie", "")


def test_an_engine_started_anew_says_that_the_app_is_gone(browser: HostedUiBrowser) -> None:
    page = browser.get("/login", client_id="of-another-life")
    assert page.status_code == 400
    assert "This app is not known here" in page.text


def test_what_was_typed_comes_back_to_be_sent_again_as_it_was(browser: HostedUiBrowser) -> None:
    """A name with a zero-width non-joiner, as Persian has them, stays that name through a refusal."""
    typed = f"\u0645\u06cc\u200c{secrets.token_hex(4)}@example.com"
    refused = browser.submit(browser.get("/login"), email=typed, password="Wrong-horse-7-battery")
    assert f'value="{typed}"' in refused.text
