"""The end of a sign-in: functions, tokens, and a key for a device that is new.

Sources: "Post authentication Lambda trigger" and "Working with user devices in your user pool" in the Cognito
developer guide; AuthenticationResultType in its API reference.
"""

from __future__ import annotations

from cognito_emulator.cognito.authentication import devices
from cognito_emulator.cognito.authentication.attempts import forget_wrong
from cognito_emulator.cognito.authentication.steps import Answer, SignInStep
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.store.devices import Device
from cognito_emulator.cognito.tokens.issue import tokens_of_new_sign_in
from cognito_emulator.cognito.triggers.sign_in import after_authentication
from cognito_emulator.cognito.user import User


async def signed_in(cognito: Cognito, step: SignInStep, source: str) -> Answer:
    """Tokens of a new sign-in, after the pool's functions; `source` is PreTokenGeneration's."""
    known = _device(cognito, step)
    device = known or devices.new(cognito, step.pool, step.user)
    is_new = device is not None and known is None
    user = await complete(cognito, step, is_on_new_device=is_new)
    tokens = await tokens_of_new_sign_in(
        *(cognito, step.pool, step.client, user, source),
        client_metadata=step.at.metadata,
        device_key=device.device_key if device else "",
    )
    result = tokens.result()
    if device and is_new:
        result["NewDeviceMetadata"] = devices.keep_new(cognito, device)
    elif device:
        devices.used(cognito, device, step.at.address)
    return {"ChallengeParameters": {}, "AuthenticationResult": result}


async def complete(cognito: Cognito, step: SignInStep, *, is_on_new_device: bool = False) -> User:
    """Whoever has answered all that was asked, as they are after PostAuthentication."""
    with cognito.store.database.transaction():
        forget_wrong(cognito, step.pool, step.user.username)
    await after_authentication(
        *(cognito, step.pool, step.client, step.user, step.at.metadata), is_on_new_device=is_on_new_device
    )
    return cognito.again(step.user)


def _device(cognito: Cognito, step: SignInStep) -> Device | None:
    """The device that the sign-in comes from, if it is one that was confirmed and is still there."""
    if not devices.is_tracking(step.pool):
        return None
    device = cognito.store.devices.find(step.user.id, step.at.device_key)
    return device if device and device.content is not None else None
