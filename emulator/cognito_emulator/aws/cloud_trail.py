"""Calls of the user pools API in CloudTrail's event history, where MiniStack keeps one.

Source: "Logging Amazon Cognito API calls with AWS CloudTrail" in the Cognito developer guide: who called what
on which pool, and nothing of any person.
"""

from __future__ import annotations

import sys
import uuid
from collections.abc import Mapping
from typing import Any

_SHOWN = {"UserPoolId": "userPoolId", "ClientId": "clientId", "GroupName": "groupName"}


def record(operation: str, parameters: Mapping[str, Any], access_key_id: str, region: str) -> None:
    """Add a call that IAM has let through, in the account that MiniStack's context names."""
    trail = sys.modules.get("ministack.services.cloudtrail")
    if trail is None or not trail._recording_enabled:
        return
    trail.record_event(
        service="cognito-idp",
        event_name=operation,
        username=access_key_id,
        access_key_id=access_key_id,
        resources=[],
        region=region,
        request_id=str(uuid.uuid4()),
        user_agent="",
        request_params={shown: parameters[name] for name, shown in _SHOWN.items() if name in parameters},
        method="POST",
    )
