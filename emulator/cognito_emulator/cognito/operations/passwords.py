"""Passwords: forgotten and reset by a code, changed by their owner, set or reset by an administrator.

Sources: the operations' pages in Cognito's API reference; "Managing user existence error responses" and
"Recovering user accounts" in the developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.authentication.attempts import (
    check_attempts,
    count_request,
    count_wrong,
    forget_wrong,
)
from cognito_emulator.cognito.authentication.password import is_right, new_password
from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import invalid_parameter, not_authorized, user_not_found
from cognito_emulator.cognito.messages.messages import Recipient, send_code
from cognito_emulator.cognito.operations.hidden_users import simulated_delivery, username_of
from cognito_emulator.cognito.rules.addresses import preferred_recovery, recovery_attribute
from cognito_emulator.cognito.rules.codes import (
    PASSWORD,
    RESET_SECONDS_VALID,
    check_code,
    expired_code,
    is_code,
    new_code,
    wrong_code,
)
from cognito_emulator.cognito.rules.secret_hash import check_secret_hash
from cognito_emulator.cognito.tokens.verify import signed_in
from cognito_emulator.cognito.triggers.sign_up import after_confirmation
from cognito_emulator.cognito.triggers.user_migration import migrated
from cognito_emulator.cognito.user import (
    CONFIRMED,
    EXTERNAL_PROVIDER,
    FORCE_CHANGE_PASSWORD,
    RESET_REQUIRED,
    UNCONFIRMED,
    User,
)
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
_WITHOUT_RESET = (FORCE_CHANGE_PASSWORD, EXTERNAL_PROVIDER)


async def forgot_password(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, client = cognito.client(caller, request["ClientId"])
    name = request["Username"]
    user = cognito.store.users.signs_in_by(pool, name)
    check_secret_hash(client, name, request.get("SecretHash", ""), username_of(cognito, pool, name, user))
    count_request(cognito, pool, "ForgotPassword", name, user)
    if user is None:
        metadata = request.get("ClientMetadata")
        user = await migrated(cognito, pool, client, name, password=None, client_metadata=metadata)
    attribute = recovery_attribute(pool, user) if user else None
    if client.hides_who_exists and not (user and _may_be_reset(user, attribute)):
        _note_request(cognito, pool, name, user)
        preferred = attribute or preferred_recovery(pool)
        return {"CodeDeliveryDetails": simulated_delivery(cognito, pool, name, user, preferred)}
    if user is None:
        raise user_not_found()
    _check_may_be_reset(user, attribute)
    _note_request(cognito, pool, name, user)
    to = Recipient.of(user, client.id, request.get("ClientMetadata"))
    return {"CodeDeliveryDetails": await _send_reset_code(cognito, pool, user, to, str(attribute))}


async def confirm_forgot_password(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, client = cognito.client(caller, request["ClientId"])
    name = request["Username"]
    user = cognito.store.users.signs_in_by(pool, name)
    check_secret_hash(client, name, request.get("SecretHash", ""), username_of(cognito, pool, name, user))
    count_request(cognito, pool, "ConfirmForgotPassword", name, user)
    if user is None and not client.hides_who_exists:
        raise user_not_found()
    username = username_of(cognito, pool, name, user)
    with cognito.store.database.transaction():
        _check_reset_code(cognito, client, username, user, request["ConfirmationCode"])
        changed = _set_by_code(cognito, pool, user, request["Password"])
    await after_confirmation(
        cognito,
        pool,
        changed,
        "PostConfirmation_ConfirmForgotPassword",
        client_id=client.id,
        client_metadata=request.get("ClientMetadata"),
    )
    return {}


async def change_password(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    proposed = request["ProposedPassword"]
    by = signed_in(cognito, request["AccessToken"])
    count_request(cognito, by.pool, "ChangePassword", by.user.username, by.user)
    check_attempts(cognito, by.pool, by.user.username)
    if by.user.password and not is_right(by.pool, by.user, request.get("PreviousPassword", "")):
        count_wrong(cognito, by.pool, by.user.username)
        raise not_authorized("Incorrect username or password.")
    with cognito.store.database.transaction():
        kept = new_password(cognito, by.pool, by.user, proposed)
        cognito.store.users.set_password(by.user, kept, by.user.status, cognito.clock())
        forget_wrong(cognito, by.pool, by.user.username)
    return {}


async def admin_set_user_password(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        user = cognito.user(pool, request["Username"])
        kept = new_password(cognito, pool, user, request["Password"])
        status = CONFIRMED if request.get("Permanent") else FORCE_CHANGE_PASSWORD
        cognito.store.users.set_password(user, kept, status, cognito.clock())
        forget_wrong(cognito, pool, user.username)
    return {}


async def admin_reset_user_password(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        user = cognito.user(pool, request["Username"])
        attribute = recovery_attribute(pool, user)
        _check_may_be_reset(user, attribute)
        cognito.store.users.set_status(user, RESET_REQUIRED, cognito.clock())
    to = Recipient.of(user, client_metadata=request.get("ClientMetadata"))
    await _send_reset_code(cognito, pool, user, to, str(attribute))
    return {}


def _note_request(cognito: Cognito, pool: UserPool, name: str, user: User | None) -> None:
    """Guessing a code that was asked for is as wrong for nobody, who was sent none, as for somebody."""
    now, username = cognito.clock(), username_of(cognito, pool, name, user)
    with cognito.store.database.transaction():
        cognito.store.proofs.note_code_request(pool.id, username, PASSWORD, now + RESET_SECONDS_VALID, now)


def _check_reset_code(
    cognito: Cognito, client: AppClient, username: str, user: User | None, given: str
) -> None:
    """Raise AwsError unless this is the code of somebody's reset.

    Through a client that hides who exists, all that others learn is whether they have asked for a code.
    """
    now, hides = cognito.clock(), client.hides_who_exists
    issued = cognito.store.proofs.code(user.id, PASSWORD) if user and (user.enabled or not hides) else None
    if hides and not (issued and is_code(issued, given)):
        is_asked_for = cognito.store.proofs.is_code_asked_for(client.pool_id, username, PASSWORD, now)
        raise wrong_code() if is_asked_for else expired_code()
    check_code(issued, given, now)


async def _send_reset_code(
    cognito: Cognito, pool: UserPool, user: User, to: Recipient, attribute: str
) -> dict[str, str]:
    code = new_code(cognito.clock(), seconds=RESET_SECONDS_VALID)
    with cognito.store.database.transaction():
        cognito.store.proofs.put_code(user.id, PASSWORD, code)
    return await send_code(
        cognito, pool, to, "CustomMessage_ForgotPassword", attribute=attribute, code=code.code
    )


def _set_by_code(cognito: Cognito, pool: UserPool, user: User | None, password: str) -> User:
    if user is None:  # no code is right for nobody
        raise user_not_found()
    kept = new_password(cognito, pool, user, password)
    cognito.store.users.set_password(user, kept, CONFIRMED, cognito.clock())
    cognito.store.proofs.spend_code(user.id, PASSWORD)
    cognito.store.proofs.forget_code_request(pool.id, user.username, PASSWORD)
    forget_wrong(cognito, pool, user.username)
    return cognito.again(user)


def _may_be_reset(user: User, attribute: str | None) -> bool:
    is_usable = attribute is not None and user.enabled and user.status != UNCONFIRMED
    return is_usable and user.status not in _WITHOUT_RESET


def _check_may_be_reset(user: User, attribute: str | None) -> None:
    """Raise AwsError for a user whose password no code can reset. The words are AWS's, from SDK issues."""
    if user.status in _WITHOUT_RESET:
        raise not_authorized("User password cannot be reset in the current state.")
    if not user.enabled:
        raise not_authorized("User is disabled.")
    if attribute is None or user.status == UNCONFIRMED:
        raise invalid_parameter(
            "Cannot reset password for the user as there is no registered/verified email or phone_number"
        )
