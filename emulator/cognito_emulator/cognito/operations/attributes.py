"""Users' attributes after the sign-up: who may change, take away, see and verify which.

Sources: "Working with user attributes" and "Verifying updates to email addresses and phone numbers" in the
Cognito developer guide, and the operations' pages in its API reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from cognito_emulator.aws.management_events import tell_of_attributes
from cognito_emulator.cognito.authentication.attempts import count_request
from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import invalid_parameter
from cognito_emulator.cognito.messages.messages import Recipient, send_code
from cognito_emulator.cognito.operations import aliases
from cognito_emulator.cognito.rules.addresses import alias_exists
from cognito_emulator.cognito.rules.attribute_permissions import check_writable
from cognito_emulator.cognito.rules.attribute_schema import check_mutable, check_required, check_values
from cognito_emulator.cognito.rules.codes import attribute_purpose, check_code, new_code
from cognito_emulator.cognito.rules.new_user import check_preferred_username
from cognito_emulator.cognito.tokens.verify import SignedIn, signed_in
from cognito_emulator.cognito.user import UNCONFIRMED, VERIFIED_BY, User, as_map
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]


async def update_user_attributes(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    given = as_map(request["UserAttributes"])
    with cognito.store.database.transaction():
        by = signed_in(cognito, request["AccessToken"])
        _check_own(cognito, by, given)
        changed = _changed_addresses(by.user, given)
        _write(cognito, by.pool, by.user, given, by.pool.verified_before_update & changed.keys())
    to = Recipient.of(by.user, by.client.id, request.get("ClientMetadata"))
    sent = [
        await _send(cognito, by.pool, by.user, to, {name: value})
        for name, value in changed.items()
        if value and name in by.pool.auto_verified
    ]
    tell_of_attributes(by.pool, by.user, "UpdateUserAttributes")
    return {"CodeDeliveryDetailsList": sent}


async def delete_user_attributes(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    names = request["UserAttributeNames"]
    with cognito.store.database.transaction():
        by = signed_in(cognito, request["AccessToken"])
        check_values(by.pool.schema, dict.fromkeys(names, ""))
        check_writable(by.pool.schema, by.client, names)
        check_deletable(by.pool, names)
        cognito.store.users.set_attributes(by.pool, by.user, without(names), cognito.clock())
    tell_of_attributes(by.pool, by.user, "DeleteUserAttributes")
    return {}


async def get_user_attribute_verification_code(
    cognito: Cognito, request: Mapping[str, Any], _: Caller
) -> Answer:
    by, name = signed_in(cognito, request["AccessToken"]), request["AttributeName"]
    address = by.user.attributes.get(name)
    if name not in VERIFIED_BY or not address:
        raise invalid_parameter(f"User does not have an attribute {name} to verify.")
    count_request(cognito, by.pool, "GetUserAttributeVerificationCode", by.user.username, by.user)
    to = Recipient.of(by.user, by.client.id, request.get("ClientMetadata"))
    source = "CustomMessage_VerifyUserAttribute"
    details = await _send(cognito, by.pool, by.user, to, {name: address}, source=source)
    return {"CodeDeliveryDetails": details}


async def verify_user_attribute(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    name = request["AttributeName"]
    purpose = attribute_purpose(name)
    _count_verification(cognito, signed_in(cognito, request["AccessToken"]))
    with cognito.store.database.transaction():
        by = signed_in(cognito, request["AccessToken"])
        user, now = by.user, cognito.clock()
        issued = check_code(cognito.store.proofs.code(user.id, purpose), request["Code"], now)
        if issued.value and issued.value != user.attributes.get(name):
            aliases.check_free(cognito, by.pool, user, {name: issued.value})
            changes = {name: issued.value, VERIFIED_BY[name]: "false"}
            user = cognito.store.users.set_attributes(by.pool, user, changes, now)
        aliases.verify(cognito, by.pool, user, name, by_force=False)
        cognito.store.proofs.spend_code(user.id, purpose)
    tell_of_attributes(by.pool, by.user, "VerifyUserAttribute")
    return {}


async def admin_update_user_attributes(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    given = as_map(request["UserAttributes"])
    with cognito.store.database.transaction():
        user = cognito.user(pool, request["Username"])
        _check_as_admin(cognito, pool, user, given)
        changed = _changed_addresses(user, given)
        waiting = [
            name
            for name, value in changed.items()
            if value and name in pool.verified_before_update and given.get(VERIFIED_BY[name]) != "true"
        ]
        _write(cognito, pool, user, given, waiting)
    to = Recipient.of(user, client_metadata=request.get("ClientMetadata"))
    for name in waiting:
        await _send(cognito, pool, user, to, {name: given[name]})
    tell_of_attributes(pool, user, "AdminUpdateUserAttributes")
    return {}


async def admin_delete_user_attributes(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    names = request["UserAttributeNames"]
    with cognito.store.database.transaction():
        user = cognito.user(pool, request["Username"])
        check_values(pool.schema, dict.fromkeys(names, ""))
        check_deletable(pool, names)
        cognito.store.users.set_attributes(pool, user, without(names), cognito.clock())
    tell_of_attributes(pool, user, "AdminDeleteUserAttributes")
    return {}


def _count_verification(cognito: Cognito, by: SignedIn) -> None:
    count_request(cognito, by.pool, "VerifyUserAttribute", by.user.username, by.user)


def check_deletable(pool: UserPool, names: Iterable[str]) -> None:
    """Raise AwsError (InvalidParameterException) for an attribute that a user cannot be without."""
    for name in names:
        if name in pool.username_attributes or pool.schema.get(name, {}).get("Required"):
            raise invalid_parameter(
                f"Attributes did not conform to the schema: {name}: The attribute is required\n"
            )
    check_mutable(pool.schema, names)


def without(names: Iterable[str]) -> dict[str, str]:
    """What takes attributes away: empty values, for them and for what was verified of them."""
    gone = dict.fromkeys(names, "")
    return {**gone, **{VERIFIED_BY[name]: "" for name in gone if name in VERIFIED_BY}}


def _check_own(cognito: Cognito, by: SignedIn, given: Mapping[str, str]) -> None:
    schema = by.pool.schema
    check_values(schema, given)
    check_writable(schema, by.client, given)
    check_mutable(schema, given)
    check_required(schema, {**by.user.attributes, **given})
    aliases.check_free(cognito, by.pool, by.user, given)


def _check_as_admin(cognito: Cognito, pool: UserPool, user: User, given: Mapping[str, str]) -> None:
    if "sub" in given:
        raise invalid_parameter("Cannot modify the non-mutable attribute sub")
    check_values(pool.schema, given)
    check_mutable(pool.schema, given)
    if user.status == UNCONFIRMED:
        check_preferred_username(pool, given)
    check_deletable(pool, [name for name, value in given.items() if not value])
    aliases.check_free(cognito, pool, user, given)
    for name, verified in VERIFIED_BY.items():
        address = given.get(name) or user.attributes.get(name, "")
        if given.get(verified) == "true" and aliases.other_owner(cognito, pool, user, name, address):
            raise alias_exists(name)


def _changed_addresses(user: User, given: Mapping[str, str]) -> dict[str, str]:
    """The addresses among the given attributes that are other than the user's."""
    return {
        name: given[name]
        for name in VERIFIED_BY
        if name in given and given[name] != user.attributes.get(name, "")
    }


def _write(
    cognito: Cognito, pool: UserPool, user: User, given: Mapping[str, str], waiting: Iterable[str]
) -> None:
    """Write attributes but those that wait for a code. A changed address is unverified."""
    changed = _changed_addresses(user, given)
    unverified = {VERIFIED_BY[name]: "false" if value else "" for name, value in changed.items()}
    written = {**unverified, **given}
    for name in waiting:
        if given[name]:
            written.pop(name)
            written.pop(VERIFIED_BY[name], None)
    cognito.store.users.set_attributes(pool, user, written, cognito.clock())


async def _send(
    cognito: Cognito,
    pool: UserPool,
    user: User,
    to: Recipient,
    new: Mapping[str, str],
    *,
    source: str = "CustomMessage_UpdateUserAttribute",
) -> dict[str, str]:
    """Send a code to the one address in `new`, which may not be the user's yet."""
    ((name, address),) = new.items()
    code = new_code(cognito.clock(), address)
    with cognito.store.database.transaction():
        # a function may have run for the address before, and the user may have gone
        cognito.store.proofs.put_code(cognito.again(user).id, attribute_purpose(name), code)
    to = replace(to, attributes={**to.attributes, **new})
    return await send_code(cognito, pool, to, source, attribute=name, code=code.code)
