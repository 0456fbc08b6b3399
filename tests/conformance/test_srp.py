"""Signing in by Secure Remote Password: the password never travels."""

from __future__ import annotations

import pytest
from pycognito import AWSSRP

from tests.conformance import wording
from tests.conformance.pools import Person, Pool, Pools, claims
from tests.conformance.refusals import refused

SRP_CLIENT = {"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}


@pytest.fixture
def pool(pools: Pools) -> Pool:
    return pools.create(client=SRP_CLIENT)


def srp(pool: Pool, person: Person, password: str | None = None) -> AWSSRP:
    return AWSSRP(
        username=person.username,
        password=password or person.password,
        pool_id=pool.id,
        client_id=pool.client_id,
        client=pool.cognito,
    )


def test_a_proved_password_signs_in(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html
    (USER_SRP_AUTH, then PASSWORD_VERIFIER)."""
    person = pool.confirmed()
    tokens = srp(pool, person).authenticate_user()["AuthenticationResult"]
    assert claims(tokens["AccessToken"])["client_id"] == pool.client_id


def test_a_wrong_password_proves_nothing(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("a generic NotAuthorizedException error indicating either user name or password was incorrect")."""
    person = pool.confirmed()
    with refused("NotAuthorizedException", message=wording.INCORRECT):
        srp(pool, person, "Quite-Wrong-7-Password").authenticate_user()


def test_an_unknown_user_gets_a_challenge_like_anyone(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("When a user isn't found, Amazon Cognito returns a simulated response in the first step")."""
    nobody = pool.person()
    first = srp(pool, nobody)
    answers = [
        pool.cognito.initiate_auth(
            ClientId=pool.client_id, AuthFlow="USER_SRP_AUTH", AuthParameters=first.get_auth_params()
        )
        for _ in range(2)
    ]
    salts = {answer["ChallengeParameters"]["SALT"] for answer in answers}
    assert {answer["ChallengeName"] for answer in answers} == {"PASSWORD_VERIFIER"}
    assert len(salts) == 1, "the same unknown user gets another salt each time"


def test_an_unknown_users_proof_fails_like_a_wrong_password(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("a generic NotAuthorizedException error indicating either user name or password was incorrect")."""
    with refused("NotAuthorizedException", message=wording.INCORRECT):
        srp(pool, pool.person()).authenticate_user()


def test_a_client_without_srp_takes_no_proof(pools: Pools) -> None:
    """Model: CreateUserPoolClientRequest.ExplicitAuthFlows; InitiateAuth.errors InvalidParameterException."""
    pool = pools.create()
    with refused("InvalidParameterException", message=wording.NO_SRP_FLOW):
        srp(pool, pool.confirmed()).authenticate_user()
