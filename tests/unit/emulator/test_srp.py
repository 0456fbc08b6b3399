"""Secure Remote Password: the server's half against a client's own maths, which is pycognito's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pycognito.aws_srp import AWSSRP

from cognito_emulator.cognito.authentication import srp
from cognito_emulator.cognito.authentication.password import kept_password
from cognito_emulator.cognito.authentication.srp import BadValueError, Exchange, begin, is_proof, verifier_of
from cognito_emulator.cognito.store.store import Store
from tests.unit.emulator import own_pool

# a power of 3072 bits takes a while, and a proof takes six
FEW = settings(max_examples=4)
POOL = own_pool.pool(Store.open())
# what pytest captures is sent from process to process, which a lone surrogate cannot be
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
TIMESTAMP = "Tue Mar 3 10:00:00 UTC 2026"
N = f"{srp.PRIME:x}"
VERIFIER = verifier_of(5, b"inner")


class Client(AWSSRP):  # type: ignore[misc]
    """Somebody with a password, who has sent SRP_A."""

    def __init__(self, username: str, password: str) -> None:
        super().__init__(username, password, POOL.id, "client", client=object())

    def proof(self, exchange: Exchange, username: str) -> dict[str, Any]:
        """What the client answers; the time is the test's own, which pycognito takes from the clock."""
        self.get_cognito_formatted_timestamp = lambda _: TIMESTAMP
        given = {
            "SALT": exchange.salt,
            "SRP_B": exchange.server_public,
            "SECRET_BLOCK": exchange.secret_block,
        }
        return dict(
            self.process_challenge({**given, "USER_ID_FOR_SRP": username}, {"USERNAME": self.username})
        )


def exchanged(username: str, password: str, kept: str, salt: int) -> bool:
    """Whether somebody who knows `password` proves to know the one that is kept."""
    client, inner = Client(username, password), kept_password(POOL, username, kept)
    exchange = begin(client.get_auth_params()["SRP_A"], salt, verifier_of(salt, inner))
    proof = client.proof(exchange, username)
    again = Exchange(**exchange.state())  # as it comes back from the store
    return is_proof(
        again,
        POOL.srp_name + username,
        verifier_of(salt, inner),
        proof["TIMESTAMP"],
        proof["PASSWORD_CLAIM_SIGNATURE"],
    )


@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")
@FEW
@given(TEXT, TEXT, st.integers(0, 2**128 - 1))
@example("ana", "Correct-horse-7-battery", 0)
@example("ana", "Correct-horse-7-battery", 1)
@example("ana", "Correct-horse-7-battery", 2**127)  # the first bit is set
@example("ana", "contrase\u00f1a \u4e2d\U0001f40e", 255)
def test_who_knows_the_password_proves_it(username: str, password: str, salt: int) -> None:
    assert exchanged(username, password, password, salt)


@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")
@FEW
@given(TEXT, TEXT, st.integers(0, 2**128 - 1))
def test_who_knows_another_password_proves_nothing(password: str, kept: str, salt: int) -> None:
    assert exchanged("ana", password, kept, salt) == (password == kept)


@FEW
@given(TEXT, TEXT)
@example("", "")
@example("====", "")
@example("\u00e9", TIMESTAMP)
def test_no_other_text_is_a_proof(signature: str, timestamp: str) -> None:
    verifier = verifier_of(5, kept_password(POOL, "ana", "Correct-horse-7-battery"))
    exchange = begin("2", 5, verifier)
    assert not is_proof(exchange, f"{POOL.srp_name}ana", verifier, timestamp, signature)


def test_no_two_exchanges_are_alike() -> None:
    first, second = (begin("2", 5, VERIFIER) for _ in range(2))
    assert first.server_public != second.server_public
    assert first.secret_block != second.secret_block


# zero and multiples of N would make the session key one that everybody knows
@pytest.mark.parametrize(
    "client_public",
    [
        "0",
        "00",
        N,
        N.upper(),
        f"{2 * srp.PRIME:x}",
        "",
        "-5",
        "+5",
        "0x5",
        " 5",
        "5_0",
        "\u0665",
        "g",
        "5" * 800,
    ],
)
def test_a_value_that_no_client_sends_is_refused(client_public: str) -> None:
    with pytest.raises(BadValueError):
        begin(client_public, 5, VERIFIER)


@FEW
@given(
    st.text(st.characters(exclude_categories=["Cs"])) | st.from_regex(r"[0-9a-fA-F]{1,800}", fullmatch=True)
)
def test_whatever_a_client_sends_is_refused_or_challenged(client_public: str) -> None:
    try:
        exchange = begin(client_public, 5, VERIFIER)
    except BadValueError:
        return
    assert not is_proof(exchange, f"{POOL.srp_name}ana", VERIFIER, TIMESTAMP, "YQ==")
