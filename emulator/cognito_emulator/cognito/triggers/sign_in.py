"""PreAuthentication, before a password is looked at, and PostAuthentication, after a sign-in.

Sources: "Pre authentication Lambda trigger" and "Post authentication Lambda trigger" in the Cognito
developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.triggers.event import trigger_event, user_attributes
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool


async def before_authentication(
    cognito: Cognito,
    pool: UserPool,
    client: AppClient,
    user: User | None,
    validation_data: Mapping[str, str] | None,
    *,
    name: str,
) -> None:
    """AwsError when the function refuses the sign-in, or fails.

    It runs for nobody, by the name that was given, where the client hides who exists.
    """
    if user is None and not client.hides_who_exists:
        return
    request: dict[str, Any] = {
        "userAttributes": user_attributes(user) if user else {},
        "validationData": validation_data or None,
    }
    if client.hides_who_exists:
        request["userNotFound"] = user is None
    username = user.username if user else name
    event = trigger_event(
        "PreAuthentication_Authentication", pool, username, client.id, request=request, response={}
    )
    await cognito.functions.run("PreAuthentication", pool, event)


async def after_authentication(
    cognito: Cognito,
    pool: UserPool,
    client: AppClient,
    user: User,
    client_metadata: Mapping[str, str] | None,
    *,
    is_on_new_device: bool = False,
) -> None:
    """AwsError, and no tokens, when the function fails."""
    request = {
        "userAttributes": user_attributes(user),
        "newDeviceUsed": is_on_new_device,
        "clientMetadata": client_metadata,
    }
    event = trigger_event(
        "PostAuthentication_Authentication", pool, user.username, client.id, request=request, response={}
    )
    await cognito.functions.run("PostAuthentication", pool, event)
