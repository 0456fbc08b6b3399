"""What comes after what: from a proven first factor to the end of a sign-in, with whatever is asked between.

Sources: "Authentication flows", "Adding MFA to a user pool", "Working with user devices in your user pool"
and "Custom authentication challenge Lambda triggers" in the Cognito developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.authentication import completion, custom, devices, first_factor, mfa
from cognito_emulator.cognito.authentication.challenges import DEVICE_PASSWORD_VERIFIER
from cognito_emulator.cognito.authentication.steps import Answer, Passed, SignInStep
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.tokens.issue import AUTHENTICATE_DEVICE, AUTHENTICATION, NEW_PASSWORD
from cognito_emulator.cognito.triggers.sign_up import CONFIRMED_BY_SIGN_UP, after_confirmation
from cognito_emulator.cognito.user import CONFIRMED, FORCE_CHANGE_PASSWORD, UNCONFIRMED

_SOURCE = "source"


async def after_password(
    cognito: Cognito, step: SignInStep, state: Mapping[str, Any] | None = None
) -> Answer:
    """Tokens for who has proved a password, or the next challenge."""
    if step.user.status == FORCE_CHANGE_PASSWORD:
        return first_factor.new_password_challenge(cognito, step, state or {})
    return await after_first_factor(cognito, step, state or {})


async def after_new_password(cognito: Cognito, passed: Passed) -> Answer:
    return await after_first_factor(cognito, passed.step, {**passed.state, _SOURCE: NEW_PASSWORD})


async def after_first_factor(cognito: Cognito, step: SignInStep, state: Mapping[str, Any]) -> Answer:
    """The proof of a remembered device, or the second factor, where one is asked for; tokens otherwise."""
    device_key = step.at.device_key or str(state.get(devices.KEY) or "")
    device = devices.known(cognito, step.pool, step.user, device_key)
    kept = {**state, devices.KEY: device_key} if device else state
    if device and devices.replaces_second_factor(step.pool, device):
        return devices.challenge(cognito, step, device, kept)
    asked = await mfa.challenge(cognito, step, kept)
    return asked or await end(cognito, Passed(step, kept))


async def after_device(cognito: Cognito, passed: Passed) -> Answer:
    by_device = Passed(passed.step, {**passed.state, _SOURCE: AUTHENTICATE_DEVICE})
    return await end(cognito, by_device, by=DEVICE_PASSWORD_VERIFIER)


async def after_passwordless(cognito: Cognito, passed: Passed) -> Answer:
    """A one-time code or a passkey is all that is asked. A code confirms who was not confirmed."""
    user = passed.step.user
    if user.status != UNCONFIRMED:
        return await end(cognito, passed)
    with cognito.store.database.transaction():
        cognito.store.users.set_status(user, CONFIRMED, cognito.clock())
        user = cognito.again(user)
    at = passed.step.at
    await after_confirmation(
        *(cognito, at.pool, user, CONFIRMED_BY_SIGN_UP), client_id=at.client.id, client_metadata=at.metadata
    )
    return await end(cognito, Passed(passed.step.of(cognito.again(user)), passed.state))


async def end(cognito: Cognito, passed: Passed, *, by: str = "") -> Answer:
    """All that the pool asks is answered: tokens, or the next step that the pool's functions want.

    `by` is the challenge that was answered last, for these functions.
    """
    if custom.is_part_of_one(passed.state):
        return await custom.go_on(cognito, passed, by)
    step = devices.from_one(passed.step, passed.state)
    finish = step.at.finish or completion.signed_in
    return await finish(cognito, step, str(passed.state.get(_SOURCE) or AUTHENTICATION))
