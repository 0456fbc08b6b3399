"""The event that a user pool's function gets.

Source: "User pool Lambda trigger common parameters" in the Cognito developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"
NO_SDK = "aws-sdk-unknown-unknown"


def trigger_event(
    source: str,
    pool: UserPool,
    username: str,
    client_id: str,
    *,
    request: Mapping[str, Any],
    response: Mapping[str, Any],
    version: str = "1",
) -> dict[str, Any]:
    """An event of the given trigger source; a `clientMetadata` of None or {} is left out of its request."""
    return {
        "version": version,
        "triggerSource": source,
        "region": pool.region,
        "userPoolId": pool.id,
        "userName": username,
        "callerContext": {"awsSdkVersion": NO_SDK, "clientId": client_id or NO_CLIENT},
        "request": {name: value for name, value in request.items() if name != "clientMetadata" or value},
        "response": dict(response),
    }


def user_attributes(user: User) -> dict[str, str]:
    """A user's attributes as an event holds them: strings, and the status."""
    return {**user.attributes, "cognito:user_status": user.status}
