"""`ISSUER=endpoint`: whoever makes or checks a token takes the engine's address for the pool's issuer."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jwt
import pytest

from tests import http
from tests.emulator.account import Account, Pool, User
from tests.emulator_process import PROJECT, running_emulator

OWN_ADDRESS = "http://engine.test:4567"


@dataclass(frozen=True)
class SignedIn:
    """Somebody's pool and tokens, and what stands before the pool's id in its issuer."""

    base: str
    user: User
    tokens: dict[str, Any]

    @property
    def pool(self) -> Pool:
        return self.user.pool

    @property
    def issuer(self) -> str:
        return f"{self.base}/{self.pool.id}"


@pytest.fixture(scope="module", params=["", "aws", "endpoint", OWN_ADDRESS])
def person(request: pytest.FixtureRequest) -> Iterator[SignedIn]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ISSUER", request.param)
        with running_emulator() as url:
            user = Account(url).pool().sign_up()
            user.admin_confirm()
            aws = "https://cognito-idp.us-east-1.amazonaws.com"
            base = {"": aws, "aws": aws, "endpoint": url}.get(request.param, request.param)
            yield SignedIn(base, user, user.log_in())


def test_tokens_and_the_discovery_document_name_one_issuer(person: SignedIn) -> None:
    for token in ("IdToken", "AccessToken"):
        assert _claims(person.tokens[token])["iss"] == person.issuer
    url = f"{person.pool.account.endpoint_url}/{person.pool.id}/.well-known/openid-configuration"
    assert http.get(url, trust_env=False).json()["issuer"] == person.issuer


def test_a_client_itself_gets_a_token_of_that_issuer(person: SignedIn) -> None:
    cognito = person.pool.account.cognito
    server = {"Identifier": f"api-{uuid.uuid4().hex}", "Name": "api"}
    scopes = [{"ScopeName": "read", "ScopeDescription": "read"}]
    cognito.create_resource_server(UserPoolId=person.pool.id, **server, Scopes=scopes)  # type: ignore[arg-type]
    client = cognito.create_user_pool_client(
        UserPoolId=person.pool.id,
        ClientName="machine",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=[f"{server['Identifier']}/read"],
    )["UserPoolClient"]
    answer = http.post(
        f"{person.pool.account.endpoint_url}/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=(client["ClientId"], client["ClientSecret"]),
        trust_env=False,
    )
    assert _claims(answer.raise_for_status().json()["access_token"])["iss"] == person.issuer


def test_the_pool_takes_its_own_access_token(person: SignedIn) -> None:
    found = person.pool.account.cognito.get_user(AccessToken=person.tokens["AccessToken"])
    assert found["Username"] == person.user.sub


def test_an_identity_pool_takes_the_id_token_by_the_pools_name_on_aws(person: SignedIn) -> None:
    identities = person.pool.account.client("cognito-identity")
    provider = f"cognito-idp.us-east-1.amazonaws.com/{person.pool.id}"
    pool = identities.create_identity_pool(
        IdentityPoolName="pool",
        AllowUnauthenticatedIdentities=False,
        CognitoIdentityProviders=[{"ProviderName": provider, "ClientId": person.pool.client_id}],
    )["IdentityPoolId"]
    logins = {provider: person.tokens["IdToken"]}
    assert identities.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
    forged = {provider: person.tokens["IdToken"][:-8] + "AAAAAAAA"}
    with pytest.raises(identities.exceptions.NotAuthorizedException):
        identities.get_id(IdentityPoolId=pool, Logins=forged)


def test_an_http_apis_authorizer_takes_tokens_of_its_issuer_alone(person: SignedIn) -> None:
    apis = person.pool.account.client("apigatewayv2")
    url = person.pool.account.endpoint_url
    for issuer, is_taken in ((person.issuer, True), (f"http://127.0.0.1:9/{person.pool.id}", False)):
        api = apis.create_api(Name="api", ProtocolType="HTTP")["ApiId"]
        authorizer = apis.create_authorizer(
            ApiId=api,
            AuthorizerType="JWT",
            IdentitySource=["$request.header.Authorization"],
            Name="pool",
            JwtConfiguration={"Issuer": issuer, "Audience": [person.pool.client_id]},
        )["AuthorizerId"]
        integration = apis.create_integration(
            ApiId=api,
            IntegrationType="HTTP_PROXY",
            IntegrationMethod="GET",
            IntegrationUri=f"{url}/health",
            PayloadFormatVersion="1.0",
        )["IntegrationId"]
        apis.create_route(
            ApiId=api,
            RouteKey="GET /",
            Target=f"integrations/{integration}",
            AuthorizationType="JWT",
            AuthorizerId=authorizer,
        )
        apis.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
        asked = f"{url}/_aws/execute-api/{api}/$default/"
        assert (_status(asked, person.tokens["AccessToken"]) != 401) is is_taken
        assert _status(asked, "nobody's") == 401


def test_a_rest_apis_authorizer_takes_tokens_of_its_pools(person: SignedIn) -> None:
    account = person.pool.account
    apis = account.client("apigateway")
    api = apis.create_rest_api(name="api")
    authorizer = apis.create_authorizer(
        restApiId=api["id"],
        name="pool",
        type="COGNITO_USER_POOLS",
        providerARNs=[person.pool.arn],
        identitySource="method.request.header.Authorization",
    )["id"]
    method = {"restApiId": api["id"], "resourceId": api["rootResourceId"], "httpMethod": "GET"}
    apis.put_method(**method, authorizationType="COGNITO_USER_POOLS", authorizerId=authorizer)
    template = {"application/json": '{"statusCode": 200}'}
    apis.put_integration(**method, type="MOCK", requestTemplates=template)
    apis.put_method_response(**method, statusCode="200")
    apis.put_integration_response(**method, statusCode="200")
    apis.create_deployment(restApiId=api["id"], stageName="live")
    asked = f"{account.endpoint_url}/_aws/execute-api/{api['id']}/live/"
    assert _status(asked, person.tokens["IdToken"]) == 200
    assert _status(asked, "nobody's") == 401


@pytest.mark.parametrize("issuer", ["Endpoint", "http://", "me", "ftp://engine.test", "http://a.test/path"])
def test_a_word_that_is_none_ends_the_start_in_one_line(issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISSUER", issuer)
    command = [sys.executable, "-m", "cognito_emulator", "--port", "0"]
    refused = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=30, check=False)
    [line] = refused.stderr.splitlines()
    assert (refused.returncode, refused.stdout) == (1, "")
    assert line.startswith(f"ISSUER: {issuer!r} is none of aws, endpoint and an address")


def _status(url: str, token: str) -> int:
    answer = http.get(url, headers={"authorization": f"Bearer {token}"}, timeout=30, trust_env=False)
    return answer.status_code


def _claims(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims
