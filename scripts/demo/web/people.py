"""Who is in the pool and how far each has come: what a support engineer asks first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scripts.profile import texts_of
from scripts.profile_status import PENDING_APPROVAL, allowed_groups
from scripts.stack_file import Stack
from scripts.user_status import FORCE_CHANGE_PASSWORD, UNCONFIRMED, is_confirmed

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserTypeTypeDef

MOST_PEOPLE = 300
"""ListUsers gives 60 a call and AWS allows 30 such calls a second."""
KEYS_A_CALL = 100


@dataclass(frozen=True)
class Person:
    """`status` is Cognito's UserStatus; `profile` is None where the table has none."""

    sub: str
    email: str = field(repr=False)
    name: str = field(repr=False)
    status: str
    created: datetime
    groups: tuple[str, ...] = ()
    profile: Mapping[str, str] | None = field(default=None, repr=False)

    @property
    def is_confirmed(self) -> bool:
        return is_confirmed(self.status)

    @property
    def waits_for(self) -> str:
        """What the person, or somebody else, has still to do; empty where nobody has."""
        if self.status == UNCONFIRMED:
            return "their confirmation"
        if self.status == FORCE_CHANGE_PASSWORD:
            return "their first sign-in"
        return "approval" if self._is_pending and not self.groups else ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What the flow should have done and has not; empty for whom all is well."""
        if not self.is_confirmed:
            return ()
        if self.profile is None:
            return ("profile",) if self.groups else ("profile", "group")
        return tuple(f"group {group}" for group in sorted(allowed_groups(self.profile) - {*self.groups}))

    @property
    def _is_pending(self) -> bool:
        return self.profile is not None and self.profile.get("status") == PENDING_APPROVAL


@dataclass(frozen=True)
class Overview:
    """People, the newest first; `is_cut` says that the pool has more than are shown."""

    people: Sequence[Person]
    is_cut: bool

    @property
    def confirmed(self) -> int:
        return sum(person.is_confirmed for person in self.people)

    @property
    def with_profile(self) -> int:
        return sum(person.profile is not None for person in self.people)

    @property
    def in_group(self) -> int:
        return sum(bool(person.groups) for person in self.people)

    @property
    def in_need(self) -> int:
        return sum(bool(person.missing) for person in self.people)


def overview_of(stack: Stack) -> Overview:
    """Read the pool and the table. Raises botocore's ClientError and BotoCoreError."""
    users = list(_users(stack, MOST_PEOPLE + 1))
    shown, groups = users[:MOST_PEOPLE], _groups_of_users(stack)
    attributes = [
        {pair["Name"]: pair.get("Value", "") for pair in user.get("Attributes", [])} for user in shown
    ]
    profiles = _profiles(stack, [of_one["sub"] for of_one in attributes])
    people = [
        Person(
            sub=of_one["sub"],
            email=of_one.get("email", ""),
            name=of_one.get("name", ""),
            status=user["UserStatus"],
            created=user["UserCreateDate"],
            groups=tuple(groups.get(user["Username"], [])),
            profile=profiles.get(of_one["sub"]),
        )
        for user, of_one in zip(shown, attributes, strict=True)
    ]
    people.sort(key=lambda person: person.created, reverse=True)
    return Overview(people, is_cut=len(users) > MOST_PEOPLE)


def _users(stack: Stack, most: int) -> Iterator[UserTypeTypeDef]:
    pages = (
        stack.cognito()
        .get_paginator("list_users")
        .paginate(UserPoolId=stack.user_pool_id, PaginationConfig={"MaxItems": most})
    )
    for page in pages:
        yield from page["Users"]


def _groups_of_users(stack: Stack) -> dict[str, list[str]]:
    """The names of the groups of each user name."""
    groups: dict[str, list[str]] = {}
    pages = stack.cognito().get_paginator("list_users_in_group")
    for name in stack.user_types:
        for page in pages.paginate(UserPoolId=stack.user_pool_id, GroupName=name):
            for user in page["Users"]:
                groups.setdefault(user["Username"], []).append(name)
    return groups


def _profiles(stack: Stack, subs: Sequence[str]) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    client, table = stack.dynamodb(), stack.table_name
    keys: list[Any] = [{"user_id": {"S": sub}} for sub in subs]
    while keys:
        asked, keys = keys[:KEYS_A_CALL], keys[KEYS_A_CALL:]
        answer = client.batch_get_item(RequestItems={table: {"Keys": asked, "ConsistentRead": True}})
        for item in answer["Responses"].get(table, []):
            profile = texts_of(item)
            found[profile["user_id"]] = profile
        unprocessed = answer.get("UnprocessedKeys", {})
        keys += unprocessed[table]["Keys"] if table in unprocessed else []
    return found
