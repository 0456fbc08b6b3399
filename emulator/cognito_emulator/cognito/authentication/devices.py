"""Devices that are remembered: a key for each new one, and a proof by it in a second factor's stead.

Sources: "Working with user devices in your user pool" in the Cognito developer guide;
DeviceConfigurationType, ConfirmDevice and RespondToAuthChallenge (DEVICE_SRP_AUTH, DEVICE_PASSWORD_VERIFIER)
in its API reference.
"""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cognito_emulator.cognito.authentication import challenges, srp_challenge
from cognito_emulator.cognito.authentication.attempts import check_attempts, count_wrong
from cognito_emulator.cognito.authentication.challenges import DEVICE_PASSWORD_VERIFIER, DEVICE_SRP_AUTH
from cognito_emulator.cognito.authentication.steps import WRONG, Answer, Passed, SignInStep
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_authorized, not_found
from cognito_emulator.cognito.store.devices import Device
from cognito_emulator.cognito.store.sign_ins import SignIn
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

KEY = "device key"
INVALID_REFRESH_TOKEN = "Invalid Refresh Token."  # noqa: S105 - what AWS answers
NAME, SALT, VERIFIER, IS_REMEMBERED = "name", "salt", "verifier", "is remembered"
MODIFIED, AUTHENTICATED, LAST_ADDRESS = "modified", "authenticated", "last address"
_SECONDS_TO_CONFIRM = 24 * 60 * 60  # the longest life of an access token, which confirms the device


def is_tracking(pool: UserPool) -> bool:
    return pool.settings.get("DeviceConfiguration") is not None


def check_tracking(pool: UserPool) -> None:
    if not is_tracking(pool):
        raise AwsError(
            "InvalidUserPoolConfigurationException", "Device tracking is not configured for the user pool."
        )


def known(cognito: Cognito, pool: UserPool, user: User, device_key: str) -> Device | None:
    """The device that a sign-in says it comes from; AwsError for one that is not the user's."""
    if not device_key or not is_tracking(pool):
        return None
    device = cognito.store.devices.find(user.id, device_key)
    if device is None or device.content is None:
        raise not_found("Device does not exist.")
    return device


def from_one(step: SignInStep, state: Mapping[str, Any]) -> SignInStep:
    """The step as from the device that the request names, or from the one that the sign-in has begun with."""
    return replace(step, at=replace(step.at, device_key=step.at.device_key or str(state.get(KEY) or "")))


def replaces_second_factor(pool: UserPool, device: Device | None) -> bool:
    """Whether the proof of this device is asked, and no second factor."""
    config = pool.settings.get("DeviceConfiguration") or {}
    is_remembered = bool(device and device.content and device.content[IS_REMEMBERED])
    return is_remembered and bool(config.get("ChallengeRequiredOnNewDevice"))


def challenge(cognito: Cognito, step: SignInStep, device: Device, state: Mapping[str, Any]) -> Answer:
    """DEVICE_SRP_AUTH: the client answers with SRP_A."""
    kept = {**state, KEY: device.device_key}
    session = challenges.issue(cognito, step.client, step.user.username, DEVICE_SRP_AUTH, state=kept)
    parameters = {"USERNAME": step.user.username, "DEVICE_KEY": device.device_key}
    return {"ChallengeName": DEVICE_SRP_AUTH, "Session": session, "ChallengeParameters": parameters}


def begin_proof(cognito: Cognito, step: SignInStep, session: str, client_public: str) -> Answer:
    """DEVICE_PASSWORD_VERIFIER, after SRP_A.

    Clients such as pycognito send no session here: the challenge that the user has just been given is meant,
    if they name its device.
    """
    username, is_named = step.user.username, bool(session)
    session = session or cognito.store.proofs.newest_session(step.pool.id, username, DEVICE_SRP_AUTH)
    asked = challenges.live(cognito, session, step.client, username, DEVICE_SRP_AUTH)
    if not is_named and step.at.device_key != asked.state[KEY]:
        raise not_authorized(challenges.INVALID_SESSION)
    if step.at.device_key not in ("", asked.state[KEY]):
        raise not_found("Device does not exist.")
    device = known(cognito, step.pool, step.user, str(asked.state[KEY]))
    if device is None or device.content is None:
        raise not_authorized(challenges.INVALID_SESSION)
    content = device.content
    exchange = srp_challenge.begun(client_public, int(content[SALT], 16), int(content[VERIFIER], 16))
    block = exchange.secret_block
    with cognito.store.database.transaction():
        challenges.end(cognito, asked)
        challenges.issue(
            *(cognito, step.client, step.user.username, DEVICE_PASSWORD_VERIFIER),
            state={**asked.state, srp_challenge.EXCHANGE: exchange.state()},
            session=block,
        )
    parameters = {
        "SALT": exchange.salt,
        "SECRET_BLOCK": block,
        "SRP_B": exchange.server_public,
        "USERNAME": step.user.username,
        "DEVICE_KEY": device.device_key,
    }
    return {"ChallengeName": DEVICE_PASSWORD_VERIFIER, "Session": block, "ChallengeParameters": parameters}


