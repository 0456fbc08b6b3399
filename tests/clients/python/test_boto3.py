"""boto3: the whole flow by a password, with nothing said of the engine in the code."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import boto3
import pytest

from scripts.stack_file import Stack
from tests.clients.environment import environment_of
from tests.clients.shown import Shown
from tests.e2e.person import Person, new_password


@pytest.fixture
def cognito(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, environment_of(stack)[name])
    return boto3.session.Session(region_name=stack.region).client("cognito-idp")


def test_boto3_goes_through_the_whole_flow(stack: Stack, cognito: Any, shown: Shown) -> None:
    app, person = stack.user_pool_client_id, Person.new(stack)
    whom = {"ClientId": app, "Username": person.email}
    refused = cognito.exceptions.NotAuthorizedException

    def sign_in(password: str) -> dict[str, str]:
        parameters = {"USERNAME": person.email, "PASSWORD": password}
        answer = cognito.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
        return dict(answer["AuthenticationResult"])

    def refresh(token: str) -> str:
        answer = cognito.initiate_auth(
            ClientId=app, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": token}
        )
        return str(answer["AuthenticationResult"]["AccessToken"])

    with shown("boto3", version("boto3")) as steps:
        with steps.step("sign up"):
            attributes = {"email": person.email, "name": person.name, "custom:user_type": "Doctor"}
            named = [{"Name": name, "Value": value} for name, value in attributes.items()]
            cognito.sign_up(**whom, Password=person.password, UserAttributes=named)
        with steps.step("confirm"):
            cognito.confirm_sign_up(**whom, ConfirmationCode=person.read_code())
        with steps.step("sign in"):
            with pytest.raises(refused):
                sign_in(new_password())
            tokens = sign_in(person.password)
            claims = person.claims(tokens)
            assert claims["cognito:groups"] == ["Doctor"]
        with steps.step("refresh"):
            assert cognito.get_user(AccessToken=refresh(tokens["RefreshToken"]))["Username"] == claims["sub"]
        with steps.step("change attributes"):
            new_name = [{"Name": "name", "Value": "Ada King"}]
            cognito.update_user_attributes(
                AccessToken=tokens["AccessToken"],
                UserAttributes=new_name,
            )
            user = cognito.get_user(AccessToken=tokens["AccessToken"])
            assert {"Name": "name", "Value": "Ada King"} in user["UserAttributes"]
        with steps.step("change password"):
            changed = new_password()
            cognito.change_password(
                AccessToken=tokens["AccessToken"], PreviousPassword=person.password, ProposedPassword=changed
            )
            sign_in(changed)
        with steps.step("reset password"):
            cognito.forgot_password(**whom)
            cognito.confirm_forgot_password(
                **whom, ConfirmationCode=person.read_code(), Password=person.password
            )
            tokens = sign_in(person.password)
        with steps.step("sign out"):
            cognito.global_sign_out(AccessToken=tokens["AccessToken"])
            with pytest.raises(refused):
                refresh(tokens["RefreshToken"])
