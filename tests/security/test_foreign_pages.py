"""A page of another site, in a real browser, does nothing to the engine of whoever opens it and reads nothing
of it; a page of an allowed origin signs a person up."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from scripts.stack_file import Stack
from tests.browser.chromium import HOW_TO_INSTALL, running_chromium
from tests.e2e.person import Person
from tests.emulator.functions import package
from tests.security.foreign_pages import (
    Answer,
    fetch,
    load,
    presigned,
    running_site,
    signed_headers,
    submit,
)
from tests.security.test_privilege import post_confirmation_event

NAMES = "--host-resolver-rules=MAP evil.example 127.0.0.1, MAP app.example 127.0.0.1"
JSON = "application/x-amz-json-1.1"
PATIENCE_MILLISECONDS = 45_000


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    with running_site() as port:
        yield port


# not for the session: the loop of a running Playwright would be in the way of the other files' asyncio.run
@pytest.fixture(scope="module")
def browser(stack: Stack) -> Iterator[Browser]:
    assert stack.endpoint_url
    with running_chromium(NAMES) as chromium:
        if chromium is None:
            pytest.skip(HOW_TO_INSTALL)
        yield chromium


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens a page in a browser profile of its own."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MILLISECONDS)

    def opened(url: str) -> Page:
        page = context.new_page()
        page.goto(url)
        return page

    yield opened
    context.close()


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
    evil.get_by_role("heading", name="Inbox").wait_for()
    assert code in evil.content()


@pytest.mark.parametrize("host", ["localhost", "app.example"])
def test_a_page_of_an_allowed_origin_signs_a_person_up_by_fetch(
    open_page: Callable[[str], Page], site: int, stack: Stack, person: Person, host: str
) -> None:
    origin = f"http://{host}:{site}"
    client_id = _client_of(stack, origin)
    page = open_page(f"{origin}/")
    asked = {"ClientId": client_id, "Username": person.email}
    attributes = [{"Name": "email", "Value": person.email}, {"Name": "name", "Value": person.name}]
    password = {"Password": person.password}
    signed_up = _ask(page, stack, "SignUp", **asked, **password, UserAttributes=attributes)
    assert json.loads(signed_up.text)["UserConfirmed"] is False
    assert signed_up.id
    again = _ask(page, stack, "SignUp", **asked, **password, UserAttributes=attributes)
    assert (again.status, json.loads(again.text)["__type"]) == (400, "UsernameExistsException")
    assert _ask(page, stack, "ConfirmSignUp", **asked, ConfirmationCode=person.read_code()).status == 200
    login = {"USERNAME": person.email, "PASSWORD": person.password}
    signed_in = _ask(
        page, stack, "InitiateAuth", ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=login
    )
    assert json.loads(signed_in.text)["AuthenticationResult"]["AccessToken"]


def _url(stack: Stack) -> str:
    assert stack.endpoint_url
    return stack.endpoint_url


def _sees_nothing(answer: Answer) -> None:
    assert (answer.status, answer.id) == (0, None)


def _is_whole(stack: Stack) -> None:
    described = stack.cognito().describe_user_pool(UserPoolId=stack.user_pool_id)
    assert described["UserPool"]["Id"] == stack.user_pool_id


def _ask(page: Page, stack: Stack, operation: str, **parameters: Any) -> Answer:
    headers = {"Content-Type": JSON, "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}"}
    return fetch(page, _url(stack), method="POST", headers=headers, body=json.dumps(parameters))


def _client_of(stack: Stack, origin: str) -> str:
    """An app client of the stack's pool that sends people back to this origin."""
    made = stack.cognito().create_user_pool_client(
        UserPoolId=stack.user_pool_id,
        ClientName="a single-page app",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        CallbackURLs=[f"{origin}/callback"],
    )
    return made["UserPoolClient"]["ClientId"]
