"""What the console says of a token: nothing of a good one, and of any other what is wrong with it."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.cognito.tokens.claims import ACCESS
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.console.token_check import CheckedToken, NoTokenError, check_token
from tests.unit.clock import Clock
from tests.unit.emulator import own_pool
from tests.unit.emulator.user_pools import PASSWORD, UserPools

WITHOUT_POOLS = own_pool.cognito()


class SignedIn:
    """A pool where somebody has signed in."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.pools = UserPools(self.clock)
        self.cognito = self.pools.cognito
        self.pool = self.pools.pool()
        self.client = self.pools.client(self.pool)
        self.user = self.pools.person(self.pool, "ada")
        answer = self.pools.ask(
            "InitiateAuth",
            ClientId=self.client.id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
        )["AuthenticationResult"]
        self.access, self.id, self.refresh = (answer[f"{kind}Token"] for kind in ("Access", "Id", "Refresh"))

    def check(self, token: str, expected: UserPool | None = None) -> CheckedToken:
        return check_token(self.cognito, token, expected)

    def changed(self, **claims: Any) -> str:
        """The access token with other claims, signed by the pool."""
        said = jwt.decode(self.access, options={"verify_signature": False}) | claims
        key = self.cognito.keys.of(self.pool.id, ACCESS)
        return jwt.encode(said, key.key, "RS256", {"kid": key.id})


@pytest.fixture
def ada() -> SignedIn:
    return SignedIn()


def test_nothing_is_wrong_with_a_tokens_of_somebody_who_has_just_signed_in(ada: SignedIn) -> None:
    for token in (ada.access, ada.id):
        checked = ada.check(token, ada.pool)
        assert checked.wrong == []
        assert checked.pool == ada.pool


def test_header_and_claims_are_shown_with_times_in_words(ada: SignedIn) -> None:
    ada.clock.now += 60
    checked = ada.check(ada.access)
    assert {"alg", "kid"} <= {claim.name for claim in checked.header}
    said = {claim.name: claim for claim in checked.claims}
    assert said["sub"].value == ada.user.sub
    assert said["iat"].meaning.endswith("UTC, 0:01:00 ago")
    assert said["exp"].meaning.endswith("UTC, in 0:59:00")


def test_an_expired_token_says_how_long_ago(ada: SignedIn) -> None:
    ada.clock.now += 3600 + 90
    assert ada.check(ada.access).wrong == ["It has expired, 0:01:30 ago."]


def test_a_changed_claim_breaks_the_signature(ada: SignedIn) -> None:
    header, claims, signature = ada.access.split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "==")) | {"username": "eve"}
    changed = base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()
    (sentence,) = ada.check(f"{header}.{changed}.{signature}").wrong
    assert sentence.startswith("Its signature does not fit")


def test_a_token_without_a_signature_is_not_taken(ada: SignedIn) -> None:
    claims = jwt.decode(ada.access, options={"verify_signature": False})
    assert ada.check(jwt.encode(claims, "", "none")).wrong == [
        "Its algorithm is none; a user pool signs by RS256 alone."
    ]


def test_a_key_of_another_is_named_as_none_of_the_pools(ada: SignedIn) -> None:
    other = ada.cognito.keys.of(ada.pools.pool().id, ACCESS)
    claims = jwt.decode(ada.access, options={"verify_signature": False})
    (sentence,) = ada.check(jwt.encode(claims, other.key, "RS256", {"kid": other.id})).wrong
    assert sentence.startswith("Its kid names no key of the pool")


def test_the_two_kinds_of_tokens_have_keys_of_their_own(ada: SignedIn) -> None:
    assert ada.check(ada.changed(token_use="id")).wrong == [
        "It is signed by the key of access tokens, and its token_use says id."
    ]


def test_another_pool_than_the_expected_one_is_named(ada: SignedIn) -> None:
    other = ada.pools.pool()
    assert ada.check(ada.access, other).wrong == [f"It is of another pool than {other.id}."]


def test_an_issuer_that_is_no_pool_here_cannot_be_checked(ada: SignedIn) -> None:
    checked = ada.check(ada.changed(iss="https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Elsewhere"))
    assert checked.pool is None
    assert "is no user pool of this engine" in checked.wrong[0]


def test_the_pools_issuer_at_another_address_is_named_with_the_setting(ada: SignedIn) -> None:
    (sentence,) = ada.check(ada.changed(iss=f"http://127.0.0.1:1/{ada.pool.id}")).wrong
    assert "ISSUER" in sentence


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"exp": None}, "It has no exp"),
        ({"exp": "soon"}, "It has no exp"),
        ({"nbf": 9_000_000_000}, "It is not good before its nbf"),
        ({"iat": 9_000_000_000}, "clocks differ"),
        ({"client_id": "nobody"}, "The app client that it names is none of the pool's."),
        ({"sub": "nobody"}, "Nobody in the pool has its sub"),
    ],
)
def test_what_a_claim_says_wrongly_is_told(ada: SignedIn, claims: dict[str, Any], words: str) -> None:
    (sentence,) = ada.check(ada.changed(**claims)).wrong
    assert words in sentence


def test_a_disabled_user_and_an_ended_session_are_told(ada: SignedIn) -> None:
    ada.pools.ask("AdminDisableUser", UserPoolId=ada.pool.id, Username="ada")
    assert len(ada.check(ada.access).wrong) == 2


def test_a_refresh_token_is_known_as_what_nobody_can_read(ada: SignedIn) -> None:
    with pytest.raises(NoTokenError, match="encrypted"):
        ada.check(ada.refresh)


@given(st.one_of(st.text(max_size=60), st.lists(st.text("abcXYZ012-_=", max_size=30)).map(".".join)))
def test_whatever_is_no_token_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(NoTokenError, match=r"\.$"):
        check_token(WITHOUT_POOLS, text, None)
