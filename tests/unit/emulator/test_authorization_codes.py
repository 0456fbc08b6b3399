"""Authorization codes and refresh tokens in time: what ends when."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from starlette.requests import Request

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.hosted_ui.app_client import PageClients
from cognito_emulator.cognito.hosted_ui.authorization_request import read
from cognito_emulator.cognito.hosted_ui.back_to_app import back_to_app
from cognito_emulator.cognito.hosted_ui.session import Session
from cognito_emulator.cognito.hosted_ui.visit import Visit
from cognito_emulator.cognito.oauth.authorization_codes import issue_code, take_code
from cognito_emulator.cognito.oauth.errors import OAuthError
from cognito_emulator.cognito.operations.sessions import refreshed
from cognito_emulator.cognito.service import UserPoolsService
from cognito_emulator.cognito.tokens.issue import HOSTED, Tokens, tokens_of_new_sign_in
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool
from tests.unit.clock import Clock
from tests.unit.emulator.user_pools import UserPools

FORM = {"redirect_uri": "https://app.example/back"}
REQUEST = {**FORM, "scope": "openid"}
HOUR, DAY = 3600, 86400


class Times:
    """A person, a client and a clock."""

    def __init__(self, **client: object) -> None:
        self.clock = Clock()
        self.pools = UserPools(self.clock)
        self.cognito = self.pools.cognito
        self.pool: UserPool = self.pools.pool()
        flows = ["ALLOW_USER_PASSWORD_AUTH"]
        self.client: AppClient = self.pools.client(self.pool, **{"ExplicitAuthFlows": flows, **client})
        self.user: User = self.pools.person(self.pool, "ada")

    def code(self) -> str:
        return issue_code(self.cognito, self.client, self.user, REQUEST, auth_time=int(self.clock()))

    def tokens(self) -> Tokens:
        return asyncio.run(
            tokens_of_new_sign_in(
                self.cognito, self.pool, self.client, self.user, "TokenGeneration_Authentication"
            )
        )

    def refreshed(self, token: str | None) -> Tokens:
        assert token is not None
        return asyncio.run(refreshed(self.cognito, self.pool, self.client, token))


def test_a_code_is_good_for_five_minutes() -> None:
    times = Times()
    code = times.code()
    times.clock.now += 299
    assert take_code(times.cognito, times.pool, times.client, {**FORM, "code": code})[0] == times.user
    code = times.code()
    times.clock.now += 300
    with pytest.raises(OAuthError, match="invalid_grant"):
        take_code(times.cognito, times.pool, times.client, {**FORM, "code": code})


def test_tokens_say_when_the_person_signed_in_and_not_when_the_code_was_redeemed() -> None:
    times = Times()
    code, signed_in = times.code(), int(times.clock())
    times.clock.now += 200
    user, grant = take_code(times.cognito, times.pool, times.client, {**FORM, "code": code})
    tokens = asyncio.run(
        tokens_of_new_sign_in(times.cognito, times.pool, times.client, user, HOSTED, grant=grant)
    )
    said = jwt.decode(tokens.access_token, options={"verify_signature": False})
    assert (said["auth_time"], said["iat"]) == (signed_in, signed_in + 200)


def test_what_does_not_fit_a_code_leaves_it_as_it_was() -> None:
    times = Times()
    code = times.code()
    for wrong in ({"redirect_uri": "https://elsewhere.example"}, {"code_verifier": "any"}):
        with pytest.raises(OAuthError):
            take_code(times.cognito, times.pool, times.client, {**FORM, "code": code, **wrong})
    assert take_code(times.cognito, times.pool, times.client, {**FORM, "code": code})[0] == times.user


def test_tokens_of_an_implicit_grant_say_when_the_person_signed_in_and_have_none_to_refresh_them() -> None:
    times = Times(**IMPLICIT)
    clients = PageClients(UserPoolsService(times.cognito))
    asked = {"client_id": times.client.id, "response_type": "token", "redirect_uri": FORM["redirect_uri"]}
    visit = Visit(_request(), Session(), read(asked, clients))
    signed_in = int(times.clock())
    times.clock.now += 200
    location = asyncio.run(back_to_app(visit, times.user, signed_in)).headers["location"]
    token = dict(parse_qsl(urlsplit(location).fragment))["access_token"]
    said = jwt.decode(token, options={"verify_signature": False})
    assert (said["auth_time"], said["iat"]) == (signed_in, signed_in + 200)
    assert times.cognito.store.database.rows("SELECT * FROM refresh_tokens") == []


def _request() -> Request:
    return Request({"type": "http", "method": "GET", "path": "/oauth2/authorize", "headers": []})


IMPLICIT = {
    "CallbackURLs": [FORM["redirect_uri"]],
    "AllowedOAuthFlows": ["implicit"],
    "AllowedOAuthScopes": ["openid"],
    "AllowedOAuthFlowsUserPoolClient": True,
}
ROTATION = {"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10}}


def test_after_its_grace_period_a_rotated_token_is_told_as_used_again() -> None:
    times = Times(**ROTATION)
    token = times.tokens().refresh_token
    times.refreshed(token)
    times.clock.now += 9
    times.refreshed(token)
    times.clock.now += 1
    with pytest.raises(AwsError) as refused:
        times.refreshed(token)
    assert refused.value.code == "RefreshTokenReuseException"


def test_a_token_that_took_anothers_place_lives_no_longer_than_the_first() -> None:
    times = Times(**ROTATION, RefreshTokenValidity=1)
    token = times.tokens().refresh_token
    times.clock.now += 23 * HOUR
    following = times.refreshed(token).refresh_token
    times.clock.now += HOUR
    with pytest.raises(AwsError) as refused:
        times.refreshed(following)
    assert refused.value.code == "NotAuthorizedException"
    assert "expired" in refused.value.message


def test_what_has_expired_is_not_told_as_used_again() -> None:
    times = Times(**ROTATION, RefreshTokenValidity=1)
    token = times.tokens().refresh_token
    times.refreshed(token)
    times.clock.now += DAY
    with pytest.raises(AwsError) as refused:
        times.refreshed(token)
    assert refused.value.code == "NotAuthorizedException"
