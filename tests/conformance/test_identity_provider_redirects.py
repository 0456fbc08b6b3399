"""The authorize endpoint: to an identity provider."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.conformance.web import App, Apps

AUTHORIZE = "https://idp.example.com/authorize"
DETAILS = {
    "client_id": "the-pool-at-the-provider",
    "client_secret": "a secret that nobody is told",
    "authorize_scopes": "openid email",
    "attributes_request_method": "GET",
    "oidc_issuer": "https://idp.example.com",
    "authorize_url": AUTHORIZE,
    "token_url": "https://idp.example.com/token",
    "attributes_url": "https://idp.example.com/userinfo",
    "jwks_uri": "https://idp.example.com/jwks",
}


@pytest.fixture
def federated(app: App, apps: Apps) -> App:
    """An app whose people sign in by the pool or by the provider `Partner`, as `partner.example` too."""
    app.pool.cognito.create_identity_provider(
        UserPoolId=app.pool.id,
        ProviderName="Partner",
        ProviderType="OIDC",
        ProviderDetails=DETAILS,
        AttributeMapping={"email": "email"},
        IdpIdentifiers=["partner.example"],
    )
    return apps.another(app, SupportedIdentityProviders=["COGNITO", "Partner"])


def asked(answer: httpx.Response) -> dict[str, str]:
    """What the provider is asked."""
    assert answer.status_code == 302, f"answers HTTP {answer.status_code}"
    location = answer.headers["location"]
    assert location.startswith(f"{AUTHORIZE}?"), f"sends people to {location.partition('?')[0]}"
    return dict(parse_qsl(urlsplit(location).query))


def test_who_names_a_provider_is_sent_to_its_page(federated: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("If you include an identity_provider ... parameter in the URL, it silently redirects your user")."""
    said = asked(federated.browser().first_answer(identity_provider="Partner"))
    assert (said["client_id"], said["scope"]) == (DETAILS["client_id"], DETAILS["authorize_scopes"])
    assert said["response_type"] == "code"


def test_the_provider_sends_people_back_to_the_pool(federated: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
    (`/oauth2/idpresponse`: "Redirected from OIDC IdP sign-in as the IdP client callback URL")."""
    said = asked(federated.browser().first_answer(identity_provider="Partner"))
    assert urlsplit(said["redirect_uri"]).path == "/oauth2/idpresponse"
    assert said["state"] not in ("", "a state"), "gives the provider the app's own state"


def test_a_provider_has_other_names(federated: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (idp_identifier: "redirect to a provider with an alternative name")."""
    asked(federated.browser().first_answer(idp_identifier="partner.example"))


@pytest.mark.parametrize("prompt", ["login", "select_account", "consent", "login consent"])
def test_a_prompt_goes_to_the_provider(federated: App, prompt: str) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("forwards all values of prompt except none to your IdPs")."""
    said = asked(federated.browser().first_answer(identity_provider="Partner", prompt=prompt))
    assert said.get("prompt") == prompt


def test_no_prompt_goes_to_the_provider_where_the_app_gave_none(federated: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("When included in your authorization request, this parameter adds prompt=...")."""
    assert "prompt" not in asked(federated.browser().first_answer(identity_provider="Partner"))


def test_a_login_hint_goes_to_the_provider(federated: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("invokes a redirect to OIDC IdPs or Google, Amazon Cognito adds a login_hint parameter")."""
    said = asked(federated.browser().first_answer(identity_provider="Partner", login_hint="ada@example.com"))
    assert said.get("login_hint") == "ada@example.com"


def test_prompt_none_sends_nobody_to_a_provider(federated: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (`prompt=none`: "If the user is not already authenticated ... returns a login_required error")."""
    landing = federated.browser().authorize(identity_provider="Partner", prompt="none")
    landing.must_tell("login_required")


@pytest.mark.usefixtures("federated")
def test_a_provider_of_another_app_is_led_to_by_nothing(app: App) -> None:
    """Model: CreateUserPoolClientRequest.SupportedIdentityProviders ("identity providers (IdPs) that are
    supported on this client")."""
    landing = app.browser().authorize(identity_provider="Partner")
    assert not landing.url.startswith(AUTHORIZE)
    assert "code" not in landing.query


def test_the_login_page_sends_people_to_a_provider_that_is_named(federated: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html
    ("supports all the request parameters of the authorize endpoint")."""
    for named in ({"identity_provider": "Partner"}, {"idp_identifier": "partner.example"}):
        landing = federated.browser().open("/login", **federated.request(), **named)
        assert landing.place == AUTHORIZE


def test_the_login_page_offers_the_apps_providers(federated: App) -> None:
    """Model: CreateUserPoolClientRequest.SupportedIdentityProviders ("sets the IdPs that managed login will
    display on the login page for your app client")."""
    landing = federated.browser().authorize()
    assert landing.asks_who_it_is
    assert landing.page is not None
    assert "Partner" in landing.page.text


def test_an_answer_that_nobody_waits_for_signs_nobody_in(federated: App) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc6749#section-10.12
    (state: "binds the request to the user-agent's authenticated state")."""
    said = asked(federated.browser().first_answer(identity_provider="Partner"))
    landing = federated.browser().open("/oauth2/idpresponse", code="any", state=said["state"])
    landing.must_stay()


def test_a_providers_refusal_is_told_to_the_app(federated: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoint-idp-responses.html
    ("redirects your user to the callback URL with the provider error response"; "adds the provider name")."""
    browser = federated.browser()
    state = asked(browser.first_answer(identity_provider="Partner"))["state"]
    landing = browser.open("/oauth2/idpresponse", error="access_denied", state=state)
    assert landing.query.get("error"), f"answers HTTP {landing.status} at {landing.place}"
    assert landing.query.get("state") == "a state"
    assert "Partner" in landing.query.get("error_description", "")
