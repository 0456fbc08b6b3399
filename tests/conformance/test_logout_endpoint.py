"""The logout endpoint."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from tests.conformance.pools import claims
from tests.conformance.web import CALLBACK, LOGOUT, SCOPES, App, Apps, Browser


def signed_in(app: App) -> Browser:
    browser = app.browser()
    assert browser.signed_in(app.pool.confirmed()).query.get("code")
    return browser


def first_answer(browser: Browser, **parameters: str) -> tuple[int, str]:
    answer = browser.client.get(f"{browser.app.base}/logout", params=parameters)
    return answer.status_code, answer.headers.get("location", "")


def test_it_leads_to_the_apps_sign_out_page(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    ("If the value of logout_uri is one of the Allowed sign-out URLs ... redirects users to that URL")."""
    landing = app.browser().open("/logout", client_id=app.client_id, logout_uri=LOGOUT)
    assert (landing.url, landing.status) == (LOGOUT, 302)


def test_who_has_signed_out_is_asked_again(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    ("It signs out the user")."""
    browser = signed_in(app)
    browser.open("/logout", client_id=app.client_id, logout_uri=LOGOUT)
    assert browser.authorize().asks_who_it_is


def test_it_leads_nowhere_else(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    ("This URL must be an authorized sign-out URL for the app client")."""
    for url in ("https://elsewhere.example.com/", f"{LOGOUT}/more", CALLBACK):
        app.browser().open("/logout", client_id=app.client_id, logout_uri=url).must_stay()


def test_it_leads_to_the_sign_in_page_of_another_app(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    ("Set the sign-in page for the other app client as an Allowed callback URL in your app client")."""
    page = "https://auth.example.com/login?client_id=1example23456789&response_type=code"
    app = apps.create({"CallbackURLs": [CALLBACK, page]})
    landing = app.browser().open("/logout", client_id=app.client_id, logout_uri=page)
    assert (landing.url, landing.status) == (page, 302)


def test_an_unknown_app_is_led_nowhere(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    (client_id: "you must register the app in the user pool")."""
    app.browser().open("/logout", client_id="1example23456789", logout_uri=LOGOUT).must_stay()


def test_it_signs_out_of_one_pool(app: App, apps: Apps) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html
    (each pool has a domain, and with it the cookies, of its own)."""
    browser, elsewhere = signed_in(app), apps.create()
    browser.app = elsewhere
    browser.signed_in(elsewhere.pool.confirmed())
    browser.open("/logout", client_id=elsewhere.client_id, logout_uri=LOGOUT)
    assert browser.authorize().asks_who_it_is
    browser.app = app
    assert browser.authorize().query.get("code")


def test_it_takes_state_and_nonce_to_the_next_sign_in(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    ("appends the parameters in your original request to the redirect destination"; nonce, state)."""
    person, browser = app.pool.confirmed(), app.browser()
    landing = browser.submit(browser.open("/logout", **app.request(state="s-2", nonce="n-2")), person)
    assert landing.query["state"] == "s-2"
    assert claims(app.redeem(landing.query["code"]).json()["id_token"])["nonce"] == "n-2"


def test_who_is_led_nowhere_stays_signed_in(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    (a request that is refused does nothing)."""
    browser = signed_in(app)
    browser.open("/logout", client_id=app.client_id, logout_uri="https://elsewhere.example.com/")
    assert browser.authorize().query.get("code")


def test_a_client_has_to_be_named(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    (client_id: required)."""
    app.browser().open("/logout", logout_uri=LOGOUT).must_stay()


def test_it_needs_a_place_to_go(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    ("requires either a logout_uri or a redirect_uri parameter")."""
    app.browser().open("/logout", client_id=app.client_id).must_stay()


def test_the_default_callback_is_no_place_to_go(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    ("requires either a logout_uri or a redirect_uri parameter")."""
    app = apps.create({"DefaultRedirectURI": CALLBACK})
    app.browser().open("/logout", **app.request(redirect_uri=None)).must_stay()


def test_with_a_callback_it_leads_to_the_login_page(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    ("appends the parameters in your original request to the redirect destination")."""
    request = app.request(nonce="n-1")
    status, location = first_answer(signed_in(app), **request)
    assert (status, urlsplit(location).path) == (302, "/login")
    assert request.items() <= dict(parse_qsl(urlsplit(location).query)).items()


def test_with_a_callback_it_signs_out_too_and_in_again(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    ("signs a user out, redirects to the sign-in page, and provides an authorization code ... after
    sign-in")."""
    browser = signed_in(app)
    landing = browser.open("/logout", **app.request())
    assert landing.asks_who_it_is
    assert browser.authorize(prompt="none").query.get("error") == "login_required"
    again = browser.submit(landing, app.pool.confirmed())
    assert (again.place, again.query["state"]) == (CALLBACK, "a state")
    assert app.redeem(again.query["code"]).status_code == 200


def test_it_asks_for_all_scopes_where_none_is_named(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    (scope: "the parameter includes all authorized scopes for your app client")."""
    _, location = first_answer(app.browser(), **app.request(scope=None))
    assert set(dict(parse_qsl(urlsplit(location).query)).get("scope", "").split()) == set(SCOPES)


def test_a_callback_needs_a_response_type(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    (response_type: "Required if you use a redirect_uri parameter")."""
    app.browser().open("/logout", **app.request(response_type=None)).must_stay()


def test_the_sign_out_page_comes_before_a_callback(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    ("will utilize the logout_uri parameter exclusively, overriding the redirect_uri parameter")."""
    landing = app.browser().open("/logout", **app.request(), logout_uri=LOGOUT)
    assert landing.url == LOGOUT


def test_it_takes_no_provider_along(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    ("doesn't support automatic IdP redirect with identity_provider or idp_identifier parameters")."""
    _, location = first_answer(app.browser(), **app.request(), identity_provider="Other")
    assert "identity_provider" not in location


def test_tokens_outlive_the_pages_session(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    (it ends the session of the pages; tokens are revoked elsewhere)."""
    browser = app.browser()
    tokens = app.redeem(browser.signed_in(app.pool.confirmed()).query["code"]).json()
    browser.open("/logout", client_id=app.client_id, logout_uri=LOGOUT)
    assert app.refresh(tokens["refresh_token"]).status_code == 200