def by_proof(cognito: Cognito, step: SignInStep, given: Mapping[str, str]) -> Passed:
    """Whose device has proved to have its secret; a proof counts once."""
    username = step.user.username
    session = given["PASSWORD_CLAIM_SECRET_BLOCK"]
    asked = challenges.live(cognito, session, step.client, username, DEVICE_PASSWORD_VERIFIER)
    check_attempts(cognito, step.pool, username)
    with cognito.store.database.transaction():
        challenges.end(cognito, asked)
    device = known(cognito, step.pool, step.user, str(asked.state[KEY]))
    if device is None or device.content is None:
        raise not_authorized(challenges.INVALID_SESSION)
    identity, verifier = f"{device.group_key}{device.device_key}", int(device.content[VERIFIER], 16)
    if not srp_challenge.is_proof(asked, identity, verifier, given):
        count_wrong(cognito, step.pool, username)
        raise not_authorized(WRONG)
    return Passed(step, srp_challenge.kept(asked))


def used(cognito: Cognito, device: Device, address: str) -> None:
    """Somebody has signed in from this device."""
    content = {**(device.content or {}), AUTHENTICATED: cognito.clock(), LAST_ADDRESS: address}
    with cognito.store.database.transaction():
        cognito.store.devices.put(replace(device, content=content))


def check_continues(cognito: Cognito, pool: UserPool, sign_in: SignIn, device_key: str) -> None:
    """A sign-in goes on from the device that it came from and from no other, once that one is confirmed.

    AwsError (NotAuthorizedException) otherwise, in the words of "Troubleshoot Amazon Cognito" in the guide.
    """
    if not sign_in.device_key or not is_tracking(pool):
        return
    device = cognito.store.devices.find(sign_in.user_id, sign_in.device_key)
    if device_key != sign_in.device_key or device is None or device.content is None:
        raise not_authorized(INVALID_REFRESH_TOKEN)


def new(cognito: Cognito, pool: UserPool, user: User) -> Device | None:
    """A device that nobody knows yet; None where the pool tracks none."""
    if not is_tracking(pool):
        return None
    group = f"-{secrets.token_urlsafe(6)}"
    return Device(f"{pool.region}_{uuid.uuid4()}", user.id, group, cognito.clock())


def keep_new(cognito: Cognito, device: Device) -> dict[str, str]:
    """NewDeviceMetadataType: the key that an app confirms its device by."""
    with cognito.store.database.transaction():
        cognito.store.devices.forget_unconfirmed(device.user_id, device.created - _SECONDS_TO_CONFIRM)
        cognito.store.devices.put(device)
    return {"DeviceKey": device.device_key, "DeviceGroupKey": device.group_key}


def confirmed(
    pool: UserPool, device: Device, request: Mapping[str, Any], *, address: str, now: float
) -> Device:
    """A device with the verifier and the name that an app gives it."""
    config = request.get("DeviceSecretVerifierConfig") or {}
    try:
        salt, verifier = (
            base64.b64decode(config[name], validate=True).hex() for name in ("Salt", "PasswordVerifier")
        )
        is_number = int(salt, 16) > 0 and int(verifier, 16) > 0
    except (KeyError, ValueError) as error:
        raise invalid_parameter("DeviceSecretVerifierConfig needs Salt and PasswordVerifier.") from error
    if not is_number:
        raise invalid_parameter("DeviceSecretVerifierConfig needs Salt and PasswordVerifier.")
    content = {
        NAME: request.get("DeviceName"),
        SALT: salt,
        VERIFIER: verifier,
        IS_REMEMBERED: not asks_users(pool),
        MODIFIED: now,
        AUTHENTICATED: now,
        LAST_ADDRESS: address,
    }
    return replace(device, content=content)


def asks_users(pool: UserPool) -> bool:
    """Whether a device is remembered only when its user says so."""
    config = pool.settings.get("DeviceConfiguration") or {}
    return bool(config.get("DeviceOnlyRememberedOnUserPrompt"))
