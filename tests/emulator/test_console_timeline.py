"""The timeline over HTTP: what happens, within what it happens in, and nothing that lets somebody in."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests import http
from tests.emulator.account import PASSWORD, Account, Pool, User
from tests.emulator.console_timeline import TIMELINE, Timeline, nested, shown_part
from tests.emulator.functions import ADDS_TO_THE_GROUP_MEMBERS, RAISES, RETURNS_THE_EVENT
from tests.emulator_process import emulator_process, running_emulator


@pytest.fixture
def timeline(endpoint_url: str) -> Timeline:
    return Timeline(endpoint_url)


@pytest.fixture(scope="module")
def pool(account: Account) -> Pool:
    pool = account.pool(
        PreSignUp=account.function(RETURNS_THE_EVENT),
        PostConfirmation=account.function(f"print('adds a member')\n{ADDS_TO_THE_GROUP_MEMBERS}"),
    )
    account.cognito.create_group(UserPoolId=pool.id, GroupName="Members")
    return pool


@pytest.fixture(scope="module")
def person(pool: Pool) -> User:
    """Somebody who has signed up, confirmed and signed in."""
    person = pool.sign_up(ClientMetadata={"campaign": "<b>spring</b>"})
    person.confirm()
    person.log_in()
    return person


def test_each_step_stands_within_what_it_happened_in(timeline: Timeline, person: User) -> None:
    steps = [(depth, re.sub("function-[0-9a-f]+", "F", title)) for depth, title in timeline.steps(person)]
    assert steps == [
        (1, "SignUp"),
        (2, "PreSignUp trigger"),
        (3, "Function F"),
        (4, "PutItem"),
        (2, f"Mail to {person.email}"),
        (1, "ConfirmSignUp"),
        (2, "PostConfirmation trigger"),
        (3, "Function F"),
        (4, "PutItem"),
        (4, "AdminAddUserToGroup"),
        (1, "InitiateAuth"),
    ]


def test_a_row_is_one_persons_one_flow(timeline: Timeline, person: User) -> None:
    person.log_in()
    names = [re.findall(r'class="name">([^<]*)', flow)[0] for flow in timeline.flows(person=person.email)]
    assert names == ["Sign-in", "Sign-in", "Sign-up"]


def test_many_at_once_have_their_own_calls_each(timeline: Timeline, pool: Pool) -> None:
    def sign_up(_: int) -> User:
        person = pool.sign_up()
        person.confirm()
        return person

    with ThreadPoolExecutor(4) as threads:
        people = list(threads.map(sign_up, range(8)))
    for person in people:
        for operation in ("PutItem", "AdminAddUserToGroup"):
            calls = [timeline.get(path) for path in timeline.links(person.email, operation)]
            assert calls
            assert [call for call in calls if person.sub not in shown_part(call, "request")] == []


def test_a_trigger_shows_its_event_its_answer_and_what_its_function_wrote(
    timeline: Timeline, person: User
) -> None:
    trigger = timeline.step(person, "PostConfirmation trigger")
    event, answer = json.loads(shown_part(trigger, "request")), json.loads(shown_part(trigger, "answer"))
    assert event["request"]["userAttributes"]["email"] == person.email
    assert answer["triggerSource"] == "PostConfirmation_ConfirmSignUp"
    assert "user-pool-lambda-post-confirmation.html" in trigger
    function = re.search(r'href="(/_console/timeline/steps/\d+)">Function', trigger)
    assert function
    assert "adds a member" in shown_part(timeline.get(function[1]), "log")


def test_the_first_run_of_a_function_is_cold_and_the_next_is_warm(
    timeline: Timeline, account: Account
) -> None:
    pool = account.pool(PreSignUp=account.function_of_its_own(RETURNS_THE_EVENT))
    first, second = pool.sign_up(), pool.sign_up()
    assert ">cold</span>" in timeline.flows(person=first.email)[0]
    assert ">warm</span>" in timeline.flows(person=second.email)[0]


def test_neither_password_nor_token_is_shown_and_the_claims_are(timeline: Timeline, pool: Pool) -> None:
    person = pool.sign_up()
    person.confirm()
    tokens = person.log_in()
    pages = [timeline.step(person, title) for title in ("SignUp", "InitiateAuth")]
    told = [
        PASSWORD,
        tokens["RefreshToken"],
        *(tokens[name].split(".")[2] for name in ("IdToken", "AccessToken")),
    ]
    assert [value for value in told for page in pages if value in page] == []
    assert json.loads(shown_part(pages[0], "request"))["Password"] == "***"
    result = json.loads(shown_part(pages[1], "answer"))["AuthenticationResult"]
    assert result["AccessToken"] == tokens["AccessToken"].rpartition(".")[0] + ".***"


def test_what_failed_stands_out_with_awss_page_and_its_sentence(timeline: Timeline, account: Account) -> None:
    pool = account.pool(PreSignUp=account.function(RAISES))
    email = "refused@example.com"
    with pytest.raises(account.cognito.exceptions.UserLambdaValidationException):
        account.cognito.sign_up(ClientId=pool.client_id, Username=email, Password=PASSWORD)
    (flow,) = timeline.flows(person=email, result="failed")
    assert '<details class="flow failed"' in flow
    assert "PreSignUp failed with error no room at the inn." in flow
    assert "cognito-user-pools-working-with-lambda-triggers.html" in flow
    assert timeline.flows(person=email, result="ok") == []


def test_an_error_of_an_operation_leads_to_its_errors_on_awss_page(timeline: Timeline, person: User) -> None:
    with pytest.raises(person.pool.account.cognito.exceptions.NotAuthorizedException):
        person.confirm("000000")
    page = timeline.get(operation="ConfirmSignUp", person=person.email, result="failed")
    assert "APIReference/API_ConfirmSignUp.html#API_ConfirmSignUp_Errors" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"flow": "Sign-up"}, {"Sign-up"}),
        ({"operation": "InitiateAuth"}, {"Sign-in"}),
        ({"operation": "AdminAddUserToGroup"}, {"Sign-up"}),
        ({"q": "campaign"}, {"Sign-up"}),
        ({"q": "no such word"}, set()),
    ],
)
def test_flows_are_found_by_flow_operation_and_word(
    timeline: Timeline, person: User, query: dict[str, str], names: set[str]
) -> None:
    found = timeline.flows(person=person.email, **query)
    assert {re.findall(r'class="name">([^<]*)', flow)[0] for flow in found} == names


def test_what_a_request_has_in_it_is_text(timeline: Timeline, person: User) -> None:
    page = timeline.step(person, "SignUp")
    assert "<b>spring</b>" in shown_part(page, "request")
    assert "<b>spring</b>" not in page


def test_a_hosted_pages_steps_are_the_persons_too(timeline: Timeline, account: Account) -> None:
    pool = account.pool()
    callback = "https://app.example/callback"
    account.cognito.update_user_pool_client(
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        CallbackURLs=[callback],
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        AllowedOAuthFlowsUserPoolClient=True,
    )
    query = {"client_id": pool.client_id, "response_type": "code", "redirect_uri": callback}
    with http.Client(base_url=account.endpoint_url, trust_env=False) as browser:
        page = browser.get("/signup", params=query)
        hidden = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page.text))
        form = {**hidden, "email": "ada@pages.example", "username": "ada@pages.example", "password": PASSWORD}
        browser.post("/signup", params=query, data=form)
    (flow,) = timeline.flows(person="ada@pages.example")
    assert [title for _, title in nested(flow)][:2] == ["POST /signup", "SignUp"]


def test_the_console_keeps_no_more_of_what_it_is_told_to_clear() -> None:
    with running_emulator() as endpoint_url:
        timeline, person = Timeline(endpoint_url), Account(endpoint_url).pool().sign_up()
        assert timeline.flows(person=person.email)
        cleared = http.post(f"{endpoint_url}{TIMELINE}/clear", trust_env=False)
        assert cleared.status_code == 303
        assert timeline.flows() == []


def test_a_foreign_page_can_neither_clear_nor_listen(endpoint_url: str) -> None:
    for method, path in (("POST", "/clear"), ("GET", "/events"), ("GET", "")):
        headers = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
        answer = http.request(method, f"{endpoint_url}{TIMELINE}{path}", headers=headers, trust_env=False)
        assert answer.status_code == 403


def test_a_step_that_is_not_kept_is_a_404(endpoint_url: str) -> None:
    assert http.get(f"{endpoint_url}{TIMELINE}/steps/999999999", trust_env=False).status_code == 404


def test_each_change_is_an_event_and_the_stream_ends_with_the_engine() -> None:
    with emulator_process() as engine:
        url = f"{engine.endpoint_url}{TIMELINE}/events"
        with http.stream("GET", url, trust_env=False, timeout=30) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = answer.iter_lines()
            versions = [_version(lines)]
            Account(engine.endpoint_url).pool()
            versions.append(_version(lines))
            engine.process.send_signal(signal.SIGTERM)
            assert versions[1] > versions[0]
            assert list(lines)[-1] == ""
        assert engine.process.wait(30) == 0
        assert "Cancel" not in engine.log.read_text()


def _version(lines: Iterator[str]) -> int:
    return int(next(line for line in lines if line.startswith("data: ")).removeprefix("data: "))


def test_what_the_console_itself_changes_is_recorded_with_its_triggers(
    timeline: Timeline, account: Account
) -> None:
    pool = account.pool(PostConfirmation=account.function(RETURNS_THE_EVENT))
    person = pool.sign_up()
    url = f"{account.endpoint_url}/_console/people/{pool.id}/{person.sub}/confirm"
    assert http.post(url, trust_env=False, timeout=60).status_code == 303
    titles = [title for _, title in timeline.steps(person)]
    assert titles[-5:-2] == ["POST", "AdminConfirmSignUp", "PostConfirmation trigger"]


def test_the_command_of_a_call_names_what_was_not_kept(timeline: Timeline, person: User) -> None:
    page = timeline.step(person, "SignUp")
    command: Any = shown_part(page, "command")
    assert command.startswith("aws cognito-idp sign-up --cli-input-json '{")
    assert "'\"$PASSWORD\"'" in command
    assert f"--endpoint-url {timeline.endpoint_url} --region us-east-1 --no-sign-request" in command
    assert "Set first" in page


def test_a_request_that_is_nested_too_deep_hides_nobody(
    endpoint_url: str, timeline: Timeline, person: User
) -> None:
    deep = b'{"Username": ' + b"[" * 60_000
    headers = {"X-Amz-Target": "AWSCognitoIdentityProviderService.SignUp"}
    refused = http.post(endpoint_url, content=deep, headers=headers, trust_env=False)
    assert refused.status_code == 400
    assert timeline.steps(person)
