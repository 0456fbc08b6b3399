"""Users as administrators create, find, disable and delete them, and as people see and delete themselves.

Sources: the operations' pages in Cognito's API reference (ListUsers: what can be searched); "Creating user
accounts as administrator" in the developer guide.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from cognito_emulator.cognito.authentication.password import kept_password, temporary_password
from cognito_emulator.cognito.authentication.second_factors import mfa_members
from cognito_emulator.cognito.context import ANYBODY, Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter
from cognito_emulator.cognito.messages.messages import Recipient, send_invitation
from cognito_emulator.cognito.operations import aliases
from cognito_emulator.cognito.operations.pages import page_before, position_of, with_token
from cognito_emulator.cognito.operations.sign_up import check_names_are_free
from cognito_emulator.cognito.rules.addresses import alias_exists
from cognito_emulator.cognito.rules.attribute_permissions import readable
from cognito_emulator.cognito.rules.attribute_schema import check_values
from cognito_emulator.cognito.rules.factor_settings import allows_no_password
from cognito_emulator.cognito.rules.new_user import NewUser, new_user
from cognito_emulator.cognito.rules.password_policy import check_password
from cognito_emulator.cognito.store.users import Search
from cognito_emulator.cognito.tokens.verify import signed_in
from cognito_emulator.cognito.triggers.sign_up import before_sign_up
from cognito_emulator.cognito.user import (
    CONFIRMED,
    FORCE_CHANGE_PASSWORD,
    VERIFIED_BY,
    User,
    as_map,
    as_pairs,
    user_type,
)
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
SEARCHABLE = frozenset(
    {
        *("email", "family_name", "given_name", "name", "phone_number", "preferred_username", "status"),
        *("sub", "username", "cognito:user_status"),
    }
)
_FILTER = re.compile(r'\s*"?(?P<name>[\w:]+)"?\s*(?P<operator>\^?=)\s*"(?P<value>(?:[^"\\]|\\.)*)"\s*')
_ESCAPED = re.compile(r"\\(.)")
_PAGE = 60


async def admin_create_user(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    if request.get("MessageAction") == "RESEND":
        return await _invite_again(cognito, pool, request)
    user = checked_user(cognito, pool, request)
    await before_sign_up(
        cognito,
        pool,
        user,
        "PreSignUp_AdminCreateUser",
        validation_data=as_map(request.get("ValidationData")),
        client_metadata=request.get("ClientMetadata"),
    )
    password = request.get("TemporaryPassword")
    if not password and not allows_no_password(pool.settings):
        password = temporary_password(pool.settings)
    made = add_user(cognito, pool, request, user, password)
    if password and request.get("MessageAction") != "SUPPRESS":
        await _invite(cognito, pool, made, request, password)
    return {"User": user_type(made)}


async def admin_get_user(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    user = cognito.user(pool, request["Username"])
    described = user_type(user)
    attributes = described.pop("Attributes")
    return {**described, "UserAttributes": attributes, **mfa_members(user)}


async def admin_delete_user(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        cognito.store.users.remove(cognito.user(pool, request["Username"]))
    return {}


async def admin_disable_user(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        user = cognito.user(pool, request["Username"])
        cognito.store.users.set_enabled(user, enabled=False, now=cognito.clock())
        cognito.store.sign_ins.revoke_all(user.id)
    return {}


async def admin_enable_user(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        user = cognito.user(pool, request["Username"])
        cognito.store.users.set_enabled(user, enabled=True, now=cognito.clock())
    return {}


async def list_users(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    search = _search(request.get("Filter"))
    limit = _PAGE if request.get("Limit") is None else request["Limit"]
    after = position_of(request.get("PaginationToken"), 0)
    found = cognito.store.users.page(pool, search, after, limit + 1)
    names = request.get("AttributesToGet") or None
    page, token = page_before(found, limit, lambda user: user.id)
    if any(name not in user.attributes for user in page for name in names or ()):
        raise invalid_parameter("One or more requested attributes do not exist.")
    listed = [user_type(user, names) for user in page]
    return with_token({"Users": listed}, "PaginationToken", token)


async def get_user(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    by = signed_in(cognito, request["AccessToken"])
    shown = readable(by.pool.schema, by.client, by.user.attributes)
    return {"Username": by.user.username, "UserAttributes": as_pairs(shown), **mfa_members(by.user)}


async def delete_user(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    with cognito.store.database.transaction():
        cognito.store.users.remove(signed_in(cognito, request["AccessToken"]).user)
    return {}


def _search(text: str | None) -> Search | None:
    if not text:
        return None
    match = _FILTER.fullmatch(text)
    if match is None:
        raise invalid_parameter("Error while parsing filter.")
    if match["name"] not in SEARCHABLE:
        raise invalid_parameter(f"Invalid search attribute: {match['name']}")
    value = _ESCAPED.sub(r"\1", match["value"])
    return Search(match["name"], value, is_prefix=match["operator"] == "^=")


def checked_user(cognito: Cognito, pool: UserPool, request: Mapping[str, Any]) -> NewUser:
    """The user that AdminCreateUser's request describes. AwsError where the pool does not allow it."""
    given = as_map(request.get("UserAttributes"))
    if "sub" in given:
        raise invalid_parameter("Cannot modify the non-mutable attribute sub")
    user = new_user(pool, request["Username"], given)
    check_values(pool.schema, given)
    _check_addresses_are_given(user.attributes, request.get("DesiredDeliveryMediums") or ())
    if request.get("TemporaryPassword"):
        check_password(pool.settings, request["TemporaryPassword"])
    elif allows_no_password(pool.settings) and not user.attributes.keys() & VERIFIED_BY.keys():
        raise invalid_parameter("A user without a password needs an email or a phone_number.")
    attributes = {name: value for name, value in user.attributes.items() if value}
    checked = NewUser(user.username, attributes)
    _check_names(cognito, pool, request, checked)
    return checked


