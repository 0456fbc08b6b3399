"""What the page of a person shows beside the user: groups, factors, devices, sessions, items by their key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cognito_emulator.aws.items_of_key import ItemsOfKey
from cognito_emulator.cognito.authentication import choices
from cognito_emulator.cognito.authentication.devices import NAME
from cognito_emulator.cognito.authentication.second_factors import mfa_members
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.store.devices import Device
from cognito_emulator.cognito.store.sign_ins import SignIn
from cognito_emulator.cognito.user import UNCONFIRMED, User
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.console.page import utc

MOST_SESSIONS = 20
MOST_GROUPS = 1000


@dataclass(frozen=True)
class ShownSession:
    """A sign-in and whether its refresh token is still good; `app` is the client's name."""

    app: str
    began: datetime
    ends: datetime
    state: str


@dataclass(frozen=True)
class ShownDevice:
    name: str
    key: str
    since: datetime


@dataclass(frozen=True)
class ShownItem:
    table: str
    key: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class PersonDetails:
    """`other_groups` are those of the pool that the person is not in."""

    can_be_confirmed: bool
    created: datetime
    modified: datetime
    groups: Sequence[str]
    other_groups: Sequence[str]
    first_factors: Sequence[str]
    second_factors: Sequence[str]
    preferred_factor: str
    passkeys: int
    devices: Sequence[ShownDevice]
    sessions: Sequence[ShownSession]
    items: Sequence[ShownItem]


async def details_of(cognito: Cognito, pool: UserPool, user: User) -> PersonDetails:
    items = await ItemsOfKey(pool.account, pool.region).find([user.sub, user.username])
    store, factors = cognito.store, mfa_members(user)
    groups = [group.name for group in store.groups.of_user(user)]
    of_pool = [group.name for group in store.groups.of_pool(pool.id, "", MOST_GROUPS)]
    return PersonDetails(
        user.status == UNCONFIRMED,
        utc(user.created),
        utc(user.modified),
        groups,
        [name for name in of_pool if name not in groups],
        choices.configured(cognito, pool, user),
        factors.get("UserMFASettingList") or [],
        factors.get("PreferredMfaSetting") or "",
        len(store.passkeys.of_user(user.id)),
        [_device(each) for each in store.devices.of_user(user.id)],
        [_session(cognito, each) for each in store.sign_ins.of_user(user.id, MOST_SESSIONS)],
        [ShownItem(each.table, each.key, as_text(each.content)) for each in items],
    )


def _device(device: Device) -> ShownDevice:
    name = str((device.content or {}).get(NAME) or "without a name")
    return ShownDevice(name, device.device_key, utc(device.created))


def _session(cognito: Cognito, sign_in: SignIn) -> ShownSession:
    client = cognito.store.clients.find(sign_in.client_id)
    state = "ended" if sign_in.is_revoked else "expired" if sign_in.ends <= cognito.clock() else "open"
    app = client.name if client else sign_in.client_id
    return ShownSession(app, utc(sign_in.auth_time), utc(sign_in.ends), state)


def as_text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, sort_keys=True, default=_readable, ensure_ascii=False)


def _readable(value: object) -> object:
    """What JSON has no form for: DynamoDB's sets, numbers and bytes."""
    return sorted(value, key=str) if isinstance(value, set) else str(value)
