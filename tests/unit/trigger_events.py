"""PostConfirmation events in the shapes that AWS documents and sends.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
"""

from __future__ import annotations

from typing import Any

SUB = "7a1c4e52-90d1-4f6a-8a55-3f0c6d1be2aa"
EMAIL = "grace.hopper@navy.example"
NAME = "Grace Hopper"
USERNAME = "grace.hopper.username@navy.example"
METADATA = "invited-by-ada"


def confirm_sign_up(**attributes: str) -> dict[str, Any]:
    """What Cognito sends after ConfirmSignUp, with attributes set or replaced."""
    return {
        "version": "1",
        "region": "eu-central-1",
        "userPoolId": "eu-central-1_EXAMPLE01",
        "userName": USERNAME,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "client-example"},
        "triggerSource": "PostConfirmation_ConfirmSignUp",
        "request": {
            "userAttributes": {
                "sub": SUB,
                "email_verified": "true",
                "cognito:user_status": "CONFIRMED",
                "email": EMAIL,
                "name": NAME,
                **attributes,
            },
            "clientMetadata": {"campaign": METADATA},
        },
        "response": {},
    }


def confirm_forgot_password() -> dict[str, Any]:
    return {**confirm_sign_up(), "triggerSource": "PostConfirmation_ConfirmForgotPassword"}


def without(event: dict[str, Any], *path: str) -> dict[str, Any]:
    """A copy of the event that lacks the field at `path`."""
    field, *rest = path
    if rest:
        return {**event, field: without(event[field], *rest)}
    return {key: value for key, value in event.items() if key != field}
