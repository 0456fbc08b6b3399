"""The discovery document."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests import http
from tests.conformance.endpoint import Endpoint
from tests.conformance.pools import claims
from tests.conformance.web import App, discovery_document

ENDPOINTS = {
    "authorization_endpoint": "/oauth2/authorize",
    "token_endpoint": "/oauth2/token",
    "userinfo_endpoint": "/oauth2/userInfo",
    "revocation_endpoint": "/oauth2/revoke",
    "end_session_endpoint": "/logout",
}


def test_it_names_every_endpoint_of_the_pools_domain(app: App, endpoint: Endpoint) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html
    (the endpoints and their paths)."""
    document = discovery_document(endpoint, app.pool.id).json()
    for member, path in ENDPOINTS.items():
        assert member in document, f"has no {member}"
        assert urlsplit(document[member]).path == path, f"{member} is {document[member]}"


def test_it_names_the_issuer_of_the_tokens(app: App, endpoint: Endpoint) -> None:
    """Source: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
    (issuer: identical to the iss claim)."""
    issuer = discovery_document(endpoint, app.pool.id).json()["issuer"]
    tokens = app.pool.tokens(app.pool.confirmed())
    assert issuer == claims(tokens["IdToken"])["iss"]


def test_its_keys_are_the_pools(app: App, endpoint: Endpoint) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
    (jwks_uri `https://cognito-idp.<Region>.amazonaws.com/<userPoolId>/.well-known/jwks.json`)."""
    address = discovery_document(endpoint, app.pool.id).json()["jwks_uri"]
    assert urlsplit(address).path == f"/{app.pool.id}/.well-known/jwks.json"
    published = http.get(address, timeout=30, trust_env=False).json()["keys"]
    assert {key["alg"] for key in published} == {"RS256"}
    assert len({key["kid"] for key in published}) == 2


def test_it_says_that_id_tokens_are_signed_by_rs256(app: App, endpoint: Endpoint) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    (alg: RS256)."""
    document = discovery_document(endpoint, app.pool.id).json()
    assert document["id_token_signing_alg_values_supported"] == ["RS256"]


def test_it_says_both_response_types(app: App, endpoint: Endpoint) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
    (response_type: "Must be code or token")."""
    assert set(discovery_document(endpoint, app.pool.id).json()["response_types_supported"]) == {
        "code",
        "token",
    }


def test_it_says_how_a_client_shows_its_secret(app: App, endpoint: Endpoint) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    ("supports client_secret_basic and client_secret_post")."""
    said = discovery_document(endpoint, app.pool.id).json()["token_endpoint_auth_methods_supported"]
    assert {"client_secret_basic", "client_secret_post"} <= set(said)


def test_it_says_the_scopes_of_openid_connect(app: App, endpoint: Endpoint) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    (openid, profile, email, phone)."""
    said = discovery_document(endpoint, app.pool.id).json()["scopes_supported"]
    assert {"openid", "profile", "email", "phone"} <= set(said)


def test_a_subject_is_the_same_for_every_client(app: App, endpoint: Endpoint) -> None:
    """Source: https://openid.net/specs/openid-connect-core-1_0.html#SubjectIDTypes
    (public)."""
    assert discovery_document(endpoint, app.pool.id).json()["subject_types_supported"] == ["public"]


def test_a_pool_that_is_not_there_has_none(endpoint: Endpoint) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc9110#name-client-error-4xx"""
    pool = f"{endpoint.region}_NotThere0"
    keys = http.get(f"{endpoint.url}/{pool}/.well-known/jwks.json", timeout=30, trust_env=False)
    for answer in (discovery_document(endpoint, pool), keys):
        assert 400 <= answer.status_code < 500, f"answers HTTP {answer.status_code}"
