"""A page of another site, in a real browser, does nothing to the engine of whoever opens it and reads nothing
of it; a page of an allowed origin signs a person up."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from scripts.stack_file import Stack
from tests.e2e.person import Person
from tests.emulator.functions import package
from tests.security.foreign_pages import (
    Answer,
    fetch,
    load,
    presigned,
    signed_headers,
    submit,
)
from tests.security.test_privilege import post_confirmation_event

NAMES = "--host-resolver-rules=MAP evil.example 127.0.0.1, MAP app.example 127.0.0.1"
JSON = "application/x-amz-json-1.1"
PATIENCE_MILLISECONDS = 45_000


@pytest.fixture
def evil(open_page: Callable[[str], Page], site: int) -> Page:
    """A page of a foreign site."""
    return open_page(f"http://evil.example:{site}/")


@pytest.fixture
def rebound(open_page: Callable[[str], Page], stack: Stack) -> Page:
    """A page of a foreign site whose name leads to the engine by now: the engine is its own origin."""
    return open_page(f"http://evil.example:{_url(stack).rpartition(':')[2]}/")


def test_a_foreign_page_resets_nothing(evil: Page, stack: Stack) -> None:
    reset = f"{_url(stack)}/_ministack/reset"
    _sees_nothing(fetch(evil, reset, method="POST"))
    _sees_nothing(fetch(evil, reset, method="POST", mode="no-cors", body="{}"))
    _sees_nothing(fetch(evil, reset, method="POST", headers={"content-type": "application/json"}))
    submit(evil, reset)
    _is_whole(stack)


def test_a_foreign_page_reads_no_mail(evil: Page, stack: Stack, person: Person) -> None:
    person.sign_up()
    code = person.read_code()
    for path in ("/_ministack/ses/messages", "/_inbox", f"/_inbox.json?{urlencode({'to': person.email})}"):
        answer = fetch(evil, _url(stack) + path)
        _sees_nothing(answer)
        assert code not in answer.text
        _sees_nothing(fetch(evil, _url(stack) + path, mode="no-cors"))


def test_a_foreign_page_that_signs_as_root_makes_no_function(evil: Page, stack: Stack) -> None:
    name = f"evil-{uuid.uuid4().hex}"
    body = json.dumps(
        {
            "FunctionName": name,
            "Runtime": "python3.13",
            "Handler": "function.handler",
            "Role": "arn:aws:iam::000000000000:role/nobodys",
            "Code": {"ZipFile": base64.b64encode(package("return dict(os.environ)")).decode()},
        }
    )
    create = f"{_url(stack)}/2015-03-31/functions"
    signed = presigned(create, "lambda", "POST", body)
    _sees_nothing(fetch(evil, signed, method="POST", body=body))
    _sees_nothing(fetch(evil, signed, method="POST", body=body, mode="no-cors"))
    headers = signed_headers(create, "lambda", body, {"content-type": "application/json"})
    _sees_nothing(fetch(evil, create, method="POST", body=body, headers=headers))
    submit(evil, signed, body)
    made = stack.client("lambda").list_functions()["Functions"]
    assert made
    assert name not in [function["FunctionName"] for function in made]


def test_a_foreign_page_that_signs_as_root_runs_no_function(evil: Page, stack: Stack, person: Person) -> None:
    person.sign_up_and_confirm()
    name = stack.outputs["post_confirmation_function_name"]
    stack.dynamodb().delete_item(TableName=stack.table_name, Key={"user_id": {"S": person.user_id}})
    attributes = {"sub": person.user_id, "email": person.email, "name": person.name}
    event = json.dumps(post_confirmation_event(stack, person.user_id, attributes))
    invoke = f"{_url(stack)}/2015-03-31/functions/{name}/invocations"
    signed = presigned(invoke, "lambda", "POST", event)
    _sees_nothing(fetch(evil, signed, method="POST", body=event))
    _sees_nothing(fetch(evil, signed, method="POST", body=event, mode="no-cors"))
    assert person.profile() is None
    stack.client("lambda").invoke(FunctionName=name, Payload=event)
    assert person.profile() is not None  # the same event of one who may does it


def test_a_foreign_page_that_signs_as_root_reads_no_table(evil: Page, stack: Stack, person: Person) -> None:
    person.sign_up_and_confirm()
    scan = json.dumps({"TableName": stack.table_name})
    headers = {"content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.Scan"}
    signed = signed_headers(f"{_url(stack)}/", "dynamodb", scan, headers)
    answer = fetch(evil, _url(stack), method="POST", body=scan, headers=signed)
    _sees_nothing(answer)
    assert person.user_id not in answer.text


@pytest.mark.parametrize("element", ["img", "script", "iframe", "link", "a window"])
def test_a_foreign_page_that_signs_as_root_changes_nothing_by_loading_an_address(
    evil: Page, stack: Stack, element: str
) -> None:
    name = f"evil-{uuid.uuid4().hex}"
    asked = urlencode({"Action": "CreateUser", "UserName": name, "Version": "2010-05-08"})
    signed = presigned(f"{_url(stack)}/?{asked}", "iam")
    if element == "a window":
        with evil.expect_navigation():
            evil.evaluate("url => { location = url }", signed)
    else:
        load(evil, element, signed)
    users = stack.client("iam").list_users()["Users"]
    assert name not in [user["UserName"] for user in users]


def test_a_name_that_was_made_to_lead_here_opens_nothing(rebound: Page, stack: Stack, person: Person) -> None:
    person.sign_up()
    code = person.read_code()
    assert "ALLOWED_HOSTS=evil.example" in rebound.content()
    for path in ("/_inbox", "/_ministack/ses/messages", "/login", "/_localstack/health"):
        answer = fetch(rebound, path)
        assert answer.status == 403
        assert code not in answer.text
    assert fetch(rebound, "/_ministack/reset", method="POST").status == 403
    call = {"content-type": JSON, "x-amz-target": "AWSCognitoIdentityProviderService.ListUserPools"}
    headers = signed_headers(f"{_url(stack)}/", "cognito-idp", '{"MaxResults": 1}', call)
    listed = fetch(rebound, "/", method="POST", body='{"MaxResults": 1}', headers=headers)
    assert listed.status == 403
    assert stack.user_pool_id not in listed.text
    _is_whole(stack)


def test_a_link_of_another_site_opens_the_inbox_only_when_the_person_goes_on(
    evil: Page, stack: Stack, person: Person
) -> None:
    person.sign_up()
    code = person.read_code()
    evil.evaluate("url => { document.body.innerHTML = `<a href='${url}'>mail</a>` }", f"{_url(stack)}/_inbox")
    evil.get_by_role("link", name="mail").click()
    evil.get_by_role("heading", name="The engine does not answer this").wait_for()
    assert code not in evil.content()
    evil.get_by_role("link", name="Open it yourself").click()
    evil.get_by_role("heading", name="Messages").wait_for()
    assert code in evil.content()


def _url(stack: Stack) -> str:
    assert stack.endpoint_url
    return stack.endpoint_url


def _sees_nothing(answer: Answer) -> None:
    assert (answer.status, answer.id) == (0, None)


def _is_whole(stack: Stack) -> None:
    described = stack.cognito().describe_user_pool(UserPoolId=stack.user_pool_id)
    assert described["UserPool"]["Id"] == stack.user_pool_id
