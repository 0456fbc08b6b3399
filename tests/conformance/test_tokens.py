"""What tokens say, and how long they live."""

from __future__ import annotations

import time
import uuid
from urllib.parse import urlsplit

import jwt
import pytest

from tests import http
from tests.conformance import wording
from tests.conformance.endpoint import Endpoint
from tests.conformance.pools import Pool, Pools, claims, header
from tests.conformance.refusals import refused

DAY = {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"}


def test_the_id_tokens_claims_are_those_that_aws_names(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html"""
    said = claims(pool.tokens(pool.confirmed())["IdToken"])
    named = {
        "sub",
        "aud",
        "email_verified",
        "token_use",
        "auth_time",
        "iss",
        "cognito:username",
        "exp",
        "iat",
    }
    named |= {"email", "jti", "origin_jti", "event_id"}
    assert named <= said.keys(), f"lacks {', '.join(sorted(named - said.keys()))}"


def test_the_access_tokens_claims_are_those_that_aws_names(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html"""
    said = claims(pool.tokens(pool.confirmed())["AccessToken"])
    named = {"sub", "client_id", "token_use", "scope", "auth_time", "iss", "exp", "iat", "jti", "username"}
    named |= {"origin_jti", "event_id"}
    assert named <= said.keys(), f"lacks {', '.join(sorted(named - said.keys()))}"


def test_each_token_says_what_it_is_for(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
    (token_use)."""
    tokens = pool.tokens(pool.confirmed())
    assert claims(tokens["IdToken"])["token_use"] == "id"
    assert claims(tokens["AccessToken"])["token_use"] == "access"


def test_the_client_is_the_id_tokens_audience_and_the_access_tokens_client_id(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
    ("the aud claim in an ID token and the client_id claim in an access token")."""
    tokens = pool.tokens(pool.confirmed())
    identity, access = claims(tokens["IdToken"]), claims(tokens["AccessToken"])
    assert (identity["aud"], access["client_id"]) == (pool.client_id, pool.client_id)
    assert "client_id" not in identity
    assert "aud" not in access


def test_the_issuer_ends_with_the_pools_id(pool: Pool, endpoint: Endpoint) -> None:
    """The host is the engine's own where it is not AWS.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    (iss: `https://cognito-idp.{region}.amazonaws.com/{userPoolId}`).
    """
    tokens = pool.tokens(pool.confirmed())
    for token in (tokens["IdToken"], tokens["AccessToken"]):
        issuer = urlsplit(claims(token)["iss"])
        assert issuer.path == f"/{pool.id}"
        assert issuer.hostname in {
            f"cognito-idp.{endpoint.region}.amazonaws.com",
            urlsplit(endpoint.url).hostname,
        }


def test_the_tokens_are_signed_by_the_pools_published_keys(pool: Pool, endpoint: Endpoint) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
    (`<issuer>/.well-known/jwks.json`, RS256)."""
    keys = jwt.PyJWKSet.from_dict(
        http.get(f"{endpoint.url}/{pool.id}/.well-known/jwks.json", timeout=10).json()
    )
    tokens = pool.tokens(pool.confirmed())
    for token in (tokens["IdToken"], tokens["AccessToken"]):
        assert header(token)["alg"] == "RS256"
        key = keys[header(token)["kid"]]
        jwt.decode(token, key, algorithms=["RS256"], options={"verify_aud": False, "verify_iss": False})


def test_the_two_tokens_are_signed_by_different_keys(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    ("the key ID (kid) is different because different keys are used")."""
    tokens = pool.tokens(pool.confirmed())
    assert header(tokens["IdToken"])["kid"] != header(tokens["AccessToken"])["kid"]


def test_a_tokens_header_names_key_and_algorithm_alone(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    ("The header contains two pieces of information: the key ID (kid), and the algorithm (alg)")."""
    tokens = pool.tokens(pool.confirmed())
    for token in ("IdToken", "AccessToken"):
        assert header(tokens[token]).keys() == {"kid", "alg"}
        assert header(tokens[token])["alg"] == "RS256"


def test_a_sign_in_by_the_api_has_the_admin_scope_alone(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    (scope `aws.cognito.signin.user.admin`)."""
    assert claims(pool.tokens(pool.confirmed())["AccessToken"])["scope"] == "aws.cognito.signin.user.admin"


def test_both_tokens_name_the_user_by_username_and_sub(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    (`cognito:username`; the access token's `username`)."""
    person = pool.confirmed()
    user, tokens = pool.user(person), pool.tokens(person)
    identity, access = claims(tokens["IdToken"]), claims(tokens["AccessToken"])
    assert identity["cognito:username"] == access["username"] == user["Username"]
    assert identity["sub"] == access["sub"] == pool.attributes(person)["sub"]


def test_email_verified_is_a_boolean_in_the_id_token(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    (sample payload: `"email_verified": true`)."""
    assert claims(pool.tokens(pool.confirmed())["IdToken"])["email_verified"] is True


def test_a_custom_attribute_is_a_string_in_the_id_token(pool: Pool) -> None:
    """Model: SchemaAttributeType.AttributeDataType ("is always a string, for example ... \\"12\\"")."""
    person = pool.confirmed(Attributes={"custom:level": "7", "custom:active": "true"})
    said = claims(pool.tokens(person)["IdToken"])
    assert (said["custom:level"], said["custom:active"]) == ("7", "true")


def test_the_access_token_carries_no_attributes(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    (its claims; none is an attribute but `sub` and the user name)."""
    person = pool.confirmed(Attributes={"name": "Ada", "custom:plan": "basic"})
    said = claims(pool.tokens(person)["AccessToken"])
    assert not said.keys() & {"email", "email_verified", "name", "custom:plan"}


def test_the_two_tokens_of_a_sign_in_share_their_origin(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    (`origin_jti`: from when the original authentication occurred; `jti`: unique to the token)."""
    tokens = pool.tokens(pool.confirmed())
    identity, access = claims(tokens["IdToken"]), claims(tokens["AccessToken"])
    assert identity["origin_jti"] == access["origin_jti"]
    assert identity["jti"] != access["jti"]
    assert str(uuid.UUID(access["jti"])) == access["jti"]


@pytest.mark.unproven("AWS's pages show the claim in both tokens and do not say that it is one event")
def test_the_two_tokens_of_a_sign_in_share_its_event_id(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html"""
    tokens = pool.tokens(pool.confirmed())
    events = {claims(tokens[name]).get("event_id") for name in ("IdToken", "AccessToken")}
    assert len(events - {None}) == len(events) == 1, "not one event_id in both"


def test_tokens_live_an_hour_where_the_client_says_nothing(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.AccessTokenValidity ("your access tokens are valid for one
    hour")."""
    tokens = pool.tokens(pool.confirmed())
    assert tokens["ExpiresIn"] == 3600
    for token in (tokens["IdToken"], tokens["AccessToken"]):
        assert claims(token)["exp"] - claims(token)["iat"] == 3600


def test_tokens_live_as_long_as_the_client_says(pools: Pools) -> None:
    """Model: CreateUserPoolClientRequest.AccessTokenValidity, IdTokenValidity, TokenValidityUnits."""
    pool = pools.create(client={"AccessTokenValidity": 5, "IdTokenValidity": 20, "TokenValidityUnits": DAY})
    tokens = pool.tokens(pool.confirmed())
    access, identity = claims(tokens["AccessToken"]), claims(tokens["IdToken"])
    assert (access["exp"] - access["iat"], identity["exp"] - identity["iat"]) == (300, 1200)
    assert tokens["ExpiresIn"] == 300


def test_a_validity_outside_the_range_is_refused(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    ("any value between 5 minutes and 1 day")."""
    with refused("InvalidParameterException"):
        pool.another_client(AccessTokenValidity=4, TokenValidityUnits=DAY)


def test_a_refresh_gives_new_tokens_of_the_same_sign_in(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    (auth_time and origin_jti: "On refreshes ... the time when the original authentication occurred")."""
    tokens = pool.tokens(pool.confirmed())
    before = claims(tokens["AccessToken"])
    while time.time() < before["auth_time"] + 1:  # claims count whole seconds: the next one has to come
        time.sleep(0.05)
    after = claims(pool.refresh(tokens["RefreshToken"])["AccessToken"])
    assert after["auth_time"] == before["auth_time"], "another auth_time than the sign-in's"
    assert after["origin_jti"] == before["origin_jti"], "another origin_jti than the sign-in's"
    assert after["jti"] != before["jti"]


def test_a_refresh_gives_no_new_refresh_token(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
    (a new one only with refresh token rotation)."""
    tokens = pool.tokens(pool.confirmed())
    assert "RefreshToken" not in pool.refresh(tokens["RefreshToken"])


def test_what_is_no_refresh_token_is_refused(pool: Pool) -> None:
    """Model: InitiateAuth.errors NotAuthorizedException."""
    with refused("NotAuthorizedException", message=wording.NO_REFRESH_TOKEN):
        pool.refresh("no-token")


def test_a_refresh_token_belongs_to_its_client(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html
    ("using the same client ID that was used to obtain the token"); Model: InitiateAuth.errors
    NotAuthorizedException."""
    other = pool.another_client()
    token = pool.tokens(pool.confirmed())["RefreshToken"]
    with refused("NotAuthorizedException"):
        pool.refresh(token, client_id=other)
