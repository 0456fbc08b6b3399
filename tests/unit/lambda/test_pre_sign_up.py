"""Who may begin a sign-up, and what is told of the others."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.package.lambda_zip import SOURCES
from signup.errors import MalformedEventError, SignUpError, UserTypeRefusedError
from signup.metric_lines import MetricLines
from signup.pre_sign_up import pre_sign_up_handler
from signup.proof import SIGN_UP_SOURCES
from tests.unit.fakes import SETTINGS, FakeTime
from tests.unit.json_values import JSON
from tests.unit.trigger_events import EMAIL, METADATA, NAME, SUB, USERNAME, confirm_sign_up, without

SOURCES_OF_USERS = ["PreSignUp_SignUp", "PreSignUp_AdminCreateUser", "PreSignUp_ExternalProvider"]
PERSONAL = (EMAIL, NAME, USERNAME, METADATA, "Surgeon-in-chief")


def pre_sign_up(source: str = "PreSignUp_SignUp", **attributes: str) -> dict[str, Any]:
    """What Cognito sends before it makes a user: no sub yet, and the response's three switches."""
    event = without(confirm_sign_up(**attributes), "request", "userAttributes", "sub")
    response = {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}
    return {**event, "triggerSource": source, "response": response}


@dataclass
class Trigger:
    """The handler, and the lines that it wrote."""

    lines: list[str] = field(default_factory=list)

    def fire(self, event: Any) -> Any:
        metrics = MetricLines("Test", "pre-sign-up", self.lines.append, FakeTime().clock())
        return pre_sign_up_handler(SETTINGS, metrics)(event, None)

    def error_of(self, event: Any) -> str:
        try:
            self.fire(event)
        except SignUpError as error:
            return str(error)
        return ""

    def counted(self) -> list[str]:
        return [
            metric["Name"]
            for line in map(json.loads, self.lines)
            for directive in line["_aws"]["CloudWatchMetrics"]
            for metric in directive["Metrics"]
            if line[metric["Name"]] == 1
        ]


@pytest.mark.parametrize("source", SOURCES_OF_USERS)
@pytest.mark.parametrize("user_type", [*SETTINGS.user_types, None])
def test_a_configured_type_or_none_goes_on_with_the_event_as_it_came(
    source: str, user_type: str | None
) -> None:
    trigger, event = Trigger(), pre_sign_up(source, **({"custom:user_type": user_type} if user_type else {}))
    before = copy.deepcopy(event)

    returned = trigger.fire(event)

    assert returned is event
    assert event == before
    assert trigger.counted() == ["SignUpAllowed"]


@pytest.mark.parametrize("source", sorted(SIGN_UP_SOURCES))
def test_the_log_keeps_who_signs_up_by_the_pools_own_name(source: str) -> None:
    trigger = Trigger()
    trigger.fire({**pre_sign_up(source), "userName": SUB})
    assert [json.loads(line).get("signed_up") for line in trigger.lines] == [SUB]


@pytest.mark.parametrize("source", ["PreSignUp_AdminCreateUser", "PreSignUp_SomethingNew", None, 7, []])
def test_the_log_names_nobody_as_signed_up_whom_an_administrator_makes(source: object) -> None:
    trigger = Trigger()
    trigger.fire({**pre_sign_up(), "triggerSource": source, "userName": SUB})
    assert ["signed_up" in json.loads(line) for line in trigger.lines] == [False]


@pytest.mark.parametrize("username", [USERNAME, SUB.upper(), f"{SUB} ", f"{SUB}\n", "", None, 7, [SUB]])
def test_a_user_name_that_may_be_an_address_is_in_no_line(username: object) -> None:
    trigger = Trigger()
    trigger.fire({**pre_sign_up(), "userName": username})
    assert ["signed_up" in json.loads(line) for line in trigger.lines] == [False]


