"""The token endpoint."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tests import http
from tests.conformance.pools import claims
from tests.conformance.refusals import refused
from tests.conformance.triggers import Triggers
from tests.conformance.web import CALLBACK, OTHER_CALLBACK, App, Apps, must_be_refused, proof_key

SECRET: dict[str, Any] = {"GenerateSecret": True}
DEVICES: Any = {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": True}
MACHINE = {
    "GenerateSecret": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": ["photos/read", "photos/write"],
    "CallbackURLs": None,
    "LogoutURLs": None,
    "SupportedIdentityProviders": None,
}


@pytest.fixture
def machine(apps: Apps) -> App:
    """A client with a secret that signs nobody in, and may read and write photos."""
    return machine_of(apps, apps.create())


def machine_of(apps: Apps, app: App) -> App:
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write", "print")]
    app.pool.cognito.create_resource_server(
        UserPoolId=app.pool.id, Identifier="photos", Name="photos", Scopes=scopes
    )
    return apps.another(app, **MACHINE)


def by_client(machine: App, **changes: str | None) -> httpx.Response:
    form = {
        "grant_type": "client_credentials",
        "client_id": machine.client_id,
        "client_secret": machine.client_secret,
    }
    return machine.ask_token({**form, **changes})


def test_a_code_gives_three_tokens(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (access_token, id_token, refresh_token, `"token_type": "Bearer"`, `"expires_in": 3600`)."""
    answer = app.redeem(app.code(app.pool.confirmed()))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    said = answer.json()
    assert said.keys() == {"access_token", "id_token", "refresh_token", "token_type", "expires_in"}
    assert (said["token_type"], said["expires_in"]) == ("Bearer", 3600)


def test_no_cache_keeps_tokens(app: App) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc6749#section-5.1
    (Cache-Control: no-store)."""
    answer = app.redeem(app.code(app.pool.confirmed()))
    assert "no-store" in answer.headers.get("cache-control", "")


def test_http_1_0_caches_keep_none_either(app: App) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc6749#section-5.1
    (Pragma: no-cache)."""
    for answer in (app.redeem(app.code(app.pool.confirmed())), app.redeem("any")):
        assert answer.headers.get("pragma") == "no-cache"


