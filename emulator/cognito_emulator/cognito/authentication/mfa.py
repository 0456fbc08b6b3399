"""The challenges of second factors: which is asked, and who has answered it.

Sources: "Adding MFA to a user pool" and "TOTP software token MFA" in the Cognito developer guide;
RespondToAuthChallenge in its API reference. The wording of the refusals is AWS's, as SDK issues quote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.authentication import challenges, one_time_codes
from cognito_emulator.cognito.authentication.attempts import check_attempts, count_wrong
from cognito_emulator.cognito.authentication.challenges import (
    EMAIL_OTP,
    MFA_SETUP,
    SELECT_MFA_TYPE,
    SOFTWARE_TOKEN_MFA,
)
from cognito_emulator.cognito.authentication.second_factors import (
    ADDRESS_OF,
    DEVICE_NAME,
    SECRET,
    USED,
    Asked,
    asked_for,
    has_software_token,
    matching_step,
    usable_factors,
    was_used,
)
from cognito_emulator.cognito.authentication.steps import Answer, Passed, SignInStep
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_authorized
from cognito_emulator.cognito.rules.attribute_schema import check_values

IS_SET_UP, CHOICES = "is_set_up", "choices"
_OTHER_NAMES = {"EMAIL_MFA": EMAIL_OTP}  # RespondToAuthChallenge's page has both


async def challenge(cognito: Cognito, step: SignInStep, state: Mapping[str, Any]) -> Answer | None:
    """The second factor that is asked for; None where the first is enough.

    `state` is kept with the challenge until it is answered.
    """
    asked = asked_for(cognito, step.pool, step.user)
    return await _ask(cognito, step, asked, state) if asked else None


async def challenge_by(
    cognito: Cognito, step: SignInStep, factor: str, state: Mapping[str, Any]
) -> Answer | None:
    """The challenge of this one factor, whatever the user prefers; None where the user has it not."""
    has_it = factor in usable_factors(cognito, step.pool, step.user)
    return await _ask(cognito, step, Asked(factor), state) if has_it else None


async def select(cognito: Cognito, step: SignInStep, session: str, answer: str) -> Answer:
    """The answer to SELECT_MFA_TYPE: the challenge of the factor that was chosen."""
    name = _OTHER_NAMES.get(answer, answer)
    chosen_from = challenges.live(cognito, session, step.client, step.user.username, SELECT_MFA_TYPE)
    if name not in chosen_from.state[CHOICES]:
        raise invalid_parameter(f"{answer} is not among the MFA types that the user can choose.")
    with cognito.store.database.transaction():
        challenges.end(cognito, chosen_from)
    return await _ask(cognito, step, Asked(name), chosen_from.state)


async def set_up_email(cognito: Cognito, step: SignInStep, session: str, address: str) -> Answer:
    """The answer to MFA_SETUP with an address: a code is sent there."""
    setting_up = challenges.live(cognito, session, step.client, step.user.username, MFA_SETUP)
    if EMAIL_OTP not in setting_up.state[CHOICES]:
        raise invalid_parameter("Email MFA is not among the MFA types that the user can set up.")
    check_values(step.pool.schema, {"email": address})
    with cognito.store.database.transaction():
        challenges.end(cognito, setting_up)
        changes = {"email": address, "email_verified": "false"}
        user = cognito.store.users.set_attributes(step.pool, step.user, changes, cognito.clock())
    return await _ask(cognito, step.of(user), Asked(EMAIL_OTP), setting_up.state)


def by_software_token(cognito: Cognito, step: SignInStep, session: str, code: str) -> Passed:
    """Who has given a one-time password of their authenticator app, which works once."""
    username = step.user.username
    challenge = challenges.live(cognito, session, step.client, username, SOFTWARE_TOKEN_MFA)
    check_attempts(cognito, step.pool, username)
    if not has_software_token(step.user):
        raise AwsError("SoftwareTokenMFANotFoundException", "Software Token MFA does not exist for the user.")
    now = cognito.clock()
    used = matching_step(str(step.user.factors[SECRET]), code, now)
    if used is None:
        count_wrong(cognito, step.pool, username)
        raise AwsError("CodeMismatchException", "Invalid code received for user")
    if was_used(step.user.factors, used):
        raise AwsError("ExpiredCodeException", "Your software token has already been used once.")
    with cognito.store.database.transaction():
        challenges.end(cognito, challenge)
        cognito.store.users.set_factors(step.user, {**step.user.factors, USED: used}, now)
        return Passed(step.of(cognito.again(step.user)), challenge.state)


def by_set_up(cognito: Cognito, step: SignInStep, session: str) -> Passed:
    """Who has set a software token up in this session; AwsError before it was verified."""
    challenge = challenges.live(cognito, session, step.client, step.user.username, MFA_SETUP)
    if not challenge.state.get(IS_SET_UP):
        raise not_authorized(challenges.INVALID_SESSION)
    with cognito.store.database.transaction():
        challenges.end(cognito, challenge)
    return Passed(step, challenge.state)


async def _ask(cognito: Cognito, step: SignInStep, asked: Asked, state: Mapping[str, Any]) -> Answer:
    username = step.user.username
    if asked.challenge in ADDRESS_OF:
        attribute = ADDRESS_OF[asked.challenge]
        answer = await one_time_codes.challenge(cognito, step, asked.challenge, attribute, state)
    else:
        kept = {**state, CHOICES: list(asked.choices)} if asked.choices else state
        session = challenges.issue(cognito, step.client, username, asked.challenge, state=kept)
        answer = {"ChallengeName": asked.challenge, "Session": session, "ChallengeParameters": {}}
    answer["ChallengeParameters"] |= {"USER_ID_FOR_SRP": username, **asked.parameters()}
    if asked.challenge == SOFTWARE_TOKEN_MFA and step.user.factors.get(DEVICE_NAME):
        answer["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] = step.user.factors[DEVICE_NAME]
    return answer
