"""Sessions of challenges: to whom each was issued, through which client, for what, and until when.

Sources: InitiateAuth (`Session`), RespondToAuthChallenge and CreateUserPoolClient (AuthSessionValidity) in
Cognito's API reference.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import not_authorized
from cognito_emulator.cognito.store.proofs import Challenge

NEW_PASSWORD_REQUIRED = "NEW_PASSWORD_REQUIRED"  # noqa: S105 - the name of a challenge
PASSWORD_VERIFIER = "PASSWORD_VERIFIER"  # noqa: S105 - the name of a challenge
SOFTWARE_TOKEN_MFA = "SOFTWARE_TOKEN_MFA"  # noqa: S105 - the name of a challenge
SMS_MFA, EMAIL_OTP, SMS_OTP = "SMS_MFA", "EMAIL_OTP", "SMS_OTP"
SELECT_MFA_TYPE, MFA_SETUP = "SELECT_MFA_TYPE", "MFA_SETUP"
SELECT_CHALLENGE, WEB_AUTHN = "SELECT_CHALLENGE", "WEB_AUTHN"
PASSWORD, PASSWORD_SRP = "PASSWORD", "PASSWORD_SRP"
CUSTOM_CHALLENGE = "CUSTOM_CHALLENGE"
DEVICE_SRP_AUTH, DEVICE_PASSWORD_VERIFIER = "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"
INVALID_SESSION = "Invalid session for the user."


def issue(
    cognito: Cognito,
    client: AppClient,
    username: str,
    name: str,
    *,
    state: Mapping[str, Any] | None = None,
    session: str | None = None,
) -> str:
    """A new session; `session` is its id where something else stands for one."""
    now = cognito.clock()
    session = session or secrets.token_urlsafe(300)
    ends = now + client.session_seconds
    with cognito.store.database.transaction():
        cognito.store.proofs.put_challenge(
            Challenge(session, client.pool_id, client.id, username, name, ends, state or {}), now
        )
    return session


def live(cognito: Cognito, session: str, client: AppClient, username: str, name: str) -> Challenge:
    """The challenge that is answered; AwsError unless it is this user's, for this, and alive.

    It has to have been issued through this client, too.
    """
    challenge = cognito.store.proofs.challenge(session)
    wanted = (username, client.id, name)
    if challenge is None or (challenge.username, challenge.client_id, challenge.name) != wanted:
        raise not_authorized(INVALID_SESSION)
    if challenge.ends <= cognito.clock():
        raise not_authorized("Invalid session for the user, session is expired.")
    return challenge


def end(cognito: Cognito, challenge: Challenge) -> None:
    """Let it be answered no more; AwsError for the second of two answers at once."""
    if not cognito.store.proofs.end_challenge(challenge.session):
        raise not_authorized(INVALID_SESSION)
