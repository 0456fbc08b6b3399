"""A page of an allowed origin signs a person up by `fetch`, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from scripts.stack_file import Stack
from tests.e2e.person import Person
from tests.security.foreign_pages import Answer, fetch

JSON = "application/x-amz-json-1.1"


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
