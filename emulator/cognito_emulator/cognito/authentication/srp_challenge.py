"""PASSWORD_VERIFIER: the challenge of Secure Remote Password, and its answer.

Sources: RespondToAuthChallenge in Cognito's API reference; "Managing user existence error responses" in the
developer guide: nobody is challenged like somebody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.authentication import challenges, srp
from cognito_emulator.cognito.authentication.challenges import PASSWORD_VERIFIER
from cognito_emulator.cognito.authentication.steps import WRONG, Answer, Entrance
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_authorized
from cognito_emulator.cognito.operations.hidden_users import derived, username_of
from cognito_emulator.cognito.store.proofs import Challenge
from cognito_emulator.cognito.user import User

PROOF = ("TIMESTAMP", "PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK")
EXCHANGE = "exchange"


def challenge(
    cognito: Cognito,
    at: Entrance,
    name: str,
    user: User | None,
    client_public: str,
    *,
    state: Mapping[str, Any] | None = None,
) -> Answer:
    """Ask whoever has this name for a proof of the password; `client_public` is SRP_A."""
    username = username_of(cognito, at.pool, name, user)
    secret = derived(cognito, at.pool, username, "salt")
    inner = user.password if user and user.password else secret
    salt = int.from_bytes(secret[: srp.SALT_BYTES], "big")
    exchange = begun(client_public, salt, srp.verifier_of(salt, inner))
    block = exchange.secret_block
    kept = {**(state or {}), EXCHANGE: exchange.state()}
    challenges.issue(cognito, at.client, username, PASSWORD_VERIFIER, state=kept, session=block)
    parameters = {
        "SALT": exchange.salt,
        "SECRET_BLOCK": block,
        "SRP_B": exchange.server_public,
        "USERNAME": username,
        "USER_ID_FOR_SRP": username,
    }
    return {"ChallengeName": PASSWORD_VERIFIER, "ChallengeParameters": parameters}


def begun(client_public: str, salt: int, verifier: int) -> srp.Exchange:
    try:
        return srp.begin(client_public, salt, verifier)
    except srp.BadValueError as error:
        raise invalid_parameter("Invalid SRP_A") from error


def answered(cognito: Cognito, client: AppClient, username: str, given: Mapping[str, str]) -> Challenge:
    """The challenge that a proof answers; AwsError as for a wrong password where there is none."""
    block = given["PASSWORD_CLAIM_SECRET_BLOCK"]
    try:
        return challenges.live(cognito, block, client, username, PASSWORD_VERIFIER)
    except AwsError as error:
        raise not_authorized(WRONG) from error


def kept(challenge: Challenge) -> dict[str, Any]:
    """What the challenge was given to keep for what comes after it."""
    return {name: value for name, value in challenge.state.items() if name != EXCHANGE}


def is_proof(challenge: Challenge, identity: str, verifier: int, given: Mapping[str, str]) -> bool:
    """Whether the answer shows that the client knows the password behind this verifier."""
    exchange = srp.Exchange(**challenge.state[EXCHANGE])
    return srp.is_proof(exchange, identity, verifier, given["TIMESTAMP"], given["PASSWORD_CLAIM_SIGNATURE"])


def verifier(challenge: Challenge, inner: bytes) -> int:
    """That of what is kept of a password, with the challenge's salt."""
    return srp.verifier_of(int(challenge.state[EXCHANGE]["salt"], 16), inner)
