"""PreSignUp, before there is a user, and PostConfirmation, after there is a confirmed one.

Sources: "Pre sign-up Lambda trigger" and "Post confirmation Lambda trigger" in the Cognito developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.rules.new_user import NewUser
from cognito_emulator.cognito.triggers.event import trigger_event, user_attributes
from cognito_emulator.cognito.triggers.responses import unrecognizable
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

CONFIRMED_BY_SIGN_UP = "PostConfirmation_ConfirmSignUp"


@dataclass(frozen=True)
class SignUpSwitches:
    """What the function has switched on."""

    confirms: bool = False
    verified: tuple[str, ...] = ()


async def before_sign_up(
    cognito: Cognito,
    pool: UserPool,
    user: NewUser,
    source: str,
    *,
    client_id: str = "",
    validation_data: Mapping[str, str] | None = None,
    client_metadata: Mapping[str, str] | None = None,
) -> SignUpSwitches:
    """Run PreSignUp; AwsError, worded as Cognito's, when the function refuses or fails."""
    request = {
        "userAttributes": dict(user.attributes),
        "validationData": dict(validation_data) if validation_data else None,
        "clientMetadata": client_metadata,
    }
    response = {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}
    event = trigger_event(source, pool, user.username, client_id, request=request, response=response)
    said = await cognito.functions.run("PreSignUp", pool, event)
    if said is None:
        return SignUpSwitches()
    switches = (("autoVerifyEmail", "email"), ("autoVerifyPhone", "phone_number"))
    verified = tuple(attribute for switch, attribute in switches if said.get(switch) is True)
    if not all(user.attributes.get(name) for name in verified):
        raise unrecognizable()
    return SignUpSwitches(said.get("autoConfirmUser") is True, verified)


async def after_confirmation(
    cognito: Cognito,
    pool: UserPool,
    user: User,
    source: str,
    *,
    client_id: str = "",
    client_metadata: Mapping[str, str] | None = None,
) -> None:
    """Run PostConfirmation; AwsError when the function fails. The user stays confirmed whatever it does."""
    attributes = {"email_verified": "false", **user_attributes(user)}
    request = {"userAttributes": attributes, "clientMetadata": client_metadata}
    event = trigger_event(source, pool, user.username, client_id, request=request, response={})
    await cognito.functions.run("PostConfirmation", pool, event)
