"""Codes that a sign-in sends by text or mail, as a second factor or as the first.

Sources: "SMS and email message MFA" and "Passwordless sign-in with one-time passwords" in the Cognito
developer guide: a code is good for as long as its session, and whoever gives it back has proven the address.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any, NoReturn

from cognito_emulator.cognito.authentication import challenges
from cognito_emulator.cognito.authentication.attempts import check_attempts, count_wrong
from cognito_emulator.cognito.authentication.steps import Answer, Entrance, Passed, SignInStep
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError, not_authorized
from cognito_emulator.cognito.messages.messages import Recipient, delivery_details, send_authentication_code
from cognito_emulator.cognito.operations import aliases
from cognito_emulator.cognito.rules.codes import new_code
from cognito_emulator.cognito.user import VERIFIED_BY, User
from cognito_emulator.cognito.user_pool import UserPool

CODE, ATTRIBUTE = "code", "attribute"


async def challenge(
    cognito: Cognito, step: SignInStep, name: str, attribute: str, state: Mapping[str, Any]
) -> Answer:
    """Send a code to the user's address in `attribute` and ask for it."""
    code = new_code(cognito.clock()).code
    kept = {**state, CODE: code, ATTRIBUTE: attribute}
    session = challenges.issue(cognito, step.client, step.user.username, name, state=kept)
    to = Recipient.of(step.user, step.client.id, step.at.metadata)
    await send_authentication_code(cognito, step.pool, to, attribute=attribute, code=code)
    # a function may have run, and the user may have gone
    cognito.again(step.user)
    parameters = {**delivery_parameters(step.user.attributes[attribute], attribute)}
    return {"ChallengeName": name, "Session": session, "ChallengeParameters": parameters}


def delivery_parameters(address: str, attribute: str) -> dict[str, str]:
    """CODE_DELIVERY_…, as ChallengeParameters have them."""
    details = delivery_details(address, attribute)
    return {
        "CODE_DELIVERY_DELIVERY_MEDIUM": details["DeliveryMedium"],
        "CODE_DELIVERY_DESTINATION": details["Destination"],
    }


def passed(cognito: Cognito, step: SignInStep, session: str, name: str, code: str) -> Passed:
    """Who has given the code back; AwsError for a wrong one, of which there are few in a row."""
    username = step.user.username
    challenge = challenges.live(cognito, session, step.client, username, name)
    check_attempts(cognito, step.pool, username)
    if not hmac.compare_digest(str(challenge.state.get(CODE) or "").encode(), code.encode()):
        count_wrong(cognito, step.pool, username)
        raise wrong_code()
    with cognito.store.database.transaction():
        challenges.end(cognito, challenge)
        user = _verified(cognito, step.pool, cognito.again(step.user), str(challenge.state[ATTRIBUTE]))
    return Passed(step.of(user), challenge.state)


def refuse_nobody(cognito: Cognito, at: Entrance, username: str, session: str, name: str) -> NoReturn:
    """As `passed` refuses a wrong code of somebody, for a name that is nobody's."""
    challenges.live(cognito, session, at.client, username, name)
    check_attempts(cognito, at.pool, username)
    count_wrong(cognito, at.pool, username)
    raise wrong_code()


def wrong_code() -> AwsError:
    return AwsError("CodeMismatchException", "Invalid code or auth state for the user.")


def _verified(cognito: Cognito, pool: UserPool, user: User, attribute: str) -> User:
    if not user.enabled:
        raise not_authorized("User is disabled.")
    if user.attributes.get(VERIFIED_BY[attribute]) == "true" or not user.attributes.get(attribute):
        return user
    if aliases.other_owner(cognito, pool, user, attribute, user.attributes[attribute]):
        return user  # another user signs in by it, so it stays unverified
    return aliases.verify(cognito, pool, user, attribute, by_force=False)
