"""Refresh tokens and their rotation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.pools import Pool, Pools, claims
from tests.conformance.refusals import refused
from tests.conformance.web import Apps, must_be_refused

WITHOUT_REFRESH = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"]
DAYS = {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"}


def rotation(grace: int | None = None) -> dict[str, Any]:
    """The settings of a client that rotates its refresh tokens."""
    more = {} if grace is None else {"RetryGracePeriodSeconds": grace}
    return {
        "ExplicitAuthFlows": WITHOUT_REFRESH,
        "RefreshTokenRotation": {"Feature": "ENABLED", **more},
    }


@pytest.fixture
def rotating(pools: Pools) -> Pool:
    return pools.create(client=rotation(0))


def refreshed(pool: Pool, token: str, **call: Any) -> dict[str, Any]:
    request = {"ClientId": pool.client_id, "RefreshToken": token, **call}
    return dict(pool.cognito.get_tokens_from_refresh_token(**request)["AuthenticationResult"])


def test_tokens_are_refreshed_by_their_own_operation(pool: Pool) -> None:
    """Model: GetTokensFromRefreshToken ("If refresh token rotation is disabled, issues new ID and access
    tokens only")."""
    token = pool.tokens(pool.confirmed())["RefreshToken"]
    said = refreshed(pool, token)
    assert {"AccessToken", "IdToken", "ExpiresIn", "TokenType"} <= said.keys()
    assert "RefreshToken" not in said
    assert refreshed(pool, token)["AccessToken"]


def test_rotation_gives_another_refresh_token(rotating: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
    ("each successful request in all forms of token refresh return a new ID, access, and refresh token")."""
    token = rotating.tokens(rotating.confirmed())["RefreshToken"]
    following = refreshed(rotating, token).get("RefreshToken")
    assert following
    assert following != token
    assert refreshed(rotating, following)["AccessToken"]


def test_a_token_that_was_rotated_out_is_told_as_used_again(rotating: Pool) -> None:
    """Model: GetTokensFromRefreshToken.errors RefreshTokenReuseException; RefreshTokenRotationType
    (`0`: "a successful request immediately invalidates the submitted refresh token")."""
    token = rotating.tokens(rotating.confirmed())["RefreshToken"]
    refreshed(rotating, token)
    with refused("RefreshTokenReuseException"):
        refreshed(rotating, token)


def test_in_its_grace_period_a_token_works_once_more(pools: Pools) -> None:
    """Model: RefreshTokenRotationType.RetryGracePeriodSeconds ("can remain valid for a period of time of up
    to 60 seconds. This allows for client-side retries")."""
    pool = pools.create(client=rotation(60))
    token = pool.tokens(pool.confirmed())["RefreshToken"]
    refreshed(pool, token)
    assert refreshed(pool, token)["AccessToken"]


@pytest.mark.parametrize("seconds", [-1, 61])
def test_a_grace_period_is_of_a_minute_at_most(pool: Pool, seconds: int) -> None:
    """Model: RefreshTokenRotationType.RetryGracePeriodSeconds (0 to 60)."""
    with refused("InvalidParameterException"):
        pool.another_client(**rotation(seconds))


def test_rotation_and_the_refresh_flow_exclude_each_other(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
    ("you must disable this authentication flow in your app client")."""
    flows = [*WITHOUT_REFRESH, "ALLOW_REFRESH_TOKEN_AUTH"]
    with refused("InvalidParameterException"):
        pool.another_client(**{**rotation(0), "ExplicitAuthFlows": flows})


def test_a_client_that_rotates_has_no_refresh_flow(rotating: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
    ("REFRESH_TOKEN_AUTH isn't available in app clients with refresh token rotation enabled")."""
    token = rotating.tokens(rotating.confirmed())["RefreshToken"]
    with refused("InvalidParameterException", "NotAuthorizedException", "UnsupportedOperationException"):
        rotating.refresh(token)


def test_a_client_without_the_refresh_flow_refreshes_by_the_operation(pools: Pools) -> None:
    """Model: GetTokensFromRefreshToken."""
    pool = pools.create(client={"ExplicitAuthFlows": WITHOUT_REFRESH})
    token = pool.tokens(pool.confirmed())["RefreshToken"]
    with refused("InvalidParameterException", "NotAuthorizedException"):
        pool.refresh(token)
    assert refreshed(pool, token)["AccessToken"]


def test_rotation_keeps_the_sign_in(rotating: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    (origin_jti, auth_time: of the original authentication)."""
    first = rotating.tokens(rotating.confirmed())
    second = refreshed(rotating, refreshed(rotating, first["RefreshToken"])["RefreshToken"])
    before, after = claims(first["AccessToken"]), claims(second["AccessToken"])
    for claim in ("origin_jti", "auth_time", "sub", "scope"):
        assert after[claim] == before[claim], claim


def test_revoking_the_last_token_of_a_rotation_ends_the_sign_in(rotating: Pool) -> None:
    """Model: RevokeToken ("all of the access tokens generated by ... the specified refresh token")."""
    first = rotating.tokens(rotating.confirmed())
    last = refreshed(rotating, first["RefreshToken"])
    rotating.cognito.revoke_token(ClientId=rotating.client_id, Token=last["RefreshToken"])
    for token in (last["RefreshToken"], first["RefreshToken"]):
        with refused("NotAuthorizedException", "RefreshTokenReuseException"):
            refreshed(rotating, token)
    with refused("NotAuthorizedException"):
        rotating.cognito.get_user(AccessToken=last["AccessToken"])


def test_the_token_endpoint_rotates_too(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
    ("Returns a new refresh token with new ID and access token when refresh token rotation is active")."""
    app = apps.create(rotation(0))
    token = app.tokens(app.pool.confirmed())["refresh_token"]
    said = app.refresh(token).json()
    assert said.get("refresh_token") not in (None, token)
    must_be_refused(app.refresh(token), "invalid_grant")
    assert app.refresh(said["refresh_token"]).status_code == 200


def test_who_has_signed_in_by_the_pages_may_refresh_by_the_operation(apps: Apps) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
    ("GetTokensFromRefreshToken can both complete token refresh for managed login users")."""
    app = apps.create()
    token = app.tokens(app.pool.confirmed(), scope="openid email")["refresh_token"]
    said = claims(refreshed(app.pool, token)["AccessToken"])
    assert set(said["scope"].split()) == {"openid", "email"}


def test_a_secret_has_to_be_shown_to_the_operation(pools: Pools) -> None:
    """Model: GetTokensFromRefreshTokenRequest.ClientSecret ("The client secret of the requested app client,
    if the client has a secret")."""
    pool = pools.create(client={"GenerateSecret": True})
    person = pool.confirmed()
    token = pool.cognito.admin_initiate_auth(
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={
            "USERNAME": person.username,
            "PASSWORD": person.password,
            "SECRET_HASH": pool.secret_hash(person.username),
        },
    )["AuthenticationResult"]["RefreshToken"]
    for secret in ({}, {"ClientSecret": "wrong"}):
        with refused("NotAuthorizedException", "InvalidParameterException"):
            refreshed(pool, token, **secret)
    assert refreshed(pool, token, ClientSecret=pool.client_secret)["AccessToken"]


def test_the_refresh_flow_needs_the_secrets_hash(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
    (AuthParameters: REFRESH_TOKEN, SECRET_HASH)."""
    pool = pools.create(client={"GenerateSecret": True})
    person = pool.confirmed()
    hashed = pool.secret_hash(person.username)
    given = {"USERNAME": person.username, "PASSWORD": person.password, "SECRET_HASH": hashed}
    token = pool.cognito.initiate_auth(
        ClientId=pool.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given
    )["AuthenticationResult"]["RefreshToken"]
    with refused("NotAuthorizedException"):
        pool.refresh(token)


def test_the_operation_takes_its_own_clients_tokens_alone(pool: Pool) -> None:
    """Model: GetTokensFromRefreshTokenRequest.ClientId ("The app client that issued the refresh token")."""
    token = pool.tokens(pool.confirmed())["RefreshToken"]
    with refused("NotAuthorizedException"):
        refreshed(pool, token, ClientId=pool.another_client())


def test_what_is_no_refresh_token_gives_none(pool: Pool) -> None:
    """Model: GetTokensFromRefreshToken.errors NotAuthorizedException."""
    with refused("NotAuthorizedException"):
        refreshed(pool, "no-token")


def test_a_refresh_says_the_groups_of_now(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    (cognito:groups: "the groups that the user is a member of")."""
    person = pool.confirmed()
    token = pool.tokens(person)["RefreshToken"]
    pool.add_to_group(person, pool.group("readers"))
    said = refreshed(pool, token)
    for each in (said["AccessToken"], said["IdToken"]):
        assert claims(each).get("cognito:groups") == ["readers"]


def test_a_disabled_person_refreshes_nothing(pool: Pool) -> None:
    """Model: AdminDisableUser ("revokes all access tokens for the user")."""
    person = pool.confirmed()
    token = pool.tokens(person)["RefreshToken"]
    pool.cognito.admin_disable_user(UserPoolId=pool.id, Username=person.username)
    with refused("NotAuthorizedException"):
        refreshed(pool, token)


def test_a_global_sign_out_reaches_the_operation(pool: Pool) -> None:
    """Model: GlobalSignOut ("no longer accepts a signed-out user's refresh tokens in refresh requests")."""
    tokens = pool.tokens(pool.confirmed())
    pool.cognito.global_sign_out(AccessToken=tokens["AccessToken"])
    with refused("NotAuthorizedException"):
        refreshed(pool, tokens["RefreshToken"])


@pytest.mark.parametrize(("validity", "unit"), [(59, "minutes"), (3651, "days")])
def test_a_refresh_token_lives_between_an_hour_and_ten_years(pool: Pool, validity: int, unit: str) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
    ("any value between 60 minutes and 10 years")."""
    units = {**DAYS, "RefreshToken": unit}
    with refused("InvalidParameterException"):
        pool.another_client(
            RefreshTokenValidity=validity, AccessTokenValidity=5, IdTokenValidity=5, TokenValidityUnits=units
        )


def test_a_refresh_token_lives_thirty_days_where_the_client_says_nothing(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.RefreshTokenValidity ("valid for 30 days")."""
    client = pool.another_client(RefreshTokenValidity=0)
    said = pool.cognito.describe_user_pool_client(UserPoolId=pool.id, ClientId=client)["UserPoolClient"]
    assert said["RefreshTokenValidity"] == 30


def test_rotation_is_described_as_it_was_set(rotating: Pool) -> None:
    """Model: UserPoolClientType.RefreshTokenRotation."""
    said = rotating.cognito.describe_user_pool_client(UserPoolId=rotating.id, ClientId=rotating.client_id)[
        "UserPoolClient"
    ]
    assert said.get("RefreshTokenRotation") == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
