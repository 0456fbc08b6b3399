"""Scopes, and what they say in tokens."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any

import pytest

from tests.conformance.pools import Person, claims
from tests.conformance.refusals import refused
from tests.conformance.web import SCOPES, App, Apps

READS_ALL: dict[str, Any] = {"ReadAttributes": None}
ABOUT = {"name": "Ada", "custom:plan": "basic", "phone_number": "+15555550100"}
WRITES_ALL: dict[str, Any] = {"WriteAttributes": None}


@pytest.fixture
def reader(apps: Apps) -> App:
    """An app that may read every attribute."""
    return apps.create({**READS_ALL, **WRITES_ALL})


def somebody(app: App) -> Person:
    return app.pool.confirmed(Attributes=ABOUT)


def test_openid_by_itself_says_all_that_the_client_may_read(reader: App) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    ("A request with parameter scope=openid returns all client-readable attributes in the ID token")."""
    person = somebody(reader)
    said = claims(reader.tokens(person, scope="openid")["id_token"])
    assert {**ABOUT, "email": person.address}.items() <= said.items()


def test_openid_and_email_say_the_address_and_no_more(reader: App) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    ("scope=openid+email returns an ID token with sub, email, and email_verified")."""
    person = somebody(reader)
    said = claims(reader.tokens(person, scope="openid email")["id_token"])
    assert (said["email"], said["email_verified"]) == (person.address, True)
    assert not said.keys() & ABOUT.keys()


def test_openid_and_phone_say_the_number_and_no_address(reader: App) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    (phone: "Authorizes the user attributes phone_number and phone_number_verified")."""
    said = claims(reader.tokens(somebody(reader), scope="openid phone")["id_token"])
    assert said["phone_number"] == ABOUT["phone_number"]
    assert not said.keys() & {"email", "email_verified", "name", "custom:plan"}


def test_openid_and_profile_say_the_rest(reader: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (`openid profile`: name ... "Also returns custom attributes")."""
    said = claims(reader.tokens(somebody(reader), scope="openid profile")["id_token"])
    assert (said["name"], said["custom:plan"]) == (ABOUT["name"], ABOUT["custom:plan"])
    assert not said.keys() & {"email", "email_verified", "phone_number"}


def test_without_openid_there_is_no_id_token(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("An ID token is only returned if openid scope is requested")."""
    tokens = app.tokens(app.pool.confirmed(), scope="aws.cognito.signin.user.admin")
    assert "id_token" not in tokens
    assert tokens["access_token"]


def test_the_access_token_says_the_scopes_that_were_asked_for(app: App) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    (scope: "A list of OAuth 2.0 scopes issued to the signed-in user")."""
    said = claims(app.tokens(app.pool.confirmed(), scope="openid email")["access_token"])
    assert set(said["scope"].split()) == {"openid", "email"}


def test_who_asks_for_no_scope_gets_all_of_the_clients(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("If the client doesn't request any scopes, the authentication server uses all scopes that are associated
    with the client")."""
    app = apps.create(READS_ALL)
    said = claims(app.tokens(app.pool.confirmed(), scope=None)["access_token"])
    assert set(said["scope"].split()) == set(SCOPES)


def test_a_custom_scope_is_in_the_access_token(apps: Apps) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    ("adds custom scopes to the scope claim in an access token")."""
    app = with_photos(apps)
    said = claims(app.tokens(app.pool.confirmed(), scope="openid photos/read")["access_token"])
    assert set(said["scope"].split()) == {"openid", "photos/read"}


def test_a_scope_that_no_resource_server_has_any_more_is_in_no_token(apps: Apps) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    ("doesn't add inactive scopes to access tokens, but otherwise proceeds as normal if your app requests
    one")."""
    app = with_photos(apps)
    app.pool.cognito.delete_resource_server(UserPoolId=app.pool.id, Identifier="photos")
    said = claims(app.tokens(app.pool.confirmed(), scope="openid photos/read")["access_token"])
    assert said["scope"] == "openid"


def with_photos(apps: Apps) -> App:
    """An app that may have the scope `photos/read`."""
    app = apps.create()
    app.pool.cognito.create_resource_server(
        UserPoolId=app.pool.id,
        Identifier="photos",
        Name="photos",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "read"}],
    )
    return apps.another(app, AllowedOAuthScopes=["openid", "photos/read"])


def test_a_token_of_the_pages_opens_the_api_with_its_scope_alone(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("The access token can be only used against Amazon Cognito user pools if aws.cognito.signin.user.admin
    scope is requested")."""
    person = app.pool.confirmed()
    token = app.tokens(person, scope="openid")["access_token"]
    with refused("NotAuthorizedException"):
        app.pool.cognito.get_user(AccessToken=token)
    token = app.tokens(person, scope="openid aws.cognito.signin.user.admin")["access_token"]
    assert app.pool.cognito.get_user(AccessToken=token)["Username"]


def test_the_id_token_of_the_pages_has_the_hash_of_its_access_token(app: App) -> None:
    """Source: https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken
    (at_hash: the left half of the hash, base64url)."""
    tokens = app.tokens(app.pool.confirmed())
    half = sha256(tokens["access_token"].encode()).digest()[:16]
    wanted = base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    assert claims(tokens["id_token"]).get("at_hash") == wanted


def test_the_tokens_of_a_code_share_origin_and_time(app: App) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    (origin_jti, auth_time)."""
    tokens = app.tokens(app.pool.confirmed())
    identity, access = claims(tokens["id_token"]), claims(tokens["access_token"])
    assert identity["origin_jti"] == access["origin_jti"]
    assert identity["auth_time"] == access["auth_time"] <= access["iat"]


def test_groups_are_in_the_tokens_of_a_code(app: App) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    (cognito:groups)."""
    person = app.pool.confirmed()
    app.pool.add_to_group(person, app.pool.group("readers"))
    tokens = app.tokens(person)
    for token in (tokens["id_token"], tokens["access_token"]):
        assert claims(token).get("cognito:groups") == ["readers"]


def test_a_scope_that_is_asked_for_twice_is_said_once(app: App) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc6749#section-3.3
    ("each string adds an additional access range")."""
    said = claims(app.tokens(app.pool.confirmed(), scope="openid email openid")["access_token"])["scope"]
    assert sorted(said.split()) == ["email", "openid"]


def test_all_of_a_clients_scopes_may_be_without_openid(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    ("If the client doesn't request any scopes, the authentication server uses all scopes that are associated
    with the client")."""
    app = apps.create({"AllowedOAuthScopes": ["email"]})
    assert app.browser().signed_in(app.pool.confirmed(), scope=None).query.get("code")
