"""A page of an allowed origin signs a person up by `fetch`, in a real browser."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from scripts.stack_file import Stack
from tests.e2e.person import Person
from tests.security.conftest import PATIENCE_MILLISECONDS
from tests.security.foreign_pages import Answer, fetch

JSON = "application/x-amz-json-1.1"


@pytest.mark.parametrize("origin", ["http://localhost", "https://app.example"])
def test_a_page_of_an_allowed_origin_signs_a_person_up_by_fetch(
    browser: Browser, site: int, stack: Stack, person: Person, origin: str
) -> None:
    if origin.startswith("http:"):
        origin = f"{origin}:{site}"
    client_id = _client_of(stack, origin)
    with browser.new_context() as context:
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        if origin.startswith("https:"):
            # what a browser asks its person for, where a page of the internet calls this machine
            context.grant_permissions(["local-network-access"], origin=origin)
        # no callback URL but one of loopback may be without TLS, and nobody has a certificate of this name
        context.route("https://app.example/**", lambda route: route.fulfill(body="<!doctype html>"))
        page = context.new_page()
        page.goto(f"{origin}/")
        _sign_up(page, stack, person, client_id)


def _sign_up(page: Page, stack: Stack, person: Person, client_id: str) -> None:
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


def _ask(page: Page, stack: Stack, operation: str, **parameters: Any) -> Answer:
    headers = {"Content-Type": JSON, "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}"}
    return fetch(page, stack.endpoint_url or "", method="POST", headers=headers, body=json.dumps(parameters))


def _client_of(stack: Stack, origin: str) -> str:
    """An app client of the stack's pool that sends people back to this origin."""
    made = stack.cognito().create_user_pool_client(
        UserPoolId=stack.user_pool_id,
        ClientName="a single-page app",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        CallbackURLs=[f"{origin}/callback"],
    )
    return made["UserPoolClient"]["ClientId"]