def _check_addresses_are_given(attributes: Mapping[str, str], mediums: Iterable[str]) -> None:
    """Raise AwsError for an address that is verified, or that takes the invitation, and is not there.

    The words of the first are AWS's, as rahulpsd18/cognito-backup-restore#25 quotes them.
    """
    if "EMAIL" in mediums and not attributes.get("email"):
        raise invalid_parameter("No email provided but desired delivery medium was Email")
    if "SMS" in mediums and not attributes.get("phone_number"):
        raise invalid_parameter("No phone number provided but desired delivery medium was SMS")
    for address, verified in VERIFIED_BY.items():
        if attributes.get(verified) == "true" and not attributes.get(address):
            raise invalid_parameter(f"{verified} cannot be true without {address}.")


def _check_names(cognito: Cognito, pool: UserPool, request: Mapping[str, Any], user: NewUser) -> None:
    try:
        check_names_are_free(cognito, pool, request["Username"], user)
    except AwsError as error:
        if pool.username_attributes:
            raise
        raise AwsError("UsernameExistsException", "User account already exists") from error
    if not request.get("ForceAliasCreation"):
        for name in _verified_aliases(pool, user):
            if aliases.other_owner(cognito, pool, None, name, user.attributes[name]):
                raise alias_exists(name)


def _verified_aliases(pool: UserPool, user: NewUser) -> list[str]:
    names = pool.alias_attributes & VERIFIED_BY.keys() & user.attributes.keys()
    return [name for name in names if user.attributes.get(VERIFIED_BY[name]) == "true"]


def add_user(
    cognito: Cognito, pool: UserPool, request: Mapping[str, Any], user: NewUser, password: str | None
) -> User:
    """Keep the new user. The function has run since pool and names were looked at: they are again."""
    sub = user.username if pool.username_attributes else str(uuid.uuid4())
    with cognito.store.database.transaction():
        pool = cognito.pool(ANYBODY, pool.id)
        _check_names(cognito, pool, request, user)
        for name in _verified_aliases(pool, user):
            aliases.release(cognito, pool, None, name, user.attributes[name])
        return cognito.store.users.add(
            pool,
            user.username,
            {"sub": sub, **user.attributes},
            status=FORCE_CHANGE_PASSWORD if password else CONFIRMED,
            password=kept_password(pool, user.username, password) if password else None,
            now=cognito.clock(),
        )


async def _invite_again(cognito: Cognito, pool: UserPool, request: Mapping[str, Any]) -> Answer:
    password = request.get("TemporaryPassword") or temporary_password(pool.settings)
    check_password(pool.settings, password)
    with cognito.store.database.transaction():
        user = cognito.user(pool, request["Username"])
        if user.status != FORCE_CHANGE_PASSWORD:
            message = f"Resend not possible. {user.username} status is not FORCE_CHANGE_PASSWORD"
            raise AwsError("UnsupportedUserStateException", message)
        kept = kept_password(pool, user.username, password)
        cognito.store.users.set_password(user, kept, FORCE_CHANGE_PASSWORD, cognito.clock())
    await _invite(cognito, pool, user, request, password)
    return {"User": user_type(cognito.again(user))}


async def _invite(
    cognito: Cognito, pool: UserPool, user: User, request: Mapping[str, Any], password: str
) -> None:
    wanted = {"EMAIL": "email", "SMS": "phone_number"}
    mediums = request.get("DesiredDeliveryMediums") or ["SMS"]
    for attribute in (*(wanted[medium] for medium in mediums), "email"):
        if user.attributes.get(attribute):
            to = Recipient.of(user, client_metadata=request.get("ClientMetadata"))
            await send_invitation(cognito, pool, to, attribute, password)
            return
