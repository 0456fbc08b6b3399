"""A pool's own sender: a function that gets each code encrypted and delivers it in Cognito's place.

Sources: "Custom sender Lambda triggers", "Custom email sender Lambda trigger" and "Custom SMS sender Lambda
trigger" in the Cognito developer guide; LambdaConfigType in Cognito's API reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.triggers.event import trigger_event
from cognito_emulator.cognito.user_pool import UserPool

if TYPE_CHECKING:
    from cognito_emulator.cognito.context import Cognito
    from cognito_emulator.cognito.messages.messages import Recipient

_SENDERS = {
    "email": ("CustomEmailSender", "customEmailSenderRequestV1"),
    "phone_number": ("CustomSMSSender", "customSMSSenderRequestV1"),
}


def has_sender(pool: UserPool, attribute: str) -> bool:
    """Whether a function of the pool's sends what goes to this attribute's address."""
    return _SENDERS[attribute][0] in pool.functions


async def send(
    cognito: Cognito, pool: UserPool, to: Recipient, attribute: str, *, event: str, secret: str
) -> None:
    """Have the function deliver a code; `event` is what follows the underscore in its trigger source.

    Raises AwsError: CodeDeliveryFailureException where the pool's key does not serve, else as any trigger's.
    """
    trigger, request_type = _SENDERS[attribute]
    request = {
        "type": request_type,
        "code": _encrypted(pool, secret),
        "userAttributes": dict(to.attributes),
        "clientMetadata": to.client_metadata,
    }
    source = f"{trigger}_{event}"
    told = trigger_event(source, pool, to.username, to.client_id, request=request, response={})
    await cognito.functions.tell(trigger, pool, told, str(pool.functions[trigger]["LambdaArn"]))


def _encrypted(pool: UserPool, secret: str) -> str:
    # a third of a second to import, for the few pools that have such a function
    from cognito_emulator.cognito.messages.encrypted_code import encrypted_code  # noqa: PLC0415

    try:
        return encrypted_code(secret, str(pool.functions.get("KMSKeyID") or ""), pool.id)
    except AwsError as error:
        reason = f"The pool's KMSKeyID does not serve: {error.code}."
        raise AwsError("CodeDeliveryFailureException", reason) from error