def test_its_answers_have_a_request_id(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (`x-amz-cognito-request-id: 829f4fe2-a1ee-476e-b834-5cd85c03373b`)."""
    first, second = (
        uuid.UUID(answer.headers["x-amz-cognito-request-id"])
        for answer in (app.redeem(app.code(app.pool.confirmed())), app.redeem("any"))
    )
    assert first != second


def test_its_answers_are_for_any_page(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    ("returns an Access-Control-Allow-Origin: * response header")."""
    answer = app.redeem(app.code(app.pool.confirmed()))
    assert answer.headers.get_list("access-control-allow-origin") == ["*"]


def test_it_takes_forms_alone(machine: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (Content-Type: "Set the value of this parameter to application/x-www-form-urlencoded")."""
    said = {
        "grant_type": "client_credentials",
        "client_id": machine.client_id,
        "client_secret": str(machine.client_secret),
    }
    address = f"{machine.base}/oauth2/token"
    as_json = http.post(address, json=said, timeout=30, trust_env=False)
    in_parts = {name: (None, value) for name, value in said.items()}
    for answer in (as_json, http.post(address, files=in_parts, timeout=30, trust_env=False)):
        assert 400 <= answer.status_code < 500, f"answers HTTP {answer.status_code}"
    for kind in (
        "application/x-www-form-urlencoded; charset=UTF-8",
        "Application/X-WWW-Form-URLEncoded",
        "application/x-www-form-urlencoded ;charset=utf-8",
    ):
        form = {"content-type": kind}
        answer = http.post(address, content=urlencode(said), headers=form, timeout=30, trust_env=False)
        assert answer.status_code == 200, answer.text


def test_parameters_in_the_address_do_not_count(machine: App) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
    ("The parameters can only be transmitted in the request-body")."""
    said = {"client_id": machine.client_id, "client_secret": str(machine.client_secret)}
    address = f"{machine.base}/oauth2/token?{urlencode({'grant_type': 'client_credentials', **said})}"
    assert http.post(address, timeout=30, trust_env=False).status_code == 400


def test_a_parameter_without_a_value_is_as_one_that_is_left_out(app: App) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc6749#section-3.2
    ("Parameters sent without a value MUST be treated as if they were omitted from the request")."""
    code = app.code(app.pool.confirmed())
    empty = dict.fromkeys(("code_verifier", "client_secret", "scope", "refresh_token"), "")
    assert app.redeem(code, **empty).status_code == 200
    form = {"code": "any", "redirect_uri": CALLBACK, "client_id": app.client_id}
    for name in (*form, "grant_type"):
        asked = {"grant_type": "authorization_code", **form, name: ""}
        must_be_refused(app.ask_token(asked), "invalid_request")


def test_a_code_works_once(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_grant: "Authorization code has been consumed already")."""
    code = app.code(app.pool.confirmed())
    assert app.redeem(code).status_code == 200
    must_be_refused(app.redeem(code), "invalid_grant")


def test_an_unknown_code_is_refused(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_grant: "or does not exist")."""
    must_be_refused(app.redeem("0f0f0f0f-1111-2222-3333-444444444444"), "invalid_grant")


def test_a_code_is_its_clients(app: App, apps: Apps) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc6749#section-5.2
    (invalid_grant: "was issued to another client")."""
    other = apps.another(app)
    must_be_refused(other.redeem(app.code(app.pool.confirmed())), "invalid_grant")


def test_a_disabled_persons_code_is_refused(app: App) -> None:
    """Model: AdminDisableUser ("Deactivates a user profile and revokes all access tokens for the user. A
    deactivated user can't sign in")."""
    person = app.pool.confirmed()
    code = app.code(person)
    app.pool.cognito.admin_disable_user(UserPoolId=app.pool.id, Username=person.username)
    must_be_refused(app.redeem(code), "invalid_grant")


def test_a_code_has_to_be_given(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_request: "missing a required parameter"; code)."""
    must_be_refused(app.redeem(None), "invalid_request")


def test_the_callback_has_to_be_that_of_the_code(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    ("returns unauthorized_client with an error_description of invalid_redirect")."""
    answer = app.redeem(app.code(app.pool.confirmed()), redirect_uri=OTHER_CALLBACK)
    must_be_refused(answer, "unauthorized_client")
    assert answer.json().get("error_description") == "invalid_redirect"


def test_the_callback_has_to_be_given(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (redirect_uri: "You must provide this parameter if grant_type is authorization_code")."""
    answer = app.redeem(app.code(app.pool.confirmed()), redirect_uri=None)
    must_be_refused(answer, "invalid_request")


def test_a_code_with_a_challenge_is_given_to_who_has_its_verifier(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/using-pkce-in-authorization-code.html"""
    verifier, challenge = proof_key()
    code = app.code(app.pool.confirmed(), code_challenge=challenge, code_challenge_method="S256")
    assert app.redeem(code, code_verifier=verifier).status_code == 200


@pytest.mark.parametrize("verifier", [None, "x" * 43])
def test_a_code_with_a_challenge_is_given_to_nobody_else(app: App, verifier: str | None) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc7636#section-4.6
    (invalid_grant)."""
    challenge = proof_key()[1]
    code = app.code(app.pool.confirmed(), code_challenge=challenge, code_challenge_method="S256")
    must_be_refused(app.redeem(code, code_verifier=verifier), "invalid_grant")


def test_a_code_without_a_challenge_has_no_verifier(app: App) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1
    ("if there was no code_challenge in the authorization request, a request to the token endpoint containing
    a code_verifier is rejected")."""
    answer = app.redeem(app.code(app.pool.confirmed()), code_verifier=proof_key()[0])
    must_be_refused(answer, "invalid_grant")


def test_a_client_with_a_secret_may_prove_its_code_too(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    ("Authorization code grant with PKCE": with an Authorization header)."""
    app = apps.create(SECRET)
    verifier, challenge = proof_key()
    code = app.code(person_of(app), code_challenge=challenge, code_challenge_method="S256")
    assert app.redeem(code, code_verifier=verifier).status_code == 200


def test_a_client_that_may_not_read_what_a_scope_says_gets_no_tokens(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_grant: "your app client can read the email attribute, but not email_verified")."""
    app = apps.create({"ReadAttributes": ["email", "name"]})
    must_be_refused(app.redeem(app.code(app.pool.confirmed(), scope="openid email")), "invalid_grant")
    assert app.redeem(app.code(app.pool.confirmed(), scope="openid profile")).status_code == 200


def test_a_secret_may_be_in_the_header(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (client_secret_basic)."""
    app = apps.create(SECRET)
    form = {
        "grant_type": "authorization_code",
        "code": app.browser().signed_in(person_of(app)).query["code"],
        "redirect_uri": CALLBACK,
    }
    answer = app.ask_token(form, basic=(app.client_id, str(app.client_secret)))
    assert answer.status_code == 200, answer.text


def test_a_client_of_two_secrets_shows_either(apps: Apps) -> None:
    """Model: AddUserPoolClientSecret ("Creates a new client secret for an existing confidential user pool app
    client")."""
    app = apps.create(SECRET)
    added = app.pool.cognito.add_user_pool_client_secret(UserPoolId=app.pool.id, ClientId=app.client_id)
    for secret in (app.client_secret, added["ClientSecretDescriptor"]["ClientSecretValue"]):
        assert app.redeem(app.code(person_of(app)), client_secret=secret).status_code == 200


@pytest.mark.parametrize("shown", ["Of+24+characters+or+more", "Of%2B24%2Bcharacters%2Bor%2Bmore"])
def test_a_secret_in_the_header_may_have_any_of_its_characters(apps: Apps, shown: str) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (`Basic Base64Encode(client_id:client_secret)`); https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
    (encoded before). Model: AddUserPoolClientSecretRequest.ClientSecret (`+` is one)."""
    app = apps.create(SECRET)
    app.pool.cognito.add_user_pool_client_secret(
        UserPoolId=app.pool.id, ClientId=app.client_id, ClientSecret="Of+24+characters+or+more"
    )
    form = {"grant_type": "authorization_code", "code": app.code(person_of(app)), "redirect_uri": CALLBACK}
    assert app.ask_token(form, basic=(app.client_id, shown)).status_code == 200


@pytest.mark.parametrize("encoded", ["of-no-kind", "//86Og=="], ids=["no base64", "no text"])
def test_a_header_that_is_none_is_refused(machine: App, encoded: str) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_client: "Client authentication failed")."""
    header = {"authorization": f"Basic {encoded}"}
    form = {"grant_type": "client_credentials"}
    address = f"{machine.base}/oauth2/token"
    answer = http.post(address, data=form, headers=header, timeout=30, trust_env=False)
    must_be_refused(answer, "invalid_client")


def test_the_header_is_base64_and_nothing_besides(machine: App) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc4648#section-3.3
    ("MUST reject the encoded data if it contains characters outside the base alphabet")."""
    encoded = base64.b64encode(f"{machine.client_id}:{machine.client_secret}".encode()).decode()
    address, form = f"{machine.base}/oauth2/token", {"grant_type": "client_credentials"}
    for said, status in ((encoded, 200), (f"{encoded[:8]}!{encoded[8:]}", 400)):
        for scheme in ("Basic", "basic"):
            header = {"authorization": f"{scheme} {said}"}
            answer = http.post(address, data=form, headers=header, timeout=30, trust_env=False)
            assert answer.status_code == status, f"answers HTTP {answer.status_code} to {scheme}"


def test_header_and_form_name_one_client(machine: App, app: App) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc6749#section-5.2
    (invalid_request: "utilizes more than one mechanism for authenticating the client")."""
    form = {"grant_type": "client_credentials", "client_id": app.client_id}
    basic = (machine.client_id, str(machine.client_secret))
    assert machine.ask_token(form, basic=basic).status_code == 400
    assert machine.ask_token({**form, "client_id": machine.client_id}, basic=basic).status_code == 200


def test_a_client_without_a_secret_shows_none(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_client: "there's no such client with that client_id and client_secret")."""
    must_be_refused(app.redeem("any", client_secret="any"), "invalid_client")


def test_a_secret_may_be_in_the_form(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (client_secret_post)."""
    app = apps.create(SECRET)
    assert app.redeem(app.code(person_of(app))).status_code == 200


@pytest.mark.parametrize("secret", [None, "wrong"])
def test_a_client_with_a_secret_has_to_show_it(apps: Apps, secret: str | None) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_client: "Client authentication failed")."""
    app = apps.create(SECRET)
    must_be_refused(app.redeem(app.code(person_of(app)), client_secret=secret), "invalid_client")


def test_a_wrong_secret_in_the_header_is_refused(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_client: "there's no such client with that client_id and client_secret")."""
    app = apps.create(SECRET)
    form = {"grant_type": "authorization_code", "code": app.code(person_of(app)), "redirect_uri": CALLBACK}
    must_be_refused(app.ask_token(form, basic=(app.client_id, "wrong")), "invalid_client")


def person_of(app: App) -> Any:
    """Somebody of a pool whose first client has a secret, which sign-up needs the hash of."""
    return app.pool.confirmed()


def test_an_unknown_client_is_refused(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_client: "there's no such client")."""
    must_be_refused(app.redeem("any", client_id="1example23456789"), "invalid_client")


def test_a_grant_has_to_be_named(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_request: "missing a required parameter"; grant_type is required)."""
    must_be_refused(app.redeem("any", grant_type=None), "invalid_request")


def test_another_grant_is_not_supported(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (unsupported_grant_type: "anything other than authorization_code or refresh_token or
    client_credentials")."""
    must_be_refused(app.redeem("any", grant_type="password"), "unsupported_grant_type")


def test_it_is_asked_by_post_alone(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    ("only supports HTTPS POST")."""
    answer = http.get(f"{app.base}/oauth2/token", timeout=30, trust_env=False)
    assert 400 <= answer.status_code < 500, f"answers HTTP {answer.status_code} to GET"


def test_a_client_without_the_code_grant_redeems_no_code(machine: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (unauthorized_client: "Client is not allowed for code grant flow")."""
    must_be_refused(machine.redeem("any"), "unauthorized_client")


def test_a_refresh_token_gives_new_tokens_and_no_refresh_token(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (token refresh without rotation: "returns new ID and access tokens")."""
    first = app.tokens(app.pool.confirmed())
    answer = app.refresh(first["refresh_token"])
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert said.keys() == {"access_token", "id_token", "token_type", "expires_in"}
    assert said["access_token"] != first["access_token"]


def test_a_refresh_keeps_scope_origin_and_groups(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    (scope; origin_jti; cognito:groups)."""
    person = app.pool.confirmed()
    app.pool.add_to_group(person, app.pool.group("readers"))
    first = app.tokens(person, scope="openid email")
    before, after = (
        claims(each["access_token"]) for each in (first, app.refresh(first["refresh_token"]).json())
    )
    kept = ("scope", "origin_jti", "auth_time", "cognito:groups", "sub")
    assert {name: after.get(name) for name in kept} == {name: before.get(name) for name in kept}


def test_a_refreshed_id_token_says_what_the_scopes_say(app: App) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    ("the contents of the ID token ... are limited to the constraints of the additional scopes")."""
    person = app.pool.confirmed(Attributes={"name": "Ada"})
    first = app.tokens(person, scope="openid email")
    said = claims(app.refresh(first["refresh_token"]).json()["id_token"])
    assert said["email"] == person.address
    assert "name" not in said


def test_a_refresh_without_openid_gives_no_id_token(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("An ID token is only returned if openid scope is requested")."""
    first = app.tokens(app.pool.confirmed(), scope="aws.cognito.signin.user.admin")
    said = app.refresh(first["refresh_token"]).json()
    assert "access_token" in said
    assert "id_token" not in said


def test_a_refresh_keeps_the_resource(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    ("the new access token maintains the requested API url in the aud claim")."""
    first = app.tokens(app.pool.confirmed(), resource="https://api.example.com")
    said = claims(app.refresh(first["refresh_token"]).json()["access_token"])
    assert said.get("aud") == "https://api.example.com"


def test_who_has_signed_in_by_the_api_may_refresh_here(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    ("Users who sign in with the API operations ... can refresh their tokens with the token endpoint when
    remembered devices is not active")."""
    token = app.pool.tokens(app.pool.confirmed())["RefreshToken"]
    answer = app.refresh(token)
    assert answer.status_code == 200, answer.text
    assert {"access_token", "id_token"} <= answer.json().keys()


def test_where_devices_are_remembered_the_api_refreshes_what_it_gave(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    ("when remembered devices is not active"; "with an authorization code grant ... can always refresh their
    tokens from the token endpoint")."""
    app = apps.create(DeviceConfiguration=DEVICES)
    person = app.pool.confirmed()
    assert app.refresh(app.tokens(person)["refresh_token"]).status_code == 200
    must_be_refused(app.refresh(app.pool.tokens(person)["RefreshToken"]), "invalid_grant")


def test_what_the_api_gave_before_devices_were_remembered_is_not_refreshed_here(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    ("when remembered devices is not active")."""
    app = apps.create()
    token = app.pool.tokens(app.pool.confirmed())["RefreshToken"]
    assert app.refresh(token).status_code == 200
    app.pool.cognito.update_user_pool(UserPoolId=app.pool.id, DeviceConfiguration=DEVICES)
    must_be_refused(app.refresh(token), "invalid_grant")


def test_a_refresh_token_has_to_be_given(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_request: "grant_type is refresh_token but refresh_token is not included")."""
    must_be_refused(app.refresh(None), "invalid_request")


def test_what_is_no_refresh_token_is_refused(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_grant)."""
    must_be_refused(app.refresh("no token"), "invalid_grant")


def test_a_revoked_refresh_token_is_refused(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_grant: "Refresh token has been revoked")."""
    token = app.tokens(app.pool.confirmed())["refresh_token"]
    app.pool.cognito.revoke_token(ClientId=app.client_id, Token=token)
    must_be_refused(app.refresh(token), "invalid_grant")


def test_a_refresh_token_is_its_clients(app: App, apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (refresh_token: "a valid refresh token that the requested app client issued")."""
    other = apps.another(app)
    token = app.tokens(app.pool.confirmed())["refresh_token"]
    must_be_refused(other.refresh(token), "invalid_grant")


def test_a_client_with_a_secret_shows_it_to_refresh(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (token refresh: "Because the app client has a client secret, the request provides an Authorization
    header")."""
    app = apps.create(SECRET)
    token = app.tokens(person_of(app))["refresh_token"]
    must_be_refused(app.refresh(token, client_secret=None), "invalid_client")
    assert app.refresh(token).status_code == 200


def test_client_credentials_give_an_access_token_and_no_other(machine: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    ("Client credentials grants ... only return access tokens")."""
    answer = by_client(machine, scope="photos/read")
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert said.keys() == {"access_token", "token_type", "expires_in"}
    assert (said["token_type"], said["expires_in"]) == ("Bearer", 3600)


def test_the_token_of_client_credentials_is_about_the_client(machine: App) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    (sub and client_id of machine-to-machine tokens: the app client's id)."""
    said = claims(by_client(machine, scope="photos/read").json()["access_token"])
    assert (said["sub"], said["client_id"]) == (machine.client_id, machine.client_id)
    assert (said["token_use"], said["scope"]) == ("access", "photos/read")
    assert "username" not in said


def test_client_credentials_take_the_secret_in_the_header_too(machine: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    ("Client credentials with basic authorization")."""
    form = {"grant_type": "client_credentials", "scope": "photos/read"}
    answer = machine.ask_token(form, basic=(machine.client_id, str(machine.client_secret)))
    assert answer.status_code == 200, answer.text


def test_client_credentials_without_a_scope_have_all_custom_ones(machine: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (scope: "If you don't provide this request parameter ... all authorization scopes that you enabled")."""
    said = claims(by_client(machine).json()["access_token"])
    assert set(said["scope"].split()) == {"photos/read", "photos/write"}


@pytest.mark.parametrize("scope", ["photos/print", "photos/unknown", "openid"])
def test_client_credentials_have_no_scope_that_is_not_the_clients(machine: App, scope: str) -> None:
    """The guide's page of the endpoint says that AWS ignores such a scope, its page of resource servers that
    authentication fails; both forbid that the token has it.

    Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    ("a scope that you haven't associated with your app client ... authentication fails").
    """
    answer = by_client(machine, scope=scope)
    if answer.status_code == 200:
        assert scope not in claims(answer.json()["access_token"]).get("scope", "").split()
    else:
        must_be_refused(answer, "invalid_scope")


def test_client_metadata_reaches_the_function_of_client_credentials(apps: Apps, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (aws_client_metadata: "in URL-encoded JSON format, Amazon Cognito includes it in the input event"; version
    three; the example's event)."""
    trigger = triggers.make("records")
    configuration = {"LambdaVersion": "V3_0", "LambdaArn": trigger.arn}
    app = apps.create(LambdaConfig={"PreTokenGenerationConfig": configuration})
    trigger.allow(app.pool.arn)
    machine = machine_of(apps, app)
    metadata = {"environment": "dev", "language": "en-US"}
    answer = by_client(machine, scope="photos/read", aws_client_metadata=json.dumps(metadata))
    assert answer.status_code == 200, answer.text
    event = trigger.event(app.pool.id)
    assert event["triggerSource"] == "TokenGeneration_ClientCredentials"
    assert event["userName"] == "ClientCredentials"
    assert event["callerContext"]["clientId"] == machine.client_id
    said = event["request"]
    assert (said["scopes"], said["clientMetadata"]) == (["photos/read"], metadata)
    assert (said["userAttributes"], said["groupConfiguration"]) == ({}, None)


@pytest.mark.parametrize(
    "metadata",
    ["{", "[1]", '"text"', '{"a": 1}', "[" * 9000],
    ids=["no JSON", "a list", "a text", "no texts", "a deep one"],
)
def test_client_metadata_is_a_json_object(machine: App, metadata: str) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (aws_client_metadata: "in URL-encoded JSON format"; invalid_request: "an unsupported parameter value")."""
    must_be_refused(by_client(machine, aws_client_metadata=metadata), "invalid_request")


def test_client_credentials_are_bound_to_no_resource(machine: App) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    ("You can't request a resource binding with client-credentials M2M grants")."""
    answer = by_client(machine, resource="https://api.example.com")
    assert answer.status_code == 400 or "aud" not in claims(answer.json()["access_token"])


def test_a_client_without_the_grant_gets_no_token_of_its_own(apps: Apps) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc6749#section-5.2
    (unauthorized_client)."""
    must_be_refused(by_client(apps.create(SECRET)), "unauthorized_client")


@pytest.mark.parametrize("secret", [None, "wrong"])
def test_client_credentials_need_the_secret(machine: App, secret: str | None) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    (invalid_client)."""
    must_be_refused(by_client(machine, client_secret=secret), "invalid_client")


def test_a_client_gets_its_token_by_the_api_too(machine: App) -> None:
    """Model: GetClientToken ("provides the same functionality as the OAuth2 client-credentials grant")."""
    said = machine.pool.cognito.get_client_token(
        ClientId=machine.client_id, Secret=machine.client_secret, Scopes=["photos/read"]
    )["ClientAuthenticationResult"]
    assert (said["TokenType"], said["ExpiresIn"]) == ("Bearer", 3600)
    assert claims(said["AccessToken"])["scope"] == "photos/read"


def test_a_client_shows_its_secret_to_the_api(machine: App) -> None:
    """Model: GetClientTokenRequest.Secret ("An active secret for the app client")."""
    with refused("NotAuthorizedException", "InvalidParameterException"):
        machine.pool.cognito.get_client_token(ClientId=machine.client_id, Secret="w" * 24)


def test_no_user_is_behind_client_credentials(machine: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    ("The openid scope must be one of the access token claims")."""
    token = by_client(machine).json()["access_token"]
    assert machine.user_info(token).status_code == 401
