"""Passwords: forgotten and reset by a code, changed by their owner, set or reset by an administrator.

Sources: the operations' pages in Cognito's API reference; "Managing user existence error responses" and
"Recovering user accounts" in the developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.authentication.attempts import check_attempts, count_wrong, forget_wrong
from cognito_emulator.cognito.authentication.password import is_right, kept_password
from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import invalid_parameter, not_authorized, user_not_found
from cognito_emulator.cognito.messages.messages import Recipient, send_code
from cognito_emulator.cognito.operations.hidden_users import simulated_delivery
from cognito_emulator.cognito.rules.addresses import recovery_attribute
from cognito_emulator.cognito.rules.codes import PASSWORD, check_code, new_code
from cognito_emulator.cognito.rules.password_policy import check_password
from cognito_emulator.cognito.rules.secret_hash import check_secret_hash
from cognito_emulator.cognito.tokens.verify import signed_in
from cognito_emulator.cognito.triggers.sign_up import after_confirmation
from cognito_emulator.cognito.user import CONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED, UNCONFIRMED, User
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]


async def forgot_password(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, client = cognito.client(caller, request["ClientId"])
    name = request["Username"]
    user = cognito.store.users.signs_in_by(pool, name)
    check_secret_hash(client, name, request.get("SecretHash", ""), *([user.username] if user else []))
    attribute = recovery_attribute(pool, user) if user else None
    if client.hides_who_exists and (user is None or not user.enabled or attribute is None):
        return {"CodeDeliveryDetails": simulated_delivery(cognito, pool, name)}
    if user is None:
        raise user_not_found()
    _check_may_be_reset(user, attribute)
    to = Recipient.of(user, client.id, request.get("ClientMetadata"))
    return {"CodeDeliveryDetails": await _send_reset_code(cognito, pool, user, to, str(attribute))}


async def confirm_forgot_password(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, client = cognito.client(caller, request["ClientId"])
    name = request["Username"]
    user = cognito.store.users.signs_in_by(pool, name)
    check_secret_hash(client, name, request.get("SecretHash", ""), *([user.username] if user else []))
    if user is None and not client.hides_who_exists:
        raise user_not_found()
    with cognito.store.database.transaction():
        issued = cognito.store.proofs.code(user.id, PASSWORD) if user else None
        check_code(issued, request["ConfirmationCode"], cognito.clock())
        check_password(pool.settings, request["Password"])
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
    check_attempts(cognito, by.pool, by.user.username)
    if by.user.password and not is_right(by.pool, by.user, request.get("PreviousPassword", "")):
        count_wrong(cognito, by.pool, by.user.username)
        raise not_authorized("Incorrect username or password.")
    check_password(by.pool.settings, proposed)
    with cognito.store.database.transaction():
        kept = kept_password(by.pool, by.user.username, proposed)
        cognito.store.users.set_password(by.user, kept, by.user.status, cognito.clock())
        forget_wrong(cognito, by.pool, by.user.username)
    return {}


async def admin_set_user_password(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        user = cognito.user(pool, request["Username"])
        check_password(pool.settings, request["Password"])
        status = CONFIRMED if request.get("Permanent") else FORCE_CHANGE_PASSWORD
        kept = kept_password(pool, user.username, request["Password"])
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


async def _send_reset_code(
    cognito: Cognito, pool: UserPool, user: User, to: Recipient, attribute: str
) -> dict[str, str]:
    code = new_code(cognito.clock())
    with cognito.store.database.transaction():
        cognito.store.proofs.put_code(user.id, PASSWORD, code)
    return await send_code(
        cognito, pool, to, "CustomMessage_ForgotPassword", attribute=attribute, code=code.code
    )


def _set_by_code(cognito: Cognito, pool: UserPool, user: User | None, password: str) -> User:
    if user is None:  # no code is right for nobody
        raise user_not_found()
    kept = kept_password(pool, user.username, password)
    cognito.store.users.set_password(user, kept, CONFIRMED, cognito.clock())
    cognito.store.proofs.spend_code(user.id, PASSWORD)
    forget_wrong(cognito, pool, user.username)
    return cognito.again(user)


def _check_may_be_reset(user: User, attribute: str | None) -> None:
    """Raise AwsError for a user whose password no code can reset. The words are AWS's, from SDK issues."""
    if user.status == FORCE_CHANGE_PASSWORD:
        raise not_authorized("User password cannot be reset in the current state.")
    if not user.enabled:
        raise not_authorized("User is disabled.")
    if attribute is None or user.status == UNCONFIRMED:
        raise invalid_parameter(
            "Cannot reset password for the user as there is no registered/verified email or phone_number"
        )
