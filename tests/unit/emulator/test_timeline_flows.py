"""Steps become flows of persons: who it was is told by what a step says, whatever it says it by."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from cognito_emulator.console.timeline.aws_pages import error_page_of, page_of
from cognito_emulator.console.timeline.flows import Flow, flows_of
from cognito_emulator.console.timeline.labels import object_of, result_of, title_of
from cognito_emulator.console.timeline.persons import Persons
from cognito_emulator.console.timeline.search import Search
from cognito_emulator.recording.recorder import Recorder
from cognito_emulator.recording.step import Kind, Step

POOL, CLIENT, SUB, EMAIL = "us-east-1_Example00", "client", "7d8f1c7e", "ada@example.com"
SIGNS_UP = {"ClientId": CLIENT, "Username": EMAIL}


def call(name: str, request: dict[str, Any], answer: dict[str, Any] | None = None, **more: Any) -> Step:
    kind, service = more.pop("kind", Kind.CALL), more.pop("service", "cognito-idp")
    contents = [json.dumps(content or {}).encode() for content in (request, answer)]
    return Step(kind, service, name, 1000.0, request=contents[0], answer=contents[1], ms=1.0, **more)


def token(**claims: str) -> str:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJSUzI1NiJ9.{part}.***"


def flows(*roots: Step, known: str = "") -> list[Flow]:
    recorder = Recorder()
    for root in roots:
        recorder.begin(root)
    persons = Persons(lambda client: POOL if client == CLIENT else "", lambda *_: known)
    persons.learn(step for root in roots for step in root.all())
    return flows_of(roots, persons.of)


SIGN_UP = call("SignUp", SIGNS_UP, {"UserSub": SUB})


@pytest.mark.parametrize(
    "step",
    [
        call("ConfirmSignUp", {"ClientId": CLIENT, "Username": "ADA@example.com"}),
        call("AdminGetUser", {"UserPoolId": POOL, "Username": SUB}),
        call("InitiateAuth", {"ClientId": CLIENT, "AuthParameters": {"USERNAME": EMAIL}}),
        call("RespondToAuthChallenge", {"ClientId": CLIENT, "ChallengeResponses": {"USERNAME": EMAIL}}),
        call("GetUser", {"AccessToken": token(sub=SUB, iss=f"https://aws/{POOL}")}),
        call(
            "POST /oauth2/token",
            {},
            {"access_token": token(sub=SUB, iss=f"https://aws/{POOL}", username=SUB)},
            service="oauth2",
        ),
        call(
            "PreTokenGeneration",
            {"userPoolId": POOL, "userName": "ada", "request": {"userAttributes": {"sub": SUB}}},
            kind=Kind.TRIGGER,
            service=POOL,
        ),
    ],
)
def test_a_person_is_known_by_each_of_their_names(step: Step) -> None:
    assert {(flow.person.key, flow.person.name) for flow in flows(SIGN_UP, step)} == {(SUB, EMAIL)}


def test_the_pool_is_asked_about_a_name_that_no_step_explains() -> None:
    (flow,) = flows(call("ForgotPassword", SIGNS_UP), known=SUB)
    assert (flow.person.key, flow.person.sub) == (SUB, SUB)


def test_the_same_name_in_another_pool_is_somebody_else() -> None:
    there = call("AdminGetUser", {"UserPoolId": "us-east-1_Another00", "Username": EMAIL})
    assert len({flow.person.key for flow in flows(SIGN_UP, there)}) == 2


def test_who_is_named_within_a_step_is_whom_it_is_about() -> None:
    run = call("repair", {"Records": []}, kind=Kind.INVOCATION, service="lambda")
    adds = call("AdminAddUserToGroup", {"UserPoolId": POOL, "Username": SUB})
    adds.parent = run
    run.children.append(adds)
    assert [(flow.name, flow.person.key) for flow in flows(SIGN_UP, run)] == [
        ("Account", SUB),
        ("Sign-up", SUB),
    ]


def test_what_is_about_nobody_is_in_no_flow() -> None:
    assert flows(call("ListUsers", {"UserPoolId": POOL}), call("PutItem", {}, service="dynamodb")) == []


def test_a_flow_goes_on_until_another_of_it_begins_whatever_comes_between() -> None:
    names = ["SignUp", "InitiateAuth", "ConfirmSignUp", "SignUp", "RespondToAuthChallenge", "ForgotPassword"]
    requests = {"InitiateAuth": {"ClientId": CLIENT, "AuthParameters": {"USERNAME": EMAIL}}}
    found = flows(*(call(name, requests.get(name, SIGNS_UP)) for name in names))
    assert [(flow.name, [step.name for step in flow.steps]) for flow in found] == [
        ("Reset", ["ForgotPassword"]),
        ("Sign-in", ["InitiateAuth", "RespondToAuthChallenge"]),
        ("Sign-up", ["SignUp"]),
        ("Sign-up", ["SignUp", "ConfirmSignUp"]),
    ]


def test_a_flow_has_failed_where_its_last_step_has() -> None:
    failed = call("ConfirmSignUp", SIGNS_UP, error="CodeMismatchException", status=400)
    (flow,) = flows(SIGN_UP, failed)
    assert (flow.has_failed, flow.failures) == (True, 1)
    (mended,) = flows(SIGN_UP, failed, call("ConfirmSignUp", SIGNS_UP))
    assert (mended.has_failed, mended.failures) == (False, 1)


@pytest.mark.parametrize(
    ("search", "is_found"),
    [
        (Search(), True),
        (Search(person="ADA@"), True),
        (Search(person=SUB), True),
        (Search(person="grace"), False),
        (Search(flow="Sign-up", operation="SignUp", result="ok", text="EXAMPLE.com"), True),
        (Search(flow="Reset"), False),
        (Search(operation="ConfirmSignUp"), False),
        (Search(result="failed"), False),
        (Search(text="no such word"), False),
    ],
)
def test_a_search_finds_what_all_of_it_holds_for(search: Search, is_found: bool) -> None:
    (flow,) = flows(SIGN_UP)
    assert search.finds(flow) is is_found


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (SIGN_UP, ("SignUp", "", "")),
        (
            call("InitiateAuth", {"AuthFlow": "USER_SRP_AUTH"}, {"ChallengeName": "PASSWORD_VERIFIER"}),
            ("InitiateAuth", "USER_SRP_AUTH", "asks PASSWORD_VERIFIER"),
        ),
        (
            call("InitiateAuth", {}, {"AuthenticationResult": {"IdToken": "x"}}),
            ("InitiateAuth", "", "tokens"),
        ),
        (call("PutItem", {"TableName": "people"}, service="dynamodb"), ("PutItem", "people", "")),
        (
            call("SendMessage", {"QueueUrl": "http://127.0.0.1/000000000000/repair"}, service="sqs"),
            ("SendMessage", "repair", ""),
        ),
        (call("SignUp", {}, error="UsernameExistsException"), ("SignUp", "", "UsernameExistsException")),
        (
            call(
                "ForgotPassword", {}, {"CodeDeliveryDetails": {"DeliveryMedium": "SMS", "Destination": "+*1"}}
            ),
            ("ForgotPassword", "", "code by SMS to +*1"),
        ),
        (Step(Kind.MESSAGE, "SMS", "+15550100", 1000.0), ("Text to +15550100", "", "")),
    ],
)
def test_a_step_is_told_in_few_words(step: Step, words: tuple[str, str, str]) -> None:
    assert (title_of(step), object_of(step), result_of(step)) == words


@pytest.mark.parametrize(
    ("step", "page"),
    [
        (SIGN_UP, "cognito-user-identity-pools/latest/APIReference/API_SignUp.html"),
        (call("PutItem", {}, service="dynamodb"), "amazondynamodb/latest/APIReference/API_PutItem.html"),
        (call("InvokeFunction", {}, service="lambda"), "lambda/latest/api/API_Invoke.html"),
        (call("POST", {}, service="lambda"), None),
        (call("Anything", {}, service="of-nobody"), None),
        (
            call("POST /oauth2/token", {}, service="oauth2"),
            "cognito/latest/developerguide/token-endpoint.html",
        ),
        (
            call("CustomMessage", {}, kind=Kind.TRIGGER, service=POOL),
            "cognito/latest/developerguide/user-pool-lambda-custom-message.html",
        ),
    ],
)
def test_a_step_leads_to_awss_page_of_it(step: Step, page: str | None) -> None:
    assert page_of(step) == (f"https://docs.aws.amazon.com/{page}" if page else None)
    assert error_page_of(step) is None


def test_an_error_leads_to_the_errors_of_its_operation_and_a_functions_to_the_triggers() -> None:
    refused = call("SignUp", {}, error="UsernameExistsException", status=400)
    assert str(error_page_of(refused)).endswith("API_SignUp.html#API_SignUp_Errors")
    failed = call("SignUp", {}, error="UserLambdaValidationException", status=400)
    assert str(error_page_of(failed)).endswith("cognito-user-pools-working-with-lambda-triggers.html")
