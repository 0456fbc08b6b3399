"""No tokens for a name by any other door: proofs for somebody else, forged assertions, a guessable code."""

from __future__ import annotations

import base64
import contextlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pycognito import AWSSRP

from tests import http
from tests.emulator.account import PASSWORD, Account
from tests.emulator.hosted_ui_browser import CALLBACK, HostedUiBrowser

FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
FORM = {"redirect_uri": CALLBACK, "response_type": "code", "scope": "openid"}


@dataclass
class App:
    """A pool with two app clients for the pages, and what a foreign caller can send."""

    account: Account
    pool_id: str
    client_id: str
    other_id: str

    def person(self, password: str = PASSWORD, *, permanent: bool = True) -> str:
        """The Username of somebody new, who has this password."""
        name = f"p{secrets.token_hex(8)}"
        cognito = self.account.cognito
        address = [{"Name": "email", "Value": f"{name}@example.com"}]
        cognito.admin_create_user(
            UserPoolId=self.pool_id,
            Username=name,
            UserAttributes=address,  # type: ignore[arg-type]
            TemporaryPassword=password,
            MessageAction="SUPPRESS",
        )
        if permanent:
            cognito.admin_set_user_password(
                UserPoolId=self.pool_id, Username=name, Password=password, Permanent=True
            )
        return name

    def proof(self, name: str, password: str) -> dict[str, str]:
        """The answer to a challenge by SRP."""
        srp = AWSSRP(name, password, self.pool_id, self.client_id, client=self.account.cognito)
        parameters = srp.get_auth_params()
        challenge = self.account.cognito.initiate_auth(
            ClientId=self.client_id, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters
        )
        return dict(srp.process_challenge(challenge["ChallengeParameters"], parameters))

    def prove(self, proof: dict[str, str], client_id: str = "") -> dict[str, Any]:
        answer = self.account.cognito.respond_to_auth_challenge(
            ClientId=client_id or self.client_id, ChallengeName="PASSWORD_VERIFIER", ChallengeResponses=proof
        )
        return {**answer}

    def post(self, path: str, **form: str) -> httpx.Response:
        return http.post(f"{self.account.endpoint_url}{path}", data=form, trust_env=False)

    def tokens(self, location: str) -> dict[str, Any]:
        """What the authorization code in a callback's address gives."""
        code = parse_qs(urlsplit(location).query)["code"][0]
        form = {"code": code, "redirect_uri": CALLBACK, "client_id": self.client_id}
        answer = self.post("/oauth2/token", grant_type="authorization_code", **form)
        return dict(answer.raise_for_status().json())


@pytest.fixture(scope="module")
def app(account: Account) -> App:
    cognito: Any = account.cognito
    pool = cognito.create_user_pool(
        PoolName="pool",
        AutoVerifiedAttributes=["email"],
        Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
    )["UserPool"]
    clients = [
        cognito.create_user_pool_client(
            UserPoolId=pool["Id"],
            ClientName=name,
            ExplicitAuthFlows=FLOWS,
            CallbackURLs=[CALLBACK],
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid"],
            AllowedOAuthFlowsUserPoolClient=True,
        )["UserPoolClient"]["ClientId"]
        for name in ("app", "other")
    ]
    return App(account, pool["Id"], *clients)


def test_a_proof_of_ones_own_password_is_no_proof_for_another_name(app: App) -> None:
    """Else the challenge that follows would be answered in the other's name, with a new password for them."""
    victim = app.person()
    proof = app.proof(app.person("Temporary-7-password", permanent=False), "Temporary-7-password")
    with pytest.raises(app.account.cognito.exceptions.NotAuthorizedException):
        app.prove({**proof, "USERNAME": victim})


def test_a_proof_counts_once_and_through_its_client_alone(app: App) -> None:
    proof = app.proof(app.person(), PASSWORD)
    with pytest.raises(app.account.cognito.exceptions.NotAuthorizedException):
        app.prove(proof, app.other_id)
    assert "AuthenticationResult" in app.prove(proof)
    with pytest.raises(app.account.cognito.exceptions.NotAuthorizedException):
        app.prove(proof)


