"""The UserMigration trigger: who is not in the pool yet is fetched from where they were before.

Sources: "Migrate user Lambda trigger" and "Importing users with a user migration Lambda trigger" in the
Cognito developer guide.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.authentication.password import kept_password
from cognito_emulator.cognito.context import ANYBODY, Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.messages.messages import Recipient, send_invitation
from cognito_emulator.cognito.operations import aliases
from cognito_emulator.cognito.operations.sign_up import check_names_are_free
from cognito_emulator.cognito.rules.addresses import alias_exists
from cognito_emulator.cognito.rules.attribute_schema import check_values
from cognito_emulator.cognito.rules.new_user import NewUser, new_user
from cognito_emulator.cognito.triggers.event import trigger_event
from cognito_emulator.cognito.triggers.responses import RESPONSES, unrecognizable
from cognito_emulator.cognito.user import CONFIRMED, RESET_REQUIRED, VERIFIED_BY, User
from cognito_emulator.cognito.user_pool import UserPool

# what a function ends in that does not know somebody, or answers nothing that Cognito understands
_KNOWS_NOBODY = ("UserLambdaValidationException", "InvalidLambdaResponseException")
_ADDRESS_OF = {"EMAIL": "email", "SMS": "phone_number"}
_OWN_PASSWORD = "********"  # noqa: S105 - what stands in a password's place


async def migrated(
    cognito: Cognito,
    pool: UserPool,
    client: AppClient,
    name: str,
    *,
    password: str | None,
    validation_data: Mapping[str, str] | None = None,
    client_metadata: Mapping[str, str] | None = None,
) -> User | None:
    """The user that the pool's function knows by this name, now in the pool; None where it says nothing.

    With a password it is a sign-in, without one a forgotten password. Whom the function refuses, or answers
    nothing, is as unknown as before where the client hides who exists; AwsError elsewhere.
    """
    if not pool.functions.get("UserMigration"):
        return None
    source = "UserMigration_Authentication" if password else "UserMigration_ForgotPassword"
    request: dict[str, Any] = {"validationData": validation_data or None, "clientMetadata": client_metadata}
    if password:
        request["password"] = password
    response = dict.fromkeys(RESPONSES["UserMigration"])
    event = trigger_event(source, pool, name, client.id, request=request, response=response)
    try:
        said = await cognito.functions.run("UserMigration", pool, event) or {}
    except AwsError as error:
        if error.code not in _KNOWS_NOBODY:
            raise
        if client.hides_who_exists:
            return None
        raise _not_migrated(client) from error
    if not any(said.values()):
        return None
    user = _added(cognito, pool, name, password, said)
    await _welcome(cognito, pool, Recipient.of(user, client.id, client_metadata), said)
    return cognito.again(user)


def _added(
    cognito: Cognito, pool: UserPool, name: str, password: str | None, said: Mapping[str, Any]
) -> User:
    """The function has run since the pool was looked at: names and pool are again."""
    attributes = {key: str(value) for key, value in (said.get("userAttributes") or {}).items() if value}
    if not attributes:
        raise unrecognizable()
    username = attributes.pop("username", name)
    by_text = said.get("enableSMSMFA") is True
    with cognito.store.database.transaction():
        pool = cognito.pool(ANYBODY, pool.id)
        if by_text and (pool.mfa == "OFF" or not attributes.get("phone_number")):
            raise unrecognizable()
        user = new_user(pool, username, attributes)
        check_values(pool.schema, attributes)
        check_names_are_free(cognito, pool, username, user)
        _check_aliases(cognito, pool, user, by_force=said.get("forceAliasCreation") is True)
        made = cognito.store.users.add(
            pool,
            user.username,
            {"sub": user.username if pool.username_attributes else str(uuid.uuid4()), **user.attributes},
            status=CONFIRMED if said.get("finalUserStatus") == CONFIRMED else RESET_REQUIRED,
            password=kept_password(pool, user.username, password) if password else None,
            now=cognito.clock(),
        )
        if by_text:
            cognito.store.users.set_factors(made, {"enabled": ["SMS_MFA"]}, cognito.clock())
    return cognito.again(made)


async def _welcome(cognito: Cognito, pool: UserPool, to: Recipient, said: Mapping[str, Any]) -> None:
    """The message that new users get, by text where the function says nothing else. It tells no password:
    whoever was migrated has their own.
    """
    if said.get("messageAction") == "SUPPRESS":
        return
    for medium in said.get("desiredDeliveryMediums") or ("SMS",):
        attribute = _ADDRESS_OF.get(medium, "")
        if to.attributes.get(attribute):
            await send_invitation(cognito, pool, to, attribute, _OWN_PASSWORD)


def _check_aliases(cognito: Cognito, pool: UserPool, user: NewUser, *, by_force: bool) -> None:
    """AwsError (AliasExistsException) for a verified alias of somebody else's, who loses it by force only."""
    for name in pool.alias_attributes & VERIFIED_BY.keys() & user.attributes.keys():
        if user.attributes.get(VERIFIED_BY[name]) != "true":
            continue
        if not by_force and aliases.other_owner(cognito, pool, None, name, user.attributes[name]):
            raise alias_exists(name)
        aliases.release(cognito, pool, None, name, user.attributes[name])


def _not_migrated(client: AppClient) -> AwsError:
    return AwsError("UserNotFoundException", f"Exception migrating user in app client {client.id}")
