"""A token that this pool has not signed for this app, for now, is worth nothing: to Cognito and to an API."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from scripts.stack_file import Stack
from scripts.tokens import verified_claims
from tests.e2e.person import Person
from tests.security.callers import refusal

OWN_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def with_admin(token: str) -> str:
    """The token with Admin among its groups, under the old signature."""
    header, _, signature = token.split(".")
    return f"{header}.{encoded(claims_of(token) | {'cognito:groups': ['Admin']})}.{signature}"


def without_signature(token: str) -> str:
    header = jwt.get_unverified_header(token) | {"alg": "none"}
    return f"{encoded(header)}.{encoded(claims_of(token) | {'cognito:groups': ['Admin']})}."


def signed_by_somebody_else(token: str) -> str:
    key_id = {"kid": jwt.get_unverified_header(token)["kid"]}
    return jwt.encode(claims_of(token) | {"cognito:groups": ["Admin"]}, OWN_KEY, "RS256", key_id)


def signed_with_a_guessed_secret(token: str) -> str:
    """HS256: a verifier that trusts the header's algorithm would take the public key for the secret."""
    key_id = {"kid": jwt.get_unverified_header(token)["kid"]}
    return jwt.encode(claims_of(token) | {"cognito:groups": ["Admin"]}, "x" * 64, "HS256", key_id)


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


FORGERIES = [with_admin, without_signature, signed_by_somebody_else, signed_with_a_guessed_secret]


@pytest.mark.parametrize("forge", FORGERIES)
def test_cognito_and_an_api_refuse_a_forged_token(
    person: Person, stack: Stack, forge: Callable[[str], str]
) -> None:
    person.sign_up_and_confirm()
    tokens = person.log_in_by_password()
    forged = forge(tokens["AccessToken"])
    assert refusal(stack.cognito().get_user, AccessToken=forged) == "NotAuthorizedException"
    for token, use in ((forged, "access"), (forge(tokens["IdToken"]), "id")):
        with pytest.raises(jwt.InvalidTokenError):
            verified_claims(stack, token, use)  # type: ignore[arg-type]


def test_an_api_refuses_a_token_of_another_pool(person: Person, stack: Stack) -> None:
    cognito = stack.cognito()
    pool = cognito.create_user_pool(PoolName="other")["UserPool"]["Id"]
    flows: Any = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="other", ExplicitAuthFlows=flows)
    client_id = client["UserPoolClient"]["ClientId"]
    cognito.sign_up(ClientId=client_id, Username="somebody", Password=person.password)
    cognito.admin_confirm_sign_up(UserPoolId=pool, Username="somebody")
    cognito.create_group(UserPoolId=pool, GroupName="Admin")
    cognito.admin_add_user_to_group(UserPoolId=pool, Username="somebody", GroupName="Admin")
    tokens = cognito.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "somebody", "PASSWORD": person.password},
    )["AuthenticationResult"]
    assert claims_of(tokens["IdToken"])["cognito:groups"] == ["Admin"]
    with pytest.raises((jwt.InvalidTokenError, KeyError)):
        verified_claims(stack, tokens["IdToken"], "id")


def test_an_api_refuses_an_id_token_for_an_access_token(person: Person, stack: Stack) -> None:
    person.sign_up_and_confirm()
    tokens = person.log_in_by_password()
    with pytest.raises(jwt.InvalidTokenError):
        verified_claims(stack, tokens["IdToken"], "access")
    with pytest.raises(jwt.InvalidTokenError):
        verified_claims(stack, tokens["AccessToken"], "id")


def test_an_api_refuses_an_expired_token(
    person: Person, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.sign_up_and_confirm()
    token = person.log_in_by_password()["AccessToken"]
    after = claims_of(token)["exp"] + 1

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Later:
            return cls.fromtimestamp(after, tz)

    assert after > time.time()
    verified_claims(stack, token, "access")
    monkeypatch.setattr("jwt.api_jwt.datetime", Later)
    with pytest.raises(jwt.ExpiredSignatureError):
        verified_claims(stack, token, "access")


def test_a_token_that_was_signed_out_is_refused(person: Person, stack: Stack) -> None:
    person.sign_up_and_confirm()
    token = person.log_in_by_password()["AccessToken"]
    stack.cognito().global_sign_out(AccessToken=token)
    assert refusal(stack.cognito().get_user, AccessToken=token) == "NotAuthorizedException"
