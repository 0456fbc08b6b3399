"""The sessions of challenges: to whom each was issued, through which client, for what, and until when.

MiniStack takes the session of most challenges as it comes, so they are kept here. A challenge by Secure
Remote Password has no session but its secret block. Sources: InitiateAuth (`Session`), RespondToAuthChallenge
and CreateUserPoolClient (AuthSessionValidity) in Cognito's API reference.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.ministack.pool_description import ClientDescription
from cognito_emulator.cognito.operations.password_lock_out import WRONG
from cognito_emulator.cognito.request import CognitoRequest

NEW_PASSWORD_REQUIRED = "NEW_PASSWORD_REQUIRED"  # noqa: S105 - the name of a challenge
PASSWORD_VERIFIER = "PASSWORD_VERIFIER"  # noqa: S105 - the name of a challenge
SECRET_BLOCK = "PASSWORD_CLAIM_SECRET_BLOCK"  # noqa: S105 - the name of a parameter
INVALID_SESSION = "Invalid session for the user."
_MINUTES = 3  # AWS's default


@dataclass(frozen=True)
class ChallengeSession:
    """Who has been challenged by what, through which client, and until when (seconds since the epoch)."""

    id: str
    client_id: str
    username: str
    challenge: str
    ends: float


@dataclass
class ChallengeSessions:
    """Every session that may still be answered."""

    clock: Callable[[], float] = time.time
    _live: dict[str, ChallengeSession] = field(default_factory=dict)

    def issue(self, content: dict[str, Any], client: ClientDescription, username: str) -> None:
        """Keep the session of the challenge that an answer of InitiateAuth's kind has."""
        secret_block = (content.get("ChallengeParameters") or {}).get("SECRET_BLOCK")
        ends = self.clock() + 60 * (client.settings.get("AuthSessionValidity") or _MINUTES)
        self._live = {name: kept for name, kept in self._live.items() if kept.ends > self.clock()}
        session_id = content.get("Session") or secret_block
        if session_id:
            self.keep(ChallengeSession(session_id, client.id, username, content["ChallengeName"], ends))

    def of(self, request: CognitoRequest, username: str) -> ChallengeSession:
        """The session that is answered; AwsError unless it is this user's, for this, and alive.

        It has to have been issued through the request's client, too.
        """
        challenge, answers = request.text("ChallengeName"), request.texts("ChallengeResponses")
        session = self._live.get(request.text("Session"))
        if session is None and challenge == PASSWORD_VERIFIER:
            session = self._live.get(answers.get(SECRET_BLOCK, ""))
        wanted = (username, request.text("ClientId"), challenge)
        if session is None or (session.username, session.client_id, session.challenge) != wanted:
            message = WRONG if challenge == PASSWORD_VERIFIER else INVALID_SESSION
            raise AwsError("NotAuthorizedException", message)
        if session.ends <= self.clock():
            raise AwsError("NotAuthorizedException", "Invalid session for the user, session is expired.")
        return session

    def keep(self, session: ChallengeSession) -> None:
        """Let it be answered, for the first time or once more."""
        self._live[session.id] = session

    def forget(self, session: ChallengeSession) -> None:
        """Let it be answered no more: of two answers at once, one finds it."""
        self._live.pop(session.id, None)
