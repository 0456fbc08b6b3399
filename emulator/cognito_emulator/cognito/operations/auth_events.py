"""The history of a user in a pool with threat protection.

Nothing here judges a risk: each event has none. Sources: AdminListUserAuthEvents and AuthEventType in
Cognito's API
reference; "Viewing user event history" in the developer guide.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.context import ANYBODY, Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, not_found
from cognito_emulator.cognito.operations.pages import page_before, position_of, with_token
from cognito_emulator.cognito.rules.threat_protection import check_is_protected, is_protected
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
_MOST = 60
_NEWEST = 2**63 - 1
_KINDS = {
    "InitiateAuth": "SignIn",
    "AdminInitiateAuth": "SignIn",
    "RespondToAuthChallenge": "SignIn",
    "AdminRespondToAuthChallenge": "SignIn",
    "SignUp": "SignUp",
    "ForgotPassword": "ForgotPassword",
    "ConfirmForgotPassword": "PasswordChange",
    "ResendConfirmationCode": "ResendCode",
}


async def admin_list_user_auth_events(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    check_is_protected(pool.settings)
    user, limit = cognito.user(pool, request["Username"]), request.get("MaxResults") or _MOST
    before = position_of(request.get("NextToken"), _NEWEST)
    found = cognito.store.auth_events.page(user.id, before, limit + 1)
    page, token = page_before(found, limit, lambda numbered: numbered[0])
    return with_token({"AuthEvents": [event for _, event in page]}, "NextToken", token)


async def admin_update_auth_event_feedback(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    check_is_protected(pool.settings)
    user = cognito.user(pool, request["Username"])
    with cognito.store.database.transaction():
        event = cognito.store.auth_events.find(user.id, request["EventId"])
        if event is None:
            raise not_found(f"Event {request['EventId']} does not exist.")
        feedback = {"FeedbackValue": request["FeedbackValue"], "Provider": "Admin"}
        event["EventFeedback"] = {**feedback, "FeedbackDate": cognito.clock()}
        cognito.store.auth_events.change(event)
    return {}


def note(
    cognito: Cognito, operation: str, request: Mapping[str, Any], answer: Mapping[str, Any] | AwsError
) -> None:
    """Keep what a protected pool's user has done; of nobody nothing is kept."""
    kind, pool = _KINDS.get(operation), _pool_of(cognito, operation, request)
    name = _name_in(request)
    if kind is None or pool is None or name is None or not is_protected(pool.settings):
        return
    user = cognito.store.users.signs_in_by(pool, name)
    if user is None:
        return
    event = {
        "EventId": str(uuid.uuid4()),
        "EventType": kind,
        "CreationDate": cognito.clock(),
        "EventResponse": _response(answer),
        "EventRisk": {"RiskDecision": "NoRisk", "CompromisedCredentialsDetected": False},
    }
    if kind == "SignIn":
        result = "Failure" if isinstance(answer, AwsError) else "Success"
        event["ChallengeResponses"] = [{"ChallengeName": "Password", "ChallengeResponse": result}]
    with cognito.store.database.transaction():
        cognito.store.auth_events.add(user.id, event)


def _pool_of(cognito: Cognito, operation: str, request: Mapping[str, Any]) -> UserPool | None:
    if operation not in _KINDS:
        return None
    client = cognito.store.clients.find(str(request.get("ClientId")))
    return cognito.pool(ANYBODY, client.pool_id) if client else None


def _name_in(request: Mapping[str, Any]) -> str | None:
    given = request.get("AuthParameters") or request.get("ChallengeResponses") or {}
    return request.get("Username") or given.get("USERNAME")


def _response(answer: Mapping[str, Any] | AwsError) -> str:
    if isinstance(answer, AwsError):
        return "Fail"
    return "InProgress" if answer.get("ChallengeName") else "Pass"
