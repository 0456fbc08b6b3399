"""A clock that a test moves: what expires by it, and who may move it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from cognito_emulator.testing.clock import Clock
from cognito_emulator.testing.engine import CognitoEngine
from cognito_emulator.testing.errors import TestingError
from cognito_emulator.testing.mailbox import Mailbox
from cognito_emulator.testing.person import Person
from cognito_emulator.testing.user_pool import UserPool
from tests import http
from tests.emulator.account import Account
from tests.emulator.errors import error_of
from tests.emulator.hosted_ui_browser import CALLBACK, HostedUiBrowser

SignUp = Callable[..., Person]
PATH = "/_emulator/clock"
WITH_PAGES = {
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthScopes": ["openid"],
    "CallbackURLs": [CALLBACK],
    "SupportedIdentityProviders": ["COGNITO"],
}


@pytest.fixture
def api(cognito: CognitoEngine) -> Any:
    return cognito.client("cognito-idp")


@pytest.fixture
def browser(cognito: CognitoEngine, user_pool: UserPool) -> Iterator[HostedUiBrowser]:
    browser = HostedUiBrowser(Account(cognito.endpoint_url), user_pool.id, user_pool.client_id)
    with browser.client:
        yield browser


def test_a_code_of_a_sign_up_expires_in_24_hours(
    api: Any, user_pool: UserPool, signed_up_person: SignUp, mailbox: Mailbox, clock: Clock
) -> None:
    person = signed_up_person(confirmed=False)
    told = {"ClientId": user_pool.client_id, "Username": person.username}
    told["ConfirmationCode"] = mailbox.code_for(person.email)
    clock.advance(hours=24, seconds=1)
    assert error_of(lambda: api.confirm_sign_up(**told))[0] == "ExpiredCodeException"


def test_an_access_token_expires_in_an_hour(api: Any, signed_up_person: SignUp, clock: Clock) -> None:
    token = signed_up_person().sign_in().access_token
    clock.advance(minutes=59)
    api.get_user(AccessToken=token)
    clock.advance(minutes=1, seconds=1)
    code, message, _ = error_of(lambda: api.get_user(AccessToken=token))
    assert (code, message) == ("NotAuthorizedException", "Access Token has expired")


def test_a_refresh_token_expires_in_30_days(
    api: Any, user_pool: UserPool, signed_up_person: SignUp, clock: Clock
) -> None:
    parameters = {"REFRESH_TOKEN": signed_up_person().sign_in().refresh_token}
    asked = {
        "ClientId": user_pool.client_id,
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": parameters,
    }
    clock.advance(days=29)
    assert api.initiate_auth(**asked)["AuthenticationResult"]["AccessToken"]
    clock.advance(days=1, seconds=1)
    assert error_of(lambda: api.initiate_auth(**asked))[0] == "NotAuthorizedException"


def test_a_lock_out_ends(api: Any, user_pool: UserPool, signed_up_person: SignUp, clock: Clock) -> None:
    person = signed_up_person()
    wrong = {"USERNAME": person.username, "PASSWORD": "not the right one"}
    asked = {"ClientId": user_pool.client_id, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": wrong}
    for _ in range(6):
        error_of(lambda: api.initiate_auth(**asked))
    assert error_of(person.sign_in)[1] == "Password attempts exceeded"
    clock.advance(minutes=15)
    assert person.sign_in().access_token


def test_the_session_of_a_challenge_expires_in_three_minutes(
    api: Any, user_pool: UserPool, clock: Clock
) -> None:
    name = _invited(api, user_pool)
    challenge = _answered(api, user_pool, name)
    answer = {"USERNAME": name, "NEW_PASSWORD": "Another-1-please"}
    asked = {"ClientId": user_pool.client_id, "ChallengeName": "NEW_PASSWORD_REQUIRED"}
    clock.advance(minutes=3, seconds=1)
    code, _, _ = error_of(
        lambda: api.respond_to_auth_challenge(
            **asked, Session=challenge["Session"], ChallengeResponses=answer
        )
    )
    assert code == "NotAuthorizedException"


def test_a_temporary_password_expires_in_seven_days(api: Any, user_pool: UserPool, clock: Clock) -> None:
    name = _invited(api, user_pool)
    clock.advance(days=7, seconds=1)
    code, message, _ = error_of(lambda: _answered(api, user_pool, name))
    assert code == "NotAuthorizedException"
    assert message.startswith("Temporary password has expired")


@pytest.mark.user_pool(client=WITH_PAGES)
def test_a_form_of_the_pages_is_taken_for_an_hour(
    browser: HostedUiBrowser, signed_up_person: SignUp, clock: Clock
) -> None:
    person = signed_up_person()
    page = browser.get("/login")
    clock.advance(minutes=61)
    said = {"email": person.username, "password": person.password}
    assert not browser.submit(page, **said).is_redirect
    assert browser.submit(browser.get("/login"), **said).is_redirect


@pytest.mark.user_pool(client=WITH_PAGES)
def test_an_authorization_code_expires_in_five_minutes(
    browser: HostedUiBrowser, signed_up_person: SignUp, clock: Clock
) -> None:
    person = signed_up_person()
    back = browser.submit(browser.get("/login"), email=person.username, password=person.password)
    asked = {"grant_type": "authorization_code", "client_id": browser.client_id, "redirect_uri": CALLBACK}
    code = httpx.URL(back.headers["location"]).params["code"]
    clock.advance(minutes=5, seconds=1)
    answer = browser.client.post("/oauth2/token", data={**asked, "code": code})
    assert answer.json()["error"] == "invalid_grant"


def test_an_apis_authorizer_judges_tokens_by_the_clock(
    cognito: CognitoEngine, user_pool: UserPool, signed_up_person: SignUp, clock: Clock
) -> None:
    url, person = _api_behind_a_pool(cognito, user_pool), signed_up_person()
    before = person.sign_in().access_token
    assert _status(url, before) != 401
    clock.advance(hours=2)
    assert _status(url, before) == 401
    assert _status(url, person.sign_in().access_token) != 401


def test_a_signature_is_judged_by_the_real_time(cognito: CognitoEngine, clock: Clock) -> None:
    clock.advance(days=1)
    assert cognito.client("sts").get_caller_identity()["Account"]


def test_the_clock_is_set_back_after_a_test_and_by_a_reset(cognito: CognitoEngine, clock: Clock) -> None:
    clock.advance(days=1)
    cognito.reset()
    assert cognito.ask("GET", PATH).json()["ahead"] == 0
    clock.advance(days=1)
    clock.set_back()
    assert cognito.ask("GET", PATH).json()["ahead"] == 0


@pytest.mark.parametrize("wrong", [{"seconds": -1}, {"seconds": 0}, {"days": 36_601}])
def test_a_clock_goes_forward_and_no_further_than_a_century(clock: Clock, wrong: dict[str, float]) -> None:
    with pytest.raises(TestingError, match="goes forward by a number of seconds, a hundred years at most"):
        clock.advance(**wrong)


@pytest.mark.parametrize(
    "body",
    ["", "[]", '{"seconds": "60"}', '{"seconds": true}', '{"hours": 1}', '{"seconds": NaN}'],
)
def test_what_is_no_number_of_seconds_moves_no_clock(cognito: CognitoEngine, body: str) -> None:
    answer = http.post(cognito.endpoint_url + PATH, content=body, trust_env=False)
    assert (answer.status_code, "second" in answer.json()["message"]) == (400, True)
    assert cognito.ask("GET", PATH).json()["ahead"] == 0


def test_no_page_of_another_origin_moves_the_clock(cognito: CognitoEngine) -> None:
    headers = {"origin": "https://elsewhere.example"}
    asked = http.post(cognito.endpoint_url + PATH, json={"seconds": 1}, headers=headers, trust_env=False)
    assert asked.status_code == 403
    assert cognito.ask("GET", PATH).json()["ahead"] == 0


def test_other_methods_are_refused_with_those_there_are(cognito: CognitoEngine) -> None:
    answer = http.put(cognito.endpoint_url + PATH, trust_env=False)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST, DELETE")


def _invited(api: Any, user_pool: UserPool) -> str:
    name = "invited@example.com"
    api.admin_create_user(UserPoolId=user_pool.id, Username=name, TemporaryPassword="Temporary-1-word")
    return name


def _answered(api: Any, user_pool: UserPool, name: str) -> dict[str, Any]:
    parameters = {"USERNAME": name, "PASSWORD": "Temporary-1-word"}
    return dict(
        api.initiate_auth(
            ClientId=user_pool.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
        )
    )


def _api_behind_a_pool(cognito: CognitoEngine, user_pool: UserPool) -> str:
    """The address of an HTTP API that asks this pool's tokens and answers with the engine's health."""
    apis = cognito.client("apigatewayv2")
    api = apis.create_api(Name="api", ProtocolType="HTTP")["ApiId"]
    authorizer = apis.create_authorizer(
        ApiId=api,
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        Name="pool",
        JwtConfiguration={"Issuer": user_pool.issuer, "Audience": [user_pool.client_id]},
    )
    integration = apis.create_integration(
        ApiId=api,
        IntegrationType="HTTP_PROXY",
        IntegrationMethod="GET",
        IntegrationUri=f"{cognito.endpoint_url}/health",
        PayloadFormatVersion="1.0",
    )
    apis.create_route(
        ApiId=api,
        RouteKey="GET /",
        Target=f"integrations/{integration['IntegrationId']}",
        AuthorizationType="JWT",
        AuthorizerId=authorizer["AuthorizerId"],
    )
    apis.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    return f"{cognito.endpoint_url}/_aws/execute-api/{api}/$default/"


def _status(url: str, token: str) -> int:
    answer = http.get(url, headers={"authorization": f"Bearer {token}"}, trust_env=False)
    return answer.status_code