@pytest.mark.parametrize("source", [*SOURCES_OF_USERS, "PreSignUp_SomethingNew"])
@pytest.mark.parametrize("user_type", ["Surgeon-in-chief", "admin", "Admin ", "\u0410dmin", "A" * 2048, "[]"])
def test_any_other_type_is_refused_whoever_makes_the_user(source: str, user_type: str) -> None:
    trigger = Trigger()

    with pytest.raises(UserTypeRefusedError) as refusal:
        trigger.fire(pre_sign_up(source, **{"custom:user_type": user_type}))
    assert str(refusal.value) == "custom:user_type must be one of Doctor, Patient, Admin"
    assert trigger.counted() == ["Refused"]


@pytest.mark.parametrize("attributes", [None, {}])
def test_a_user_without_attributes_has_no_type_to_refuse(attributes: object) -> None:
    event = {**pre_sign_up("PreSignUp_AdminCreateUser"), "request": {"userAttributes": attributes}}

    assert Trigger().fire(event) == event


@pytest.mark.parametrize(
    "event",
    [
        None,
        [EMAIL],
        {},
        {**pre_sign_up(), "request": EMAIL},
        {**pre_sign_up(), "request": {"userAttributes": [EMAIL]}},
        {**pre_sign_up(), "request": {"userAttributes": {"custom:user_type": ["Admin"]}}},
    ],
)
def test_what_is_no_event_of_cognitos_is_refused(event: Any) -> None:
    trigger = Trigger()

    with pytest.raises(MalformedEventError):
        trigger.fire(event)
    assert trigger.counted() == ["Malformed"]


@given(value=JSON)
def test_a_type_of_any_kind_is_one_of_the_configured_or_refused(value: Any) -> None:
    event = pre_sign_up()
    event["request"]["userAttributes"]["custom:user_type"] = value
    try:
        Trigger().fire(event)
    except SignUpError:
        assert value not in (*SETTINGS.user_types, None, "")
    else:
        assert value in (*SETTINGS.user_types, None, "")


@given(event=JSON, user_type=st.sampled_from(["Doctor", "Surgeon-in-chief"]))
def test_nothing_personal_is_told(event: Any, user_type: str) -> None:
    trigger = Trigger()
    told = trigger.error_of(event) + trigger.error_of(pre_sign_up(**{"custom:user_type": user_type}))
    told += "".join(trigger.lines)
    assert not [secret for secret in PERSONAL if secret in told]


def test_a_metric_is_a_line_in_cloudwatchs_embedded_format() -> None:
    trigger = Trigger()

    trigger.fire(pre_sign_up())

    (line,) = trigger.lines
    assert json.loads(line) == {
        "_aws": {
            "Timestamp": 1772366400000,
            "CloudWatchMetrics": [
                {
                    "Namespace": "Test",
                    "Dimensions": [["service"]],
                    "Metrics": [{"Name": "SignUpAllowed", "Unit": "Count"}],
                }
            ],
        },
        "service": "pre-sign-up",
        "SignUpAllowed": 1,
    }


def test_the_function_starts_without_awss_sdk() -> None:
    environment = {
        "TABLE_NAME": "t",
        "USER_TYPES": "Patient",
        "DEFAULT_USER_TYPE": "Patient",
        "APPROVAL_REQUIRED_USER_TYPES": "",
        "REPAIR_QUEUE_URL": "q",
        "POWERTOOLS_METRICS_NAMESPACE": "Test",
        "POWERTOOLS_SERVICE_NAME": "test",
    }
    source = (
        f"import sys; sys.path.insert(0, {str(SOURCES)!r}); import pre_sign_up_handler; print(*sys.modules)"
    )
    imported = subprocess.run(
        [sys.executable, "-B", "-c", source], env=environment, capture_output=True, text=True, check=True
    )

    heavy = {"boto3", "botocore", "aws_lambda_powertools", "urllib3", "pydantic"}
    assert heavy.isdisjoint(imported.stdout.split())
