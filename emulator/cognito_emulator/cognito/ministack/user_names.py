"""Who is who in a user pool: each user by every name that finds them, without a search.

Sources, in the Cognito developer guide: "Customizing sign-in attributes" (user names, aliases, when an
alias is active); in its API reference, UsernameConfigurationType (case).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cognito_emulator.aws.api import AwsApi
from cognito_emulator.cognito.ministack.pool_description import PoolDescription

VERIFIED_BY = {"email": "email_verified", "phone_number": "phone_number_verified"}
_NAMING = frozenset({"sub", "email", "phone_number", "preferred_username", *VERIFIED_BY.values()})


@dataclass
class PoolNames:
    """The names of one pool's users. `Username` is what the engine keeps a user by."""

    description: PoolDescription
    _owners: dict[str, str] = field(default_factory=dict)
    _subs: dict[str, str] = field(default_factory=dict)
    _attributes: dict[str, dict[str, str]] = field(default_factory=dict)

    def owner(self, name: str) -> str | None:
        """The Username of whoever signs in by `name`; None for nobody."""
        return self._owners.get(self.description.folded(name))

    def named(self, name: str) -> str | None:
        """As `owner`, for administrators, who may name a user by the sub too."""
        return self.owner(name) or self._subs.get(name)

    def is_taken(self, name: str, by_other_than: str | None = None) -> bool:
        return self.owner(name) not in (None, by_other_than)

    def alias_owner(self, attribute: str, value: str) -> str | None:
        """Who signs in by this value of an attribute; None where the attribute is no sign-in name."""
        is_name = attribute in self.description.username_attributes | self.description.alias_attributes
        return self.owner(value) if is_name else None

    def attributes(self, username: str) -> Mapping[str, str]:
        """Those attributes of a user that names are made of."""
        return self._attributes.get(username, {})

    def put(self, username: str, attributes: Mapping[str, str]) -> None:
        """Add a user, or change the attributes given here; an empty value takes one away."""
        before = self._attributes.get(username, {})
        relevant = {name: value for name, value in attributes.items() if name in _NAMING}
        after = {name: value for name, value in {**before, **relevant}.items() if value}
        self.remove(username)
        self._attributes[username] = after
        if "sub" in after:
            self._subs[after["sub"]] = username
        for name in self._names(username, after):
            self._owners[name] = username

    def remove(self, username: str) -> None:
        attributes = self._attributes.pop(username, None)
        if attributes is None:
            return
        if self._subs.get(attributes.get("sub", "")) == username:
            del self._subs[attributes["sub"]]
        for name in self._names(username, attributes):
            if self._owners.get(name) == username:
                del self._owners[name]

    def _names(self, username: str, attributes: Mapping[str, str]) -> Iterable[str]:
        yield self.description.folded(username)
        for attribute in self.description.username_attributes:
            if attributes.get(attribute):
                yield self.description.folded(attributes[attribute])
        for attribute in self.description.alias_attributes:
            is_active = attributes.get(VERIFIED_BY.get(attribute, attribute), "false") != "false"
            if attributes.get(attribute) and is_active:
                yield self.description.folded(attributes[attribute])


@dataclass
class UserNames:
    """The names of every pool that was asked for. A pool's are read with ListUsers, once."""

    aws: AwsApi
    _pools: dict[str, PoolNames] = field(default_factory=dict)
    _reading: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def of(self, description: PoolDescription) -> PoolNames:
        names = self._pools.get(description.id)
        if names:
            return names
        async with self._reading.setdefault(description.id, asyncio.Lock()):
            if description.id not in self._pools:
                self._pools[description.id] = await self._read(description)
            return self._pools[description.id]

    def known(self, pool_id: str) -> PoolNames | None:
        """The names of a pool that has been asked for already."""
        return self._pools.get(pool_id)

    def forget(self, pool_id: str) -> None:
        self._pools.pop(pool_id, None)
        self._reading.pop(pool_id, None)

    def forget_all(self) -> None:
        self._pools.clear()
        self._reading.clear()

    async def _read(self, description: PoolDescription) -> PoolNames:
        names, pool = PoolNames(description), description.pool
        page: dict[str, object] = {"UserPoolId": pool.id, "Limit": 60}
        while True:
            answer = await self.aws.cognito("ListUsers", page, region=pool.region, account=pool.account)
            for user in answer["Users"]:
                names.put(user["Username"], {pair["Name"]: pair["Value"] for pair in user["Attributes"]})
            if not answer.get("PaginationToken"):
                return names
            page["PaginationToken"] = answer["PaginationToken"]
