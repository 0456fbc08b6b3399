"""A sign-in by Secure Remote Password: the client's half, for app clients that take no password as it is.

Source: "Secure remote password" in the Cognito developer guide; the rest is as in the server's half.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any

from cognito_emulator.cognito.authentication import srp
from cognito_emulator.testing.user_pool import UserPool

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def signed_in_by_srp(pool: UserPool, username: str, password: str) -> Mapping[str, Any]:
    """The answer to the proof: tokens, or the next challenge. botocore's ClientError where it is refused."""
    api, client = pool.cognito.client("cognito-idp"), _Client(pool.id.partition("_")[2], password)
    begun = {"USERNAME": username, "SRP_A": f"{client.public:x}", **pool.secret_hash_parameter(username)}
    asked = api.initiate_auth(ClientId=pool.client_id, AuthFlow="USER_SRP_AUTH", AuthParameters=begun)
    challenge = asked["ChallengeParameters"]
    proof = {
        **client.proof(challenge, _timestamp(datetime.now(timezone.utc))),
        **pool.secret_hash_parameter(challenge["USERNAME"]),
    }
    answer: Mapping[str, Any] = api.respond_to_auth_challenge(
        ClientId=pool.client_id, ChallengeName=asked["ChallengeName"], ChallengeResponses=proof
    )
    return answer


@dataclass(frozen=True)
class _Client:
    """`pool_name` is what stands behind the underscore of the pool's id."""

    pool_name: str
    password: str = field(repr=False)
    secret: int = field(default_factory=lambda: secrets.randbits(256), repr=False)

    @property
    def public(self) -> int:
        return pow(srp.GENERATOR, self.secret, srp.PRIME)

    def proof(self, challenge: Mapping[str, str], timestamp: str) -> dict[str, str]:
        """What answers PASSWORD_VERIFIER."""
        identity = f"{self.pool_name}{challenge['USER_ID_FOR_SRP']}"
        block = base64.b64decode(challenge["SECRET_BLOCK"])
        message = identity.encode() + block + timestamp.encode()
        signature = hmac.new(self._key(identity, challenge), message, sha256).digest()
        return {
            "USERNAME": challenge["USERNAME"],
            "TIMESTAMP": timestamp,
            "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(signature).decode(),
        }

    def _key(self, identity: str, challenge: Mapping[str, str]) -> bytes:
        server, salt = int(challenge["SRP_B"], 16), int(challenge["SALT"], 16)
        mixed = srp.scrambler(self.public, server)
        private = srp.private_value(salt, sha256(f"{identity}:{self.password}".encode()).digest())
        base = server - srp.multiplier() * pow(srp.GENERATOR, private, srp.PRIME)
        return srp.derived_key(mixed, pow(base, self.secret + mixed * private, srp.PRIME))


def _timestamp(now: datetime) -> str:
    """As in `Tue Sep 25 00:09:40 UTC 2018`: in English, whatever the locale."""
    return f"{_DAYS[now.weekday()]} {_MONTHS[now.month - 1]} {now.day} {now:%H:%M:%S} UTC {now.year}"
