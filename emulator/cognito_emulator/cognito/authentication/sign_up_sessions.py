"""Sessions that lead from a sign-up through its confirmation into a first sign-in.

Sources: SignUp, ConfirmSignUp and InitiateAuth (Session) in Cognito's API reference; "Automatic sign-in with
OTPs" in the developer guide.
"""

from __future__ import annotations

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.authentication import challenges
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.user import User

_SIGNED_UP, _CONFIRMED = "SignUp", "ConfirmSignUp"
_ATTRIBUTE = "attribute"


def of_sign_up(cognito: Cognito, client: AppClient, user: User) -> dict[str, str]:
    """The answer's Session, for a client with choice-based sign-in."""
    return _session(cognito, client, user, _SIGNED_UP, "")


def check(cognito: Cognito, client: AppClient, user: User, session: str) -> None:
    """AwsError unless the session is that of this user's sign-up through this client."""
    challenges.live(cognito, session, client, user.username, _SIGNED_UP)


def of_confirmation(cognito: Cognito, client: AppClient, user: User, attribute: str | None) -> dict[str, str]:
    """As `of_sign_up`, for who has proved to have the address in this attribute."""
    return _session(cognito, client, cognito.again(user), _CONFIRMED, attribute or "")


def proven_address(cognito: Cognito, client: AppClient, user: User, session: str) -> str:
    """The attribute whose address was proved in the confirmation; a session counts once."""
    confirmed = challenges.live(cognito, session, client, user.username, _CONFIRMED)
    with cognito.store.database.transaction():
        challenges.end(cognito, confirmed)
    return str(confirmed.state[_ATTRIBUTE])


def _session(cognito: Cognito, client: AppClient, user: User, name: str, attribute: str) -> dict[str, str]:
    if "ALLOW_USER_AUTH" not in client.flows:
        return {}
    state = {_ATTRIBUTE: attribute}
    return {"Session": challenges.issue(cognito, client, user.username, name, state=state)}
