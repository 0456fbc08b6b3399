"""GetClientToken, and the certificate of a pool."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from cryptography import x509

from tests.conformance.pools import Pool, claims
from tests.conformance.refusals import refused

MACHINE: dict[str, Any] = {
    "ClientName": "machine",
    "GenerateSecret": True,
    "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": ["notes/read", "notes/write"],
}


def machine(pool: Pool, **settings: Any) -> dict[str, str]:
    """ClientId and Secret of a client that may get a token of its own."""
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")]
    pool.cognito.create_resource_server(UserPoolId=pool.id, Identifier="notes", Name="Notes", Scopes=scopes)
    made = pool.cognito.create_user_pool_client(UserPoolId=pool.id, **{**MACHINE, **settings})
    client = made["UserPoolClient"]
    return {"ClientId": client["ClientId"], "Secret": client["ClientSecret"]}


def test_a_client_gets_a_token_with_its_scopes(pool: Pool) -> None:
    """Model: GetClientTokenRequest.Scopes ("If you don't specify any scopes, Amazon Cognito authorizes the
    scopes that
    are configured")."""
    about = machine(pool)
    result = pool.cognito.get_client_token(**about)["ClientAuthenticationResult"]
    said = claims(result["AccessToken"])
    assert set(said["scope"].split()) == {"notes/read", "notes/write"}
    assert (said["client_id"], said["token_use"]) == (about["ClientId"], "access")
    assert (result["ExpiresIn"], result["TokenType"]) == (3600, "Bearer")


def test_a_client_gets_the_scope_that_it_asks_for(pool: Pool) -> None:
    """Model: GetClientTokenRequest.Scopes ("The custom scopes to authorize in the access token")."""
    result = pool.cognito.get_client_token(**machine(pool), Scopes=["notes/read"])
    assert claims(result["ClientAuthenticationResult"]["AccessToken"])["scope"] == "notes/read"


def test_a_client_gets_no_scope_that_it_has_not(pool: Pool) -> None:
    """Model: GetClientToken.errors InvalidParameterException."""
    with refused("InvalidParameterException", "NotAuthorizedException"):
        pool.cognito.get_client_token(**machine(pool), Scopes=["notes/delete"])


def test_a_wrong_secret_gets_no_token(pool: Pool) -> None:
    """Model: GetClientToken.errors NotAuthorizedException."""
    about = {**machine(pool), "Secret": "a0wrong0secret0of0many0letters"}
    with refused("NotAuthorizedException"):
        pool.cognito.get_client_token(**about)


def test_a_client_without_the_flow_gets_no_token(pool: Pool) -> None:
    """Model: GetClientTokenRequest.ClientId ("must have a client secret and the ALLOW_CLIENT_TOKEN_AUTH
    authentication
    flow")."""
    settings = {"AllowedOAuthFlowsUserPoolClient": False, "AllowedOAuthFlows": [], "AllowedOAuthScopes": []}
    about = machine(pool, ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"], **settings)
    with refused("OperationNotEnabledException", "NotAuthorizedException", "InvalidParameterException"):
        pool.cognito.get_client_token(**about)


def test_a_pool_has_a_certificate_of_ten_years(pool: Pool) -> None:
    """Model: GetSigningCertificate ("valid for 10 years from the date of issue")."""
    said = pool.cognito.get_signing_certificate(UserPoolId=pool.id)["Certificate"]
    certificate = x509.load_der_x509_certificate(base64.b64decode(said))
    lives = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert timedelta(days=3650) <= lives <= timedelta(days=3654)


def test_a_certificate_stays(pool: Pool) -> None:
    """Model: GetSigningCertificate ("issues and assigns a new signing certificate annually")."""
    first, second = (pool.cognito.get_signing_certificate(UserPoolId=pool.id) for _ in range(2))
    assert first["Certificate"] == second["Certificate"]