@pytest.mark.parametrize("path", ["/login", "/oauth2/login"])
@pytest.mark.parametrize("authorization", ["", "Bearer none", f"AWS AKIA{'Q' * 16}:none"])
@pytest.mark.parametrize("fields", [{"auth_flow": "USER_AUTH"}, {"password": PASSWORD}])
def test_no_form_is_taken_that_the_sign_in_page_has_not_made(
    app: App, path: str, authorization: str, fields: dict[str, str]
) -> None:
    """MiniStack's own form takes any callback URL, and a mailed code that is always the same."""
    form = {**FORM, "redirect_uri": "https://foreign.example", "client_id": app.client_id}
    headers = {"authorization": authorization} if authorization else {}
    url = f"{app.account.endpoint_url}{path}"
    whole = {**form, "username": app.person(), **fields}
    answer = http.post(url, data=whole, headers=headers, trust_env=False)
    assert answer.status_code >= 400
    assert "ua_token" not in answer.text
    assert "location" not in answer.headers


def test_a_refresh_token_of_the_pages_works_through_its_client_alone(app: App) -> None:
    browser = HostedUiBrowser(app.account, app.pool_id, app.client_id)
    ways = browser.submit(browser.get("/login"), username=app.person())
    login = browser.submit(browser.submit(ways, factor="PASSWORD"), password=PASSWORD)
    browser.client.close()
    refresh_token = app.tokens(login.headers["location"])["refresh_token"]
    grant = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    refused = app.post("/oauth2/token", client_id=app.other_id, **grant)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert app.post("/oauth2/token", client_id=app.client_id, **grant).status_code == 200


@pytest.mark.parametrize("path", ["/saml2/idpresponse", "/saml2/logout"])
def test_nothing_that_a_saml_provider_would_send_is_taken(app: App, path: str) -> None:
    encoded = base64.b64encode(b"<samlp:Response/>").decode()
    answer = app.post(path, SAMLResponse=encoded, RelayState="any", code="any", state="any")
    assert answer.status_code == 400
    assert "SAML" in answer.text
    assert "location" not in answer.headers


def test_nobody_is_sent_on_to_a_saml_provider(app: App) -> None:
    app.account.cognito.create_identity_provider(
        UserPoolId=app.pool_id,
        ProviderName="saml",
        ProviderType="SAML",
        ProviderDetails={"IDPSSOEndpoint": "https://idp.example/sso"},
    )
    settings: Any = {"CallbackURLs": [CALLBACK], "SupportedIdentityProviders": ["saml"]}
    client = app.account.cognito.create_user_pool_client(
        UserPoolId=app.pool_id,
        ClientName="of saml",
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        AllowedOAuthFlowsUserPoolClient=True,
        **settings,
    )["UserPoolClient"]
    answer = http.get(
        f"{app.account.endpoint_url}/oauth2/authorize",
        params={**FORM, "client_id": client["ClientId"], "identity_provider": "saml"},
        trust_env=False,
    )
    assert answer.status_code == 400
    assert "Nobody signs in through saml here" in answer.text
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "path", ["", "/", "/_catalog", "/app/tags/list", "/app/manifests/1", "/app/blobs/uploads/"]
)
@pytest.mark.parametrize("authorization", ["", "Basic QVdTOm1pbmlzdGFjay1hdXRoLXRva2Vu"])
def test_no_registry_answers_a_token_that_everybody_has(app: App, path: str, authorization: str) -> None:
    """And there is an image to read: MiniStack gives all the token above, and looks at none."""
    ecr = app.account.client("ecr")
    with contextlib.suppress(ecr.exceptions.RepositoryAlreadyExistsException):
        ecr.create_repository(repositoryName="app")
    headers = {"authorization": authorization} if authorization else {}
    for method in ("GET", "POST", "PUT"):
        url = f"{app.account.endpoint_url}/v2{path}"
        answer = http.request(method, url, headers=headers, trust_env=False)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "DENIED")


def test_what_else_lies_below_the_registrys_path_is_answered_as_it_was(app: App) -> None:
    assert "Items" in app.account.client("apigatewayv2").get_apis()
    assert "EmailIdentities" in app.account.client("sesv2").list_email_identities()


def test_the_pools_own_directory_is_a_provider_by_its_name(app: App) -> None:
    answer = http.get(
        f"{app.account.endpoint_url}/oauth2/authorize",
        params={**FORM, "client_id": app.client_id, "identity_provider": "COGNITO"},
        trust_env=False,
    )
    assert answer.headers["location"].startswith("/login?")
