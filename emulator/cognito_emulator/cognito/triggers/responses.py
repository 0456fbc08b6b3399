"""What a function may say in `response`, and nothing else: each trigger's page in the developer guide has it.

Source: "Customizing user pool workflows with Lambda triggers" in the Cognito developer guide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cognito_emulator.cognito.errors import AwsError

_Test = Callable[[object], bool]


def unrecognizable() -> AwsError:
    """AWS's answer to a function's output that is no event, or has something else in an event's place."""
    return AwsError("InvalidLambdaResponseException", "Unrecognizable lambda output")


def checked(trigger: str, response: dict[str, Any]) -> dict[str, Any]:
    """The response; AwsError (InvalidLambdaResponseException) for an unknown member or a wrong type."""
    known = RESPONSES.get(trigger)
    if known is not None:
        check_members(response, known)
    return response


def check_members(said: Mapping[str, Any], known: Mapping[str, _Test]) -> None:
    """Raise AwsError unless all that is said is known and of its type; what is null is not said."""
    for name, value in said.items():
        if name not in known or not (value is None or known[name](value)):
            raise unrecognizable()


def is_text(value: object) -> bool:
    return isinstance(value, str)


def is_bool(value: object) -> bool:
    return isinstance(value, bool)


def is_map(value: object) -> bool:
    return isinstance(value, dict)


def is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def is_map_of_texts(value: object) -> bool:
    """Numbers and booleans become texts on AWS, since such maps have texts alone."""
    return isinstance(value, dict) and not any(isinstance(item, (dict, list)) for item in value.values())


RESPONSES: Mapping[str, Mapping[str, _Test]] = {
    "CreateAuthChallenge": {
        "publicChallengeParameters": is_map_of_texts,
        "privateChallengeParameters": is_map_of_texts,
        "challengeMetadata": is_text,
    },
    "CustomMessage": {"smsMessage": is_text, "emailMessage": is_text, "emailSubject": is_text},
    "DefineAuthChallenge": {
        "challengeName": is_text,
        "issueTokens": is_bool,
        "failAuthentication": is_bool,
    },
    "PostAuthentication": {},
    "PostConfirmation": {},
    "PreAuthentication": {},
    "PreSignUp": {"autoConfirmUser": is_bool, "autoVerifyEmail": is_bool, "autoVerifyPhone": is_bool},
    "PreTokenGeneration": {"claimsOverrideDetails": is_map, "claimsAndScopeOverrideDetails": is_map},
    "UserMigration": {
        "userAttributes": is_map_of_texts,
        "finalUserStatus": is_text,
        "messageAction": is_text,
        "desiredDeliveryMediums": is_list_of_texts,
        "forceAliasCreation": is_bool,
        "enableSMSMFA": is_bool,
    },
    "VerifyAuthChallengeResponse": {"answerCorrect": is_bool},
}
