"""Who has to accept the terms, and what the profile and the repair queue keep of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics
from hypothesis import given

from signup.errors import SettingsError, SignUpError, TermsNotAcceptedError
from signup.metric_lines import MetricLines
from signup.onboarding import Onboarding
from signup.post_confirmation import post_confirmation_handler
from signup.pre_sign_up import pre_sign_up_handler
from signup.repair_queue import RepairRequest
from signup.settings import Settings
from signup.terms import Terms
from tests.unit.fakes import SETTINGS, FakeAws, FakeTime, client_error
from tests.unit.invocations import CONTEXT
from tests.unit.json_values import JSON
from tests.unit.lambda_environment import ENVIRONMENT
from tests.unit.trigger_events import SUB, confirm_sign_up

VERSION, URL = "2026-03", "https://example.com/terms"
WITH_TERMS = replace(SETTINGS, terms=Terms(VERSION, URL))
ACCEPTED = {"terms_version": VERSION}
AT = "2026-03-01T12:00:00.000Z"


def event_with(metadata: Any, source: str) -> dict[str, Any]:
    event = {**confirm_sign_up(), "triggerSource": source, "userName": SUB}
    request = {**event["request"], "clientMetadata": metadata}
    return {**event, "request": request}


def pre_sign_up(metadata: Any, source: str = "PreSignUp_SignUp", settings: Settings = WITH_TERMS) -> str:
    """What PreSignUp logs of a sign-up that it lets pass."""
    lines: list[str] = []
    metrics = MetricLines("Test", "pre-sign-up", lines.append, FakeTime().clock())
    pre_sign_up_handler(settings, metrics)(event_with(metadata, source), None)
    return lines[-1]


@dataclass
class Confirmation:
    """PostConfirmation on fake AWS."""

    aws: FakeAws = field(default_factory=FakeAws)
    settings: Settings = WITH_TERMS

    def fire(self, metadata: Any) -> dict[str, str]:
        """Confirm somebody; what their profile then says of the terms."""
        onboarding = Onboarding(self.settings, self.aws, self.aws, FakeTime().clock())
        logger, metrics = Logger(service="terms"), Metrics(namespace="Test", service="test")
        handler = post_confirmation_handler(onboarding, lambda: self.aws, logger, metrics)
        handler(event_with(metadata, "PostConfirmation_ConfirmSignUp"), CONTEXT)
        return terms_in({name: value.get("S") for name, value in self.aws.items.get(SUB, {}).items()})


def terms_in(texts: dict[str, Any]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name.startswith("terms_")}


@pytest.mark.parametrize("source", ["PreSignUp_SignUp", "PreSignUp_ExternalProvider", "PreSignUp_New"])
@pytest.mark.parametrize(
    "metadata", [None, {}, {"terms_version": "2026-02"}, {"terms_version": ""}, [VERSION]]
)
def test_who_signs_up_without_the_version_in_force_is_refused_and_told_where_it_is(
    source: str, metadata: Any
) -> None:
    with pytest.raises(TermsNotAcceptedError) as refusal:
        pre_sign_up(metadata, source)
    assert str(refusal.value) == f"Read {URL} and sign up with terms_version {VERSION} in ClientMetadata"


@given(version=JSON)
def test_nothing_but_the_version_in_force_accepts_it(version: Any) -> None:
    try:
        pre_sign_up({"terms_version": version})
    except SignUpError:
        assert version != VERSION
    else:
        assert version == VERSION


def test_the_log_keeps_who_accepted_which_version() -> None:
    line = json.loads(pre_sign_up(ACCEPTED))
    assert (line["signed_up"], line["terms_version"]) == (SUB, VERSION)


def test_an_administrator_accepts_nothing_for_the_user_whom_they_make() -> None:
    assert "terms_version" not in pre_sign_up(ACCEPTED, "PreSignUp_AdminCreateUser")


@pytest.mark.parametrize("metadata", [None, {}, ACCEPTED])
def test_without_terms_nobody_is_asked_and_nothing_is_kept(metadata: Any) -> None:
    assert "terms_version" not in pre_sign_up(metadata, settings=SETTINGS)
    assert Confirmation(settings=SETTINGS).fire(metadata) == {}


@pytest.mark.parametrize(
    ("metadata", "source"),
    [(ACCEPTED, "ConfirmSignUp"), (None, "SignUp"), ({"campaign": "spring"}, "SignUp")],
)
def test_the_profile_keeps_version_time_and_the_call_that_speaks_for_it(metadata: Any, source: str) -> None:
    kept = Confirmation().fire(metadata)
    assert kept == {"terms_version": VERSION, "terms_accepted_at": AT, "terms_source": source}


@pytest.mark.parametrize("version", ["2026-02", "2027-01", "", 7, [VERSION]])
def test_a_confirmation_that_names_another_version_lets_the_profile_claim_none(version: Any) -> None:
    assert Confirmation().fire({"terms_version": version}) == {}


def test_the_repair_queue_keeps_version_and_time_of_the_trigger() -> None:
    aws = FakeAws(failures={"PutItem": [client_error("AnyCode", 500)] * 3})
    Confirmation(aws).fire(ACCEPTED)

    ((_, body),) = aws.messages
    kept = {"terms_version": VERSION, "terms_accepted_at": AT, "terms_source": "ConfirmSignUp"}
    assert terms_in(json.loads(body)) == kept
    request = RepairRequest.from_json(body)
    assert request.acceptance is not None
    assert request.acceptance.as_texts() == kept
    assert RepairRequest.from_json(request.as_json()) == request


@pytest.mark.parametrize("missing", ["terms_version", "terms_accepted_at", "terms_source"])
def test_a_message_that_tells_half_of_an_acceptance_tells_none(missing: str) -> None:
    whole = {"terms_version": VERSION, "terms_accepted_at": AT, "terms_source": "SignUp"}
    message = {"user_pool_id": "p", "username": "n", "user_id": SUB, "reason": "r", "proof": "PreSignUp"}
    half = {**message, **whole, missing: None}
    assert RepairRequest.from_json(json.dumps({**message, **whole})).acceptance is not None
    assert RepairRequest.from_json(json.dumps(half)).acceptance is None


@pytest.mark.parametrize("missing", ["TERMS_VERSION", "TERMS_URL"])
def test_a_version_without_a_place_to_read_it_is_no_setting(missing: str) -> None:
    environment = {**ENVIRONMENT, "TERMS_VERSION": VERSION, "TERMS_URL": URL}
    assert Settings.from_environment(environment).terms == Terms(VERSION, URL)
    with pytest.raises(SettingsError, match=f"{missing} is not set"):
        Settings.from_environment({**environment, missing: " "})
