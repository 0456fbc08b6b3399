"""The Lambda function that the trigger rules put behind a pool; BEHAVIOUR chooses what it does."""

from __future__ import annotations

import json
import os
import time
from typing import Any


def handler(event: dict[str, Any], _context: object) -> Any:
    return _BEHAVIOURS[os.environ["BEHAVIOUR"]](event)


def _record(event: dict[str, Any]) -> dict[str, Any]:
    import boto3  # noqa: PLC0415 - a second of a cold start, which who only answers need not wait for

    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody=json.dumps(event))
    return event


def _record_and_raise(event: dict[str, Any]) -> dict[str, Any]:
    _record(event)
    raise ValueError("refused by the function")


def _sleep_past_cognito(event: dict[str, Any]) -> dict[str, Any]:
    time.sleep(7)
    return event


def _record_and_sleep(event: dict[str, Any]) -> dict[str, Any]:
    _record(event)
    return _sleep_past_cognito(event)


def _say(event: dict[str, Any]) -> Any:
    """What SAYS has for the event's source: a `response`, an `error` to raise, or an `output` in all."""
    said = json.loads(os.environ["SAYS"]).get(event["triggerSource"], {})
    if "error" in said:
        raise ValueError(said["error"])
    if "response" in said:
        event["response"] = said["response"]
    return said.get("output", event)


def _return_nothing(_event: dict[str, Any]) -> None:
    return None


def _return_text(_event: dict[str, Any]) -> str:
    return "no event"


def _return_a_list(event: dict[str, Any]) -> list[Any]:
    return [event]


def _confirm(event: dict[str, Any]) -> dict[str, Any]:
    event["response"]["autoConfirmUser"] = True
    return event


def _confirm_and_verify(event: dict[str, Any]) -> dict[str, Any]:
    event["response"]["autoConfirmUser"] = True
    event["response"]["autoVerifyEmail"] = True
    return event


def _claim(event: dict[str, Any]) -> dict[str, Any]:
    event["response"]["claimsOverrideDetails"] = {
        "claimsToAddOrOverride": {"added_by": event["triggerSource"]},
        "claimsToSuppress": ["name"],
    }
    return event


def _groups(event: dict[str, Any]) -> dict[str, Any]:
    event["response"]["claimsOverrideDetails"] = {"groupOverrideDetails": {"groupsToOverride": ["Invented"]}}
    return event


def _ask_riddles(event: dict[str, Any]) -> dict[str, Any]:
    """All three functions of a custom sign-in: a password, if it begins so, and then one riddle."""
    _record(event)
    request, response = event["request"], event["response"]
    if event["triggerSource"] == "DefineAuthChallenge_Authentication":
        past = request["session"]
        last = past[-1] if past else {"challengeName": "", "challengeResult": False}
        is_done = last["challengeName"] == "CUSTOM_CHALLENGE"
        response["issueTokens"] = is_done and last["challengeResult"]
        response["failAuthentication"] = is_done and not last["challengeResult"]
        if not is_done:
            begins = last["challengeName"] == "SRP_A"
            response["challengeName"] = "PASSWORD_VERIFIER" if begins else "CUSTOM_CHALLENGE"
    elif event["triggerSource"] == "CreateAuthChallenge_Authentication":
        response["publicChallengeParameters"] = {"riddle": "2 + 2"}
        response["privateChallengeParameters"] = {"answer": "4"}
        response["challengeMetadata"] = "RIDDLE"
    else:
        right = request["privateChallengeParameters"]["answer"]
        response["answerCorrect"] = request["challengeAnswer"] == right
    return event


def _migrate(event: dict[str, Any]) -> dict[str, Any]:
    """Who is known by the password of old; without a password, everybody is."""
    _record(event)
    if event["request"].get("password", "Of-Old-7-Password") != "Of-Old-7-Password":
        raise ValueError("unknown")
    email = f"{event['userName'].partition('@')[0]}@example.com"
    event["response"] = {
        "userAttributes": {"email": email, "email_verified": "true"},
        "finalUserStatus": "CONFIRMED",
        "messageAction": "SUPPRESS",
    }
    return event


def _migrate_nobody(event: dict[str, Any]) -> dict[str, Any]:
    event["response"] = {"userAttributes": {}, "finalUserStatus": "CONFIRMED"}
    return event


def _say_something_unknown(event: dict[str, Any]) -> dict[str, Any]:
    event["response"]["inventedMember"] = True
    return event


def _say_texts_for_booleans(event: dict[str, Any]) -> dict[str, Any]:
    event["response"] = dict.fromkeys(event["response"], "yes")
    return event


def _verify_a_phone(event: dict[str, Any]) -> dict[str, Any]:
    event["response"]["autoVerifyPhone"] = True
    return event


_BEHAVIOURS = {
    "asks riddles": _ask_riddles,
    "migrates": _migrate,
    "migrates nobody": _migrate_nobody,
    "says something unknown": _say_something_unknown,
    "says texts for booleans": _say_texts_for_booleans,
    "verifies a phone": _verify_a_phone,
    "records": _record,
    "says": _say,
    "records codes": _record,
    "records and raises": _record_and_raise,
    "records and sleeps": _record_and_sleep,
    "sleeps": _sleep_past_cognito,
    "returns nothing": _return_nothing,
    "returns a list": _return_a_list,
    "returns text": _return_text,
    "confirms": _confirm,
    "confirms and verifies": _confirm_and_verify,
    "adds a claim": _claim,
    "replaces the groups": _groups,
}
