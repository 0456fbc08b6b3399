"""Groups and who is in them. Source: the operations' pages in Cognito's API reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.operations.pages import page_before, page_of, position_of, with_token
from cognito_emulator.cognito.store.groups import Group
from cognito_emulator.cognito.user import User, user_type

Answer = dict[str, Any]
_SETTINGS = ("Description", "RoleArn", "Precedence")
_MOST = 60
_MOST_GROUPS_OF_A_USER = 100


async def create_group(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    now = cognito.clock()
    group = Group(pool.id, request["GroupName"], _settings(request), now, now)
    with cognito.store.database.transaction():
        if cognito.store.groups.find(pool.id, group.name):
            raise AwsError("GroupExistsException", "A group with the name already exists.")
        cognito.store.groups.put(group)
    return {"Group": _described(group)}


async def get_group(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    return {"Group": _described(cognito.group(pool, request["GroupName"]))}


async def update_group(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    """What is left out stays as it was: UpdateGroup speaks of no defaults."""
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        group = cognito.group(pool, request["GroupName"])
        settings = {**group.settings, **_settings(request)}
        changed = replace(group, settings=settings, modified=cognito.clock())
        cognito.store.groups.put(changed)
    return {"Group": _described(changed)}


async def delete_group(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        cognito.store.groups.remove(cognito.group(pool, request["GroupName"]))
    return {}


async def list_groups(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    limit = request.get("Limit") or _MOST
    found = cognito.store.groups.of_pool(pool.id, position_of(request.get("NextToken"), ""), limit + 1)
    page, token = page_before(found, limit, lambda group: group.name)
    return with_token({"Groups": [_described(group) for group in page]}, "NextToken", token)


async def list_users_in_group(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    group = cognito.group(pool, request["GroupName"])
    limit = request.get("Limit") or _MOST
    ids = cognito.store.groups.members(group, position_of(request.get("NextToken"), 0), limit + 1)
    page, token = page_before(ids, limit, lambda user_id: user_id)
    users = [user for user in map(cognito.store.users.get, page) if user]
    return with_token({"Users": [user_type(user) for user in users]}, "NextToken", token)


async def admin_add_user_to_group(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        user = cognito.user(pool, request["Username"])
        group = cognito.group(pool, request["GroupName"])
        _check_may_join(cognito, group, user)
        cognito.store.groups.join(group, user)
    return {}


async def admin_remove_user_from_group(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        user = cognito.user(pool, request["Username"])
        cognito.store.groups.leave(cognito.group(pool, request["GroupName"]), user)
    return {}


async def admin_list_groups_for_user(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    groups = cognito.store.groups.of_user(cognito.user(pool, request["Username"]))
    page, token = page_of(groups, position_of(request.get("NextToken"), 0), request.get("Limit") or _MOST)
    return with_token({"Groups": [_described(group) for group in page]}, "NextToken", token)


def _check_may_join(cognito: Cognito, group: Group, user: User) -> None:
    """Source: "Quotas in Amazon Cognito" ("Groups that each user can belong to")."""
    names = {each.name for each in cognito.store.groups.of_user(user)}
    if group.name not in names and len(names) >= _MOST_GROUPS_OF_A_USER:
        raise AwsError("LimitExceededException", f"A user is in at most {_MOST_GROUPS_OF_A_USER} groups.")


def _settings(request: Mapping[str, Any]) -> dict[str, Any]:
    return {name: request[name] for name in _SETTINGS if request.get(name) not in (None, "")}


def _described(group: Group) -> dict[str, Any]:
    dates = {"LastModifiedDate": group.modified, "CreationDate": group.created}
    return {"GroupName": group.name, "UserPoolId": group.pool_id, **group.settings, **dates}
