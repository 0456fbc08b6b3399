"""What CloudTrail tells EventBridge of changes that Cognito has no trigger for: a user's attributes.

An event comes on the default bus of the pool's account and Region. AWS sends it only where a trail of that
Region is logging, and within minutes; here it is at once, under the same condition. A record names the user
by their sub, and hides name, address and token; the pool is named where the request names it. Sources: "AWS
service events delivered via AWS CloudTrail" in the EventBridge user guide; "Amazon Cognito logging in AWS
CloudTrail" in the Cognito developer guide ("records UserSub but not UserName"; `additionalEventData.sub` in
its queries).
"""

from __future__ import annotations

import contextvars
import json
import sys
from typing import Any

from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

DETAIL_TYPE = "AWS API Call via CloudTrail"
_BY_ADMINISTRATORS = "Admin"


def tell_of_attributes(pool: UserPool, user: User, operation: str) -> None:
    """Publish that this operation has changed a user's attributes, if a trail is logging."""
    trails = sys.modules.get("ministack.services.cloudtrail")  # loaded by the first call to it
    if trails is not None:
        # account and Region are context variables of MiniStack's: they must not reach the caller's
        contextvars.copy_context().run(_tell, trails, pool, _record(pool, user, operation))


def _tell(trails: Any, pool: UserPool, record: dict[str, Any]) -> None:
    from ministack.core.responses import set_request_account_id, set_request_region  # noqa: PLC0415
    from ministack.services import eventbridge  # noqa: PLC0415

    set_request_account_id(pool.account)
    set_request_region(pool.region)
    if any(trail["IsLogging"] for _, _, trail in trails._visible_trail_items()):
        event = {"Source": "aws.cognito-idp", "DetailType": DETAIL_TYPE, "Detail": json.dumps(record)}
        # no call of AWS's publishes a source of AWS's own, so it is put where MiniStack's emitters put theirs
        eventbridge._put_events({"Entries": [event]}, allow_aws_source=True)


def _record(pool: UserPool, user: User, operation: str) -> dict[str, Any]:
    by_pool = {"requestParameters": {"userPoolId": pool.id}}
    return {
        "eventSource": "cognito-idp.amazonaws.com",
        "eventName": operation,
        "awsRegion": pool.region,
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "eventCategory": "Management",
        "additionalEventData": {"sub": user.sub},
        **(by_pool if operation.startswith(_BY_ADMINISTRATORS) else {}),
    }
