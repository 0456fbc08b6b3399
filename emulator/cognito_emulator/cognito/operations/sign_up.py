"""SignUp, its code, and the confirmation: by the code, or by an administrator's word.

Sources: the operations' pages in Cognito's API reference; "Signing up and confirming user accounts", "Pre
sign-up Lambda trigger" and "Managing user existence error responses" in the developer guide.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.authentication import sign_up_sessions
from cognito_emulator.cognito.authentication.attempts import count_request
from cognito_emulator.cognito.authentication.challenges import INVALID_SESSION
from cognito_emulator.cognito.authentication.password import kept_password
from cognito_emulator.cognito.context import ANYBODY, Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_authorized, user_not_found
from cognito_emulator.cognito.messages.messages import Recipient, send_code
from cognito_emulator.cognito.operations import aliases
from cognito_emulator.cognito.operations.hidden_users import simulated_delivery, username_of
from cognito_emulator.cognito.rules.addresses import alias_exists, code_attribute, preferred_code_attribute
from cognito_emulator.cognito.rules.attribute_permissions import check_writable
from cognito_emulator.cognito.rules.attribute_schema import check_required, check_values
from cognito_emulator.cognito.rules.codes import (
    SIGN_UP,
    SPENT_SIGN_UP,
    check_code,
    check_secretly,
    new_code,
    wrong_code,
)
from cognito_emulator.cognito.rules.factor_settings import allows_no_password
from cognito_emulator.cognito.rules.new_user import NewUser, check_preferred_username, name_taken, new_user
from cognito_emulator.cognito.rules.password_policy import check_password
from cognito_emulator.cognito.rules.secret_hash import check_secret_hash
from cognito_emulator.cognito.triggers.sign_up import (
    CONFIRMED_BY_SIGN_UP,
    SignUpSwitches,
    after_confirmation,
    before_sign_up,
)
from cognito_emulator.cognito.user import CONFIRMED, UNCONFIRMED, VERIFIED_BY, User, as_map
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]


async def sign_up(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, client = cognito.client(caller, request["ClientId"])
    user = _checked_user(pool, client, request)
    check_names_are_free(cognito, pool, request["Username"], user)
    metadata = request.get("ClientMetadata")
    switches = await before_sign_up(
        cognito,
        pool,
        user,
        "PreSignUp_SignUp",
        client_id=client.id,
        validation_data=as_map(request.get("ValidationData")),
        client_metadata=metadata,
    )
    made = _add(cognito, pool, request, user, switches)
    answer: Answer = {
        "UserConfirmed": switches.confirms,
        "UserSub": made.sub,
        **sign_up_sessions.of_sign_up(cognito, client, made),
    }
    if switches.confirms:
        await after_confirmation(
            cognito, pool, made, CONFIRMED_BY_SIGN_UP, client_id=client.id, client_metadata=metadata
        )
        return answer
    to = Recipient.of(made, client.id, metadata)
    if details := await _send_sign_up_code(cognito, pool, made, to, "CustomMessage_SignUp"):
        answer["CodeDeliveryDetails"] = details
    return answer


async def confirm_sign_up(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, client = cognito.client(caller, request["ClientId"])
    name, metadata = request["Username"], request.get("ClientMetadata")
    user = cognito.store.users.signs_in_by(pool, name)
    check_secret_hash(client, name, request.get("SecretHash", ""), username_of(cognito, pool, name, user))
    count_request(cognito, pool, "ConfirmSignUp", name, user)
    if user is None:
        raise _no_code_for_nobody(client, request)
    if request.get("Session"):
        sign_up_sessions.check(cognito, client, user, request["Session"])
    with cognito.store.database.transaction():
        confirmed = _confirm_by_code(cognito, pool, client, user, request)
    await after_confirmation(
        cognito, pool, confirmed, CONFIRMED_BY_SIGN_UP, client_id=client.id, client_metadata=metadata
    )
    return sign_up_sessions.of_confirmation(cognito, client, confirmed, code_attribute(pool, user.attributes))


async def resend_confirmation_code(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, client = cognito.client(caller, request["ClientId"])
    name = request["Username"]
    user = cognito.store.users.signs_in_by(pool, name)
    check_secret_hash(client, name, request.get("SecretHash", ""), username_of(cognito, pool, name, user))
    count_request(cognito, pool, "ResendConfirmationCode", name, user)
    if client.hides_who_exists and not pool.auto_verified:
        raise _nothing_is_verified()
    if client.hides_who_exists and not (user and _gets_a_code(pool, user)):
        attributes = user.attributes if user else {}
        attribute = code_attribute(pool, attributes) or preferred_code_attribute(pool)
        return {"CodeDeliveryDetails": simulated_delivery(cognito, pool, name, user, attribute)}
    if user is None:
        raise user_not_found()
    if user.status != UNCONFIRMED:
        raise invalid_parameter("User is already confirmed.")
    to = Recipient.of(user, client.id, request.get("ClientMetadata"))
    details = await _send_sign_up_code(cognito, pool, user, to, "CustomMessage_ResendCode")
    if details is None:
        raise _nothing_is_verified()
    return {"CodeDeliveryDetails": details}


async def admin_confirm_sign_up(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        user = cognito.user(pool, request["Username"])
        _check_is_unconfirmed(user)
        cognito.store.users.set_status(user, CONFIRMED, cognito.clock())
        confirmed = cognito.again(user)
    metadata = request.get("ClientMetadata")
    await after_confirmation(cognito, pool, confirmed, CONFIRMED_BY_SIGN_UP, client_metadata=metadata)
    return {}


def check_names_are_free(cognito: Cognito, pool: UserPool, name: str, user: NewUser) -> None:
    """Raise AwsError (UsernameExistsException) when somebody signs in by one of the new user's names."""
    users = cognito.store.users
    if users.owner(pool, name) is not None or users.owner(pool, user.username) is not None:
        raise name_taken(pool, name, is_username=True)
    for attribute in pool.username_attributes:
        value = user.attributes.get(attribute)
        if value and users.owner(pool, value) is not None:
            raise name_taken(pool, value, is_username=False)


