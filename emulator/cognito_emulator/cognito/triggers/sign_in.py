"""PreAuthentication, before a password is looked at, and PostAuthentication, after a sign-in.

Sources: "Pre authentication Lambda trigger" and "Post authentication Lambda trigger" in the Cognito
developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.triggers.event import trigger_event, user_attributes
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool


async def before_authentication(
    cognito: Cognito,
    pool: UserPool,
    client: AppClient,
    user: User,
    client_metadata: Mapping[str, str] | None,
) -> None:
    """AwsError when the function refuses the sign-in, or fails."""
    request = {"userAttributes": user_attributes(user), "validationData": client_metadata or None}
    event = trigger_event(
        "PreAuthentication_Authentication", pool, user.username, client.id, request=request, response={}
    )
    await cognito.functions.run("PreAuthentication", pool, event)


async def after_authentication(
    cognito: Cognito,
    pool: UserPool,
    client: AppClient,
    user: User,
    client_metadata: Mapping[str, str] | None,
) -> None:
    """AwsError, and no tokens, when the function fails."""
    request = {
        "userAttributes": user_attributes(user),
        "newDeviceUsed": False,
        "clientMetadata": client_metadata,
    }
    event = trigger_event(
        "PostAuthentication_Authentication", pool, user.username, client.id, request=request, response={}
    )
    await cognito.functions.run("PostAuthentication", pool, event)
