"""pycognito: the whole flow, by SRP."""

from __future__ import annotations

from importlib.metadata import version

import pytest
from botocore.exceptions import ClientError
from pycognito import Cognito

from scripts import loopback
from scripts.stack_file import Stack
from tests.clients.environment import environment_of
from tests.clients.shown import Shown
from tests.e2e.person import Person, new_password


@pytest.fixture
def user(stack: Stack, person: Person, monkeypatch: pytest.MonkeyPatch) -> Cognito:
    """An address given as `endpoint_url` would be taken for the issuer too; the variable is boto3's alone."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", environment_of(stack)["AWS_ENDPOINT_URL"])
    monkeypatch.setenv("COGNITO_JWKS", loopback.get(stack.jwks_url).text)
    return Cognito(stack.user_pool_id, stack.user_pool_client_id, username=person.email)


@pytest.fixture
def person(stack: Stack) -> Person:
    return Person.new(stack)


def test_pycognito_goes_through_the_whole_flow(person: Person, user: Cognito, shown: Shown) -> None:
    with shown("pycognito", version("pycognito")) as steps:
        with steps.step("sign up"):
            user.set_base_attributes(email=person.email, name=person.name)
            user.add_custom_attributes(user_type="Doctor")
            user.register(person.email, person.password)
        with steps.step("confirm"):
            user.confirm_sign_up(person.read_code(), username=person.email)
        with steps.step("sign in (SRP)"):
            with pytest.raises(ClientError, match="NotAuthorizedException"):
                user.authenticate(password=new_password())
            user.authenticate(password=person.password)
        with steps.step("verify tokens"):
            user.verify_tokens()
            assert user.id_claims["cognito:groups"] == ["Doctor"]
        with steps.step("refresh"):
            before = user.access_token
            user.renew_access_token()
            assert user.access_token != before
        with steps.step("change attributes"):
            user.update_profile({"name": "Ada King"})
            assert user.get_user().name == "Ada King"
        with steps.step("change password"):
            changed = new_password()
            user.change_password(person.password, changed)
            user.authenticate(password=changed)
        with steps.step("reset password"):
            user.initiate_forgot_password()
            user.confirm_forgot_password(person.read_code(), person.password)
            user.authenticate(password=person.password)
        with steps.step("sign out"):
            refresh_token = user.refresh_token
            user.logout()
            user.refresh_token = refresh_token
            with pytest.raises(ClientError, match="NotAuthorizedException"):
                user.renew_access_token()
