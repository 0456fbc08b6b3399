"""The event that a user pool's function gets.

Source: "User pool Lambda trigger common parameters" in the Cognito developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.ministack.pool_description import PoolDescription

NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"
NO_SDK = "aws-sdk-unknown-unknown"


def trigger_event(
    source: str,
    description: PoolDescription,
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
        "region": description.pool.region,
        "userPoolId": description.id,
        "userName": username,
        "callerContext": {"awsSdkVersion": NO_SDK, "clientId": client_id or NO_CLIENT},
        "request": {name: value for name, value in request.items() if name != "clientMetadata" or value},
        "response": dict(response),
    }


def user_attributes(user: Mapping[str, Any]) -> dict[str, str]:
    """The attributes of a user (AdminGetUser's answer) as an event holds them: strings, and the status."""
    attributes = {pair["Name"]: str(pair["Value"]) for pair in user["UserAttributes"] if pair["Value"]}
    return {**attributes, "cognito:user_status": user["UserStatus"]}
