"""The authorize endpoint."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.conformance.pools import claims
from tests.conformance.web import CALLBACK, LOGOUT, OTHER_CALLBACK, App, Apps, name_filled_in, proof_key

IMPLICIT: dict[str, Any] = {"AllowedOAuthFlows": ["implicit"]}


def test_who_is_not_signed_in_is_sent_to_the_login_page_with_the_same_parameters(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("it redirects to the Login endpoint with the same URL parameters"; HTTP 302)."""
    answer = app.browser().first_answer()
    assert answer.status_code == 302, f"answers HTTP {answer.status_code}"
    location = urlsplit(answer.headers["location"])
    assert location.path == "/login"
    assert app.request().items() <= dict(parse_qsl(location.query)).items()


def test_a_parameter_that_nobody_knows_goes_to_the_login_page_too(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html
    ("it passes along all the parameters that you provided in your initial request")."""
    answer = app.browser().first_answer(campaign="autumn")
    assert dict(parse_qsl(urlsplit(answer.headers["location"]).query)).get("campaign") == "autumn"


def test_a_sign_in_ends_at_the_app_with_a_code_and_its_state(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (302, `?code=AUTHORIZATION_CODE&state=...`; "in the query string parameters and not in the fragment")."""
    landing = app.browser().signed_in(app.pool.confirmed())
    assert (landing.place, landing.status) == (CALLBACK, 302)
    assert landing.query["state"] == "a state"
    assert landing.query["code"]
    assert not landing.fragment


def test_an_app_that_gave_no_state_gets_none(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (state: "returns its value to your app")."""
    landing = app.browser().signed_in(app.pool.confirmed(), state=None)
    assert landing.query.keys() == {"code"}


def test_a_wrong_password_leads_nowhere(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html
    (what a successful authentication gets)."""
    person, browser = app.pool.confirmed(), app.browser()
    landing = browser.submit(browser.authorize(), person, password="Wrong-Horse-7-Battery")
    assert landing.asks_who_it_is


def test_a_callback_that_is_not_the_clients_is_led_to_by_nothing(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("You must have pre-registered the URI with a client")."""
    for url in ("https://elsewhere.example.com/", f"{CALLBACK}/more", f"{CALLBACK}?more=1", LOGOUT):
        app.browser().authorize(redirect_uri=url).must_stay()


def test_an_unknown_client_is_led_nowhere(app: App) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
    ("MUST NOT automatically redirect")."""
    app.browser().authorize(client_id="1example23456789").must_stay()


def test_a_request_without_a_client_is_led_nowhere(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (client_id: required)."""
    app.browser().authorize(client_id=None).must_stay()


def test_each_of_the_clients_callbacks_may_be_asked_for(app: App) -> None:
    """Model: CreateUserPoolClientRequest.CallbackURLs ("A list of allowed redirect, or callback, URLs")."""
    landing = app.browser().signed_in(app.pool.confirmed(), redirect_uri=OTHER_CALLBACK)
    assert landing.place == OTHER_CALLBACK


def test_the_default_takes_the_place_of_a_callback_that_is_left_out(apps: Apps) -> None:
    """Model: CreateUserPoolClientRequest.DefaultRedirectURI ("In app clients with one assigned IdP, replaces
    redirect_uri in authentication requests")."""
    app = apps.create({"DefaultRedirectURI": OTHER_CALLBACK})
    landing = app.browser().signed_in(app.pool.confirmed(), redirect_uri=None)
    assert landing.place == OTHER_CALLBACK


def test_without_a_response_type_the_request_is_invalid(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("The request doesn't include a response_type parameter": `error=invalid_request`)."""
    app.browser().authorize(response_type=None).must_tell("invalid_request")


def test_a_parameter_without_a_value_is_as_one_that_is_left_out(app: App) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc6749#section-3.1
    ("Parameters sent without a value MUST be treated as if they were omitted from the request")."""
    names = ("state", "nonce", "scope", "resource", "code_challenge", "code_challenge_method", "max_age")
    landing = app.browser().signed_in(app.pool.confirmed(), **dict.fromkeys(names, ""))
    assert landing.query.keys() == {"code"}
    app.browser().authorize(response_type="").must_tell("invalid_request")


def test_another_response_type_is_not_supported(app: App) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
    (unsupported_response_type)."""
    app.browser().authorize(response_type="id_token").must_tell("unsupported_response_type")


def test_a_client_without_the_implicit_grant_gets_no_tokens(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("requests code or token in response_type, but doesn't have permission": `error=unauthorized_client`)."""
    app.browser().authorize(response_type="token").must_tell("unauthorized_client")


def test_a_client_without_the_code_grant_gets_no_code(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("requests code or token in response_type, but doesn't have permission": `error=unauthorized_client`)."""
    apps.create(IMPLICIT).browser().authorize().must_tell("unauthorized_client")


@pytest.mark.parametrize("scope", ["openid everything", "none-of-these", "openid api.example/read"])
def test_an_unknown_scope_is_told_to_the_app(app: App, scope: str) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("scope that is unknown, malformed, or not valid": `error=invalid_scope`)."""
    app.browser().authorize(scope=scope).must_tell("invalid_scope")


def test_a_scope_that_the_client_may_not_have_is_told_to_the_app(apps: Apps) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    ("a scope that you haven't associated with your app client ... authentication fails")."""
    app = apps.create({"AllowedOAuthScopes": ["openid"]})
    app.browser().authorize(scope="openid profile").must_tell("invalid_scope")


@pytest.mark.parametrize("scope", ["email", "phone", "profile"])
def test_what_openid_connect_tells_of_a_person_needs_openid(app: App, scope: str) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("The phone, email, and profile scopes can only be requested if openid scope is also requested")."""
    app.browser().authorize(scope=scope).must_tell("invalid_scope")


def test_a_challenge_names_its_method(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("a code_challenge parameter, but not a code_challenge_method parameter": `error=invalid_request`)."""
    app.browser().authorize(code_challenge=proof_key()[1]).must_tell("invalid_request")


def test_a_method_comes_with_its_challenge(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (code_challenge: "Required only when you specify a code_challenge_method parameter")."""
    app.browser().authorize(code_challenge_method="S256").must_tell("invalid_request")


def test_a_challenge_is_made_by_s256_alone(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("The value of the code_challenge_method parameter isn't S256": `error=invalid_request`)."""
    landing = app.browser().authorize(code_challenge=proof_key()[0], code_challenge_method="plain")
    landing.must_tell("invalid_request")


def test_who_has_signed_in_is_not_asked_again(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("users must sign in unless their browser has a valid managed login session cookie")."""
    browser = app.browser()
    first = browser.signed_in(app.pool.confirmed())
    again = browser.authorize()
    assert again.place == CALLBACK
    assert again.query["code"] != first.query["code"]


def test_one_session_is_for_all_clients_of_a_pool(app: App, apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("users can silently authenticate between different app clients in your user pool")."""
    browser, other = app.browser(), apps.another(app)
    browser.signed_in(app.pool.confirmed())
    code = browser.authorize(client_id=other.client_id).query["code"]
    assert other.redeem(code).status_code == 200


def test_a_session_is_for_one_pool(app: App, apps: Apps) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html
    (each pool has a domain, and with it the cookies, of its own)."""
    browser, elsewhere = app.browser(), apps.create()
    browser.signed_in(app.pool.confirmed())
    browser.app = elsewhere
    assert browser.authorize().asks_who_it_is


def test_a_session_is_for_one_browser(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("unless their browser has a valid managed login session cookie")."""
    app.browser().signed_in(app.pool.confirmed())
    assert app.browser().authorize().asks_who_it_is


def test_signing_out_everywhere_leaves_the_pages_session(app: App) -> None:
    """Model: GlobalSignOut ("doesn't clear the managed login session cookie")."""
    person, browser = app.pool.confirmed(), app.browser()
    browser.signed_in(person)
    app.pool.cognito.admin_user_global_sign_out(UserPoolId=app.pool.id, Username=person.username)
    assert browser.authorize().query.get("code")


def test_prompt_none_asks_nobody(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (`prompt=none` without a session: `error=login_required&state=...`)."""
    app.browser().authorize(prompt="none").must_tell("login_required")


def test_prompt_none_gives_a_code_for_a_session(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (`prompt=none`: "When a valid session exists, the authorization server returns an authorization code")."""
    browser = app.browser()
    browser.signed_in(app.pool.confirmed())
    assert browser.authorize(prompt="none").query.get("code")


def test_prompt_login_asks_again(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (`prompt=login`: "requires users to re-authenticate even if they have an existing session")."""
    browser = app.browser()
    browser.signed_in(app.pool.confirmed())
    assert browser.authorize(prompt="login").asks_who_it_is


def test_who_is_asked_again_keeps_the_session(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (`prompt=login`: "can return to sign-in without invalidating that session")."""
    browser = app.browser()
    browser.signed_in(app.pool.confirmed())
    browser.authorize(prompt="login")
    assert browser.authorize().query.get("code")


@pytest.mark.parametrize("prompt", ["select_account", "consent"])
def test_other_prompts_do_nothing_to_a_sign_in_here(app: App, prompt: str) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("This value has no effect on local sign-in")."""
    browser = app.browser()
    browser.signed_in(app.pool.confirmed())
    assert browser.authorize(prompt=prompt).query.get("code")


def test_prompt_none_stands_alone(app: App) -> None:
    """Source: https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest
    (prompt: "If this parameter contains none with any other value, an error is returned")."""
    app.browser().authorize(prompt="none login").must_tell("invalid_request")


def test_the_login_page_carries_the_prompt_to_sign_in_again(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (`prompt=login`: `Location: .../login?...&prompt=login`)."""
    browser = app.browser()
    browser.signed_in(app.pool.confirmed())
    location = urlsplit(browser.first_answer(prompt="login").headers["location"])
    assert (location.path, dict(parse_qsl(location.query)).get("prompt")) == ("/login", "login")


def test_prompt_none_at_the_login_page_asks_nobody(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html
    ("supports all the request parameters of the authorize endpoint")."""
    app.browser().open("/login", **app.request(prompt="none")).must_tell("login_required")


def test_the_login_page_tells_the_app_of_a_bad_request_as_well(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html
    ("supports all the request parameters of the authorize endpoint")."""
    app.browser().open("/login", **app.request(response_type=None)).must_tell("invalid_request")
    app.browser().open("/login", **app.request(scope="openid everything")).must_tell("invalid_scope")
    app.browser().open("/login", **app.request(redirect_uri="https://elsewhere.example.com/")).must_stay()


def test_a_sign_in_older_than_max_age_has_to_be_made_again(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html
    (max_age: "If the current time minus auth_time is greater than max_age, the user must authenticate
    again")."""
    browser = app.browser()
    browser.signed_in(app.pool.confirmed())
    assert browser.authorize(max_age="0").asks_who_it_is
    browser.authorize(max_age="0", prompt="none").must_tell("login_required")


def test_a_sign_in_younger_than_max_age_is_good(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html
    (max_age: "the maximum number of seconds since the user last authenticated")."""
    browser = app.browser()
    browser.signed_in(app.pool.confirmed())
    assert browser.authorize(max_age="3000").query.get("code")


@pytest.mark.parametrize("age", ["-1", "soon", "1.5", "٣"])
def test_max_age_is_a_number_of_seconds(app: App, age: str) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html
    (max_age: "A non-negative integer")."""
    app.browser().authorize(max_age=age).must_tell("invalid_request")


def test_a_login_hint_is_in_the_field_for_the_name(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (login_hint: "managed login fills the username field with your hint value")."""
    landing = app.browser().authorize(login_hint="ada@example.com")
    assert name_filled_in(landing) == "ada@example.com"


def test_the_pools_own_directory_is_a_provider_by_its_name(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (identity_provider: "For Amazon Cognito user pools, use the value COGNITO")."""
    landing = app.browser().signed_in(app.pool.confirmed(), identity_provider="COGNITO")
    assert landing.query.get("code")


def test_a_language_may_be_asked_for(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (lang: optional)."""
    assert app.browser().signed_in(app.pool.confirmed(), lang="de").query.get("code")


def test_a_nonce_is_in_the_id_token(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (nonce: "is included in the ID token that Amazon Cognito issues")."""
    nonce = uuid.uuid4().hex
    assert claims(app.tokens(app.pool.confirmed(), nonce=nonce)["id_token"]).get("nonce") == nonce


def test_a_resource_is_the_access_tokens_audience(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (resource: "sets the audience of the resulting access token to the requested resource")."""
    tokens = app.tokens(app.pool.confirmed(), resource="https://api.example.com")
    assert claims(tokens["access_token"]).get("aud") == "https://api.example.com"
    assert claims(tokens["id_token"])["aud"] == app.client_id


def test_an_access_token_that_is_bound_to_nothing_has_no_audience(app: App) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    (aud: "The URL of the API that the access token is intended to authorize with. Present only if your
    application requested a resource binding")."""
    assert "aud" not in claims(app.tokens(app.pool.confirmed())["access_token"])


@pytest.mark.parametrize("resource", ["http://localhost:8080/api", "myapp://api"])
def test_a_resource_may_be_of_localhost_or_of_an_apps_own_scheme(app: App, resource: str) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    (resource binding: "https://, http:// with localhost only, or a custom scheme like myapp://")."""
    tokens = app.tokens(app.pool.confirmed(), resource=resource)
    assert claims(tokens["access_token"]).get("aud") == resource


@pytest.mark.parametrize(
    "resource",
    [
        "api.example.com",
        "http://api.example.com",
        "HTTP://api.example.com",
        "http://localhost.example.com",
        "http://localhost:80@api.example.com",
        "not a url",
        "https://api.example.com/#part",
    ],
)
def test_another_resource_is_refused(app: App, resource: str) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (resource: "validates that the value is a URL"; "must begin with https://, http://localhost, or a custom
    URL scheme"); https://www.rfc-editor.org/rfc/rfc8707.html#section-2 ("MUST NOT include a fragment")."""
    landing = app.browser().authorize(resource=resource)
    assert landing.place == CALLBACK, f"answers HTTP {landing.status} at {landing.place}"
    assert landing.query.get("error", "").startswith("invalid_")


def test_a_token_is_bound_to_one_resource(app: App) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    (resource binding: "You can request one resource per authentication request")."""
    two = [("resource", "https://api.example.com"), ("resource", "https://other.example.com")]
    address = f"{app.base}/oauth2/authorize"
    answer = app.browser().client.get(address, params=[*app.request().items(), *two])
    assert answer.headers["location"].startswith(f"{CALLBACK}?error=invalid_")


def test_a_resource_of_an_implicit_grant_is_the_access_tokens_audience(apps: Apps) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    (resource binding: "in implicit and authorization-code grants")."""
    app = apps.create(IMPLICIT)
    resource = "https://api.example.com"
    landing = app.browser().signed_in(app.pool.confirmed(), response_type="token", resource=resource)
    assert claims(landing.fragment["access_token"]).get("aud") == resource


def test_an_implicit_grant_brings_tokens_in_the_fragment(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (`#id_token=...&access_token=...&token_type=bearer&expires_in=3600&state=...`)."""
    app = apps.create(IMPLICIT)
    landing = app.browser().signed_in(app.pool.confirmed(), response_type="token")
    assert (landing.place, landing.status, landing.query) == (CALLBACK, 302, {})
    said = landing.fragment
    assert said["token_type"].lower() == "bearer"
    assert (said["expires_in"], said["state"]) == ("3600", "a state")
    assert claims(said["id_token"])["token_use"] == "id"
    assert claims(said["access_token"])["token_use"] == "access"


def test_an_implicit_grant_brings_no_code_and_nothing_to_refresh(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("Amazon Cognito doesn't return a refresh token in this flow")."""
    app = apps.create(IMPLICIT)
    said = app.browser().signed_in(app.pool.confirmed(), response_type="token").fragment
    assert "access_token" in said
    assert not said.keys() & {"code", "refresh_token"}


def test_an_implicit_grant_without_openid_brings_no_id_token(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("Because openid scope was not requested, Amazon Cognito doesn't return an ID token")."""
    app = apps.create(IMPLICIT)
    scope = "aws.cognito.signin.user.admin"
    said = app.browser().signed_in(app.pool.confirmed(), response_type="token", scope=scope).fragment
    assert claims(said["access_token"])["scope"] == scope
    assert "id_token" not in said


def test_a_nonce_is_in_the_id_token_of_an_implicit_grant(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (nonce)."""
    app = apps.create(IMPLICIT)
    said = app.browser().signed_in(app.pool.confirmed(), response_type="token", nonce="n-1").fragment
    assert claims(said["id_token"]).get("nonce") == "n-1"


def test_the_access_token_of_an_implicit_grant_is_good_at_the_api(apps: Apps) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    (`aws.cognito.signin.user.admin`: self-service operations)."""
    app = apps.create(IMPLICIT)
    scope = "openid aws.cognito.signin.user.admin"
    said = app.browser().signed_in(app.pool.confirmed(), response_type="token", scope=scope).fragment
    assert app.pool.cognito.get_user(AccessToken=said["access_token"])["Username"]