def _checked_user(pool: UserPool, client: AppClient, request: Mapping[str, Any]) -> NewUser:
    """The user that the request describes; AwsError when the pool or the client does not allow it."""
    check_secret_hash(client, request["Username"], request.get("SecretHash", ""))
    if pool.settings["AdminCreateUserConfig"].get("AllowAdminCreateUserOnly"):
        raise not_authorized("SignUp is not permitted for this user pool")
    given = as_map(request.get("UserAttributes"))
    user = new_user(pool, request["Username"], given)
    check_values(pool.schema, given)
    check_writable(pool.schema, client, given)
    attributes = {name: value for name, value in user.attributes.items() if value}
    check_required(pool.schema, attributes)
    check_preferred_username(pool, attributes)
    if request.get("Password") or not allows_no_password(pool.settings):
        check_password(pool.settings, request.get("Password", ""))
    return NewUser(user.username, attributes)


def _add(
    cognito: Cognito, pool: UserPool, request: Mapping[str, Any], user: NewUser, switches: SignUpSwitches
) -> User:
    """Keep the new user. The function has run since pool and names were looked at: they are again."""
    sub = user.username if pool.username_attributes else str(uuid.uuid4())
    password = request.get("Password")
    verified = {
        VERIFIED_BY[name]: "true" if name in switches.verified else "false"
        for name in VERIFIED_BY
        if name in user.attributes
    }
    with cognito.store.database.transaction():
        pool = cognito.pool(ANYBODY, pool.id)
        check_names_are_free(cognito, pool, request["Username"], user)
        for name in switches.verified:
            aliases.release(cognito, pool, None, name, user.attributes[name])
        return cognito.store.users.add(
            pool,
            user.username,
            {"sub": sub, **user.attributes, **verified},
            status=CONFIRMED if switches.confirms else UNCONFIRMED,
            password=kept_password(pool, user.username, password) if password else None,
            now=cognito.clock(),
        )


async def _send_sign_up_code(
    cognito: Cognito, pool: UserPool, user: User, to: Recipient, source: str
) -> dict[str, str] | None:
    """Where the code went; None when the pool verifies no address of this user's."""
    attribute = code_attribute(pool, user.attributes)
    if attribute is None:
        return None
    code = new_code(cognito.clock())
    with cognito.store.database.transaction():
        cognito.store.proofs.put_code(user.id, SIGN_UP, code)
    return await send_code(cognito, pool, to, source, attribute=attribute, code=code.code)


def _gets_a_code(pool: UserPool, user: User) -> bool:
    is_waiting = user.status == UNCONFIRMED and user.enabled
    return is_waiting and code_attribute(pool, user.attributes) is not None


def _nothing_is_verified() -> AwsError:
    return not_authorized("Cannot resend codes. Auto verification not turned on.")


def _confirm_by_code(
    cognito: Cognito, pool: UserPool, client: AppClient, user: User, request: Mapping[str, Any]
) -> User:
    now, given = cognito.clock(), request["ConfirmationCode"]
    issued = cognito.store.proofs.code(user.id, SIGN_UP)
    if client.hides_who_exists:
        spent = cognito.store.proofs.code(user.id, SPENT_SIGN_UP)
        check_secretly(issued if user.status == UNCONFIRMED else issued or spent, given, now)
    _check_is_unconfirmed(user)
    code = check_code(issued, given, now)
    attribute = code_attribute(pool, user.attributes)
    if attribute:
        by_force = request.get("ForceAliasCreation") is True
        value = user.attributes[attribute]
        if not by_force and aliases.other_owner(cognito, pool, user, attribute, value):
            raise alias_exists(attribute)
        user = aliases.verify(cognito, pool, user, attribute, by_force=by_force)
    cognito.store.proofs.spend_code(user.id, SIGN_UP)
    cognito.store.proofs.put_code(user.id, SPENT_SIGN_UP, code)
    cognito.store.users.set_status(user, CONFIRMED, now)
    return cognito.again(user)


def _check_is_unconfirmed(user: User) -> None:
    if user.status != UNCONFIRMED:
        raise not_authorized(f"User cannot be confirmed. Current status is {user.status}")


def _no_code_for_nobody(client: AppClient, request: Mapping[str, Any]) -> AwsError:
    if not client.hides_who_exists:
        return user_not_found()
    return not_authorized(INVALID_SESSION) if request.get("Session") else wrong_code()
