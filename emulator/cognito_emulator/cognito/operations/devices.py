"""Devices of users: confirmed, remembered, listed, forgotten, by who is signed in and by administrators.

Sources: the operations' pages in Cognito's API reference; "Working with user devices in your user pool" in
the developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cognito_emulator.cognito.authentication import devices
from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, not_found
from cognito_emulator.cognito.operations.pages import page_of, position_of, with_token
from cognito_emulator.cognito.store.devices import Device
from cognito_emulator.cognito.tokens.verify import SignedIn, signed_in
from cognito_emulator.cognito.user import User, as_pairs
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
_PAGE = 60


async def confirm_device(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    by = _signed_in(cognito, request)
    with cognito.store.database.transaction():
        device = cognito.store.devices.find(by.user.id, request["DeviceKey"])
        if device is None:
            raise _not_there()
        if device.content is not None:
            raise AwsError("DeviceKeyExistsException", "The device is already confirmed.")
        confirmed = devices.confirmed(by.pool, device, request, address=caller.address, now=cognito.clock())
        cognito.store.devices.put(confirmed)
    return {"UserConfirmationNecessary": devices.asks_users(by.pool)}


async def get_device(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    by = _signed_in(cognito, request)
    return {"Device": _described(_device(cognito, by.user, request))}


async def list_devices(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    by = _signed_in(cognito, request)
    return _listed(cognito, by.user, request)


async def update_device_status(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    with cognito.store.database.transaction():
        by = _signed_in(cognito, request)
        _set_status(cognito, by.user, request)
    return {}


async def forget_device(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    with cognito.store.database.transaction():
        by = _signed_in(cognito, request)
        cognito.store.devices.remove(_device(cognito, by.user, request))
    return {}


async def admin_get_device(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    _, user = _administered(cognito, request, caller)
    return {"Device": _described(_device(cognito, user, request))}


async def admin_list_devices(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    _, user = _administered(cognito, request, caller)
    return _listed(cognito, user, request)


async def admin_update_device_status(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    with cognito.store.database.transaction():
        _, user = _administered(cognito, request, caller)
        _set_status(cognito, user, request)
    return {}


async def admin_forget_device(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    with cognito.store.database.transaction():
        _, user = _administered(cognito, request, caller)
        cognito.store.devices.remove(_device(cognito, user, request))
    return {}


def _signed_in(cognito: Cognito, request: Mapping[str, Any]) -> SignedIn:
    by = signed_in(cognito, request.get("AccessToken") or "")
    devices.check_tracking(by.pool)
    return by


def _administered(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> tuple[UserPool, User]:
    pool = cognito.pool(caller, request["UserPoolId"])
    devices.check_tracking(pool)
    return pool, cognito.user(pool, request["Username"])


def _device(cognito: Cognito, user: User, request: Mapping[str, Any]) -> Device:
    device = cognito.store.devices.find(user.id, request["DeviceKey"])
    if device is None or device.content is None:
        raise _not_there()
    return device


def _set_status(cognito: Cognito, user: User, request: Mapping[str, Any]) -> None:
    device = _device(cognito, user, request)
    status = request.get("DeviceRememberedStatus")
    if status is None:
        return
    changes = {devices.IS_REMEMBERED: status == "remembered", devices.MODIFIED: cognito.clock()}
    cognito.store.devices.put(replace(device, content={**(device.content or {}), **changes}))


def _listed(cognito: Cognito, user: User, request: Mapping[str, Any]) -> Answer:
    described = [_described(device) for device in cognito.store.devices.of_user(user.id)]
    start = position_of(request.get("PaginationToken"), 0)
    page, token = page_of(described, start, request.get("Limit") or _PAGE)
    return with_token({"Devices": page}, "PaginationToken", token)


def _described(device: Device) -> dict[str, Any]:
    """DeviceType."""
    content = device.content or {}
    remembered = "remembered" if content[devices.IS_REMEMBERED] else "not_remembered"
    attributes = {"device_status": "valid", "dev:device_remembered_status": remembered}
    if content[devices.NAME]:
        attributes["device_name"] = content[devices.NAME]
    if content.get(devices.LAST_ADDRESS):
        attributes["last_ip_used"] = content[devices.LAST_ADDRESS]
    return {
        "DeviceKey": device.device_key,
        "DeviceAttributes": as_pairs(attributes),
        "DeviceCreateDate": device.created,
        "DeviceLastModifiedDate": content[devices.MODIFIED],
        "DeviceLastAuthenticatedDate": content[devices.AUTHENTICATED],
    }


def _not_there() -> AwsError:
    return not_found("Device does not exist.")
