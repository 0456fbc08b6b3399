"""Sign-in through an OpenID Connect provider: the way there and back, and who is in the pool then.

Sources: "User pool sign-in with third party identity providers", "OIDC user pool IdP authentication flow",
"Linking federated users to an existing user profile" and "Authorize endpoint" in the Cognito developer guide.
"""

from __future__ import annotations

import json
import secrets
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from tests import http
from tests.emulator.account import PASSWORD, Account
from tests.emulator.functions import RETURNS_THE_EVENT
from tests.emulator.hosted_ui_browser import CALLBACK, HostedUiBrowser
from tests.emulator.oidc_provider import CLIENT_ID, OidcProvider, running_provider, signing_key

PROVIDER = "Elsewhere"
MAPPING = {"email": "email", "email_verified": "email_verified", "name": "full_name", "username": "sub"}


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    with running_provider() as running:
        running.claims = somebody()
        yield running


def somebody(**claims: Any) -> dict[str, Any]:
    """What the provider says of a new person."""
    subject = secrets.token_hex(8)
    return {"sub": subject, "email": f"{subject}@example.com", "full_name": "Ada", **claims}


@dataclass
class Place:
    """A pool that knows the provider, a client of it, and a browser."""

    account: Account
    provider: OidcProvider
    pool_id: str
    client_id: str
    browser: HostedUiBrowser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = HostedUiBrowser(self.account, self.pool_id, self.client_id)

    @property
    def username(self) -> str:
        return f"{PROVIDER}_{self.provider.claims['sub']}"

    def begin(self, **changes: str) -> httpx.Response:
        """The answer of the authorize endpoint that names the provider."""
        asked = self.browser.request(**{"identity_provider": PROVIDER, "state": "s", **changes})
        return self.browser.client.get("/oauth2/authorize", params=asked)

    def come_back(self, going: httpx.Response) -> httpx.Response:
        """From the provider, which signs in whom the test says, to the pool's answer."""
        assert going.status_code == 302, going.text
        at_provider = http.get(going.headers["location"], trust_env=False)
        return self.browser.client.get(at_provider.headers["location"])

    def sign_in(self, **changes: str) -> httpx.Response:
        return self.come_back(self.begin(**changes))

    def tokens(self, answer: httpx.Response | None = None) -> dict[str, Any]:
        answer = answer or self.sign_in()
        told = query_of(answer)
        assert "code" in told, told
        form = {"grant_type": "authorization_code", "code": told["code"], "redirect_uri": CALLBACK}
        url = f"{self.account.endpoint_url}/oauth2/token"
        redeemed = http.post(url, data={**form, "client_id": self.client_id}, trust_env=False)
        return dict(redeemed.raise_for_status().json())

    def user(self, username: str | None = None) -> dict[str, Any]:
        name = username or self.username
        return {**self.account.cognito.admin_get_user(UserPoolId=self.pool_id, Username=name)}

    def attributes(self, username: str | None = None) -> dict[str, str]:
        return {each["Name"]: each["Value"] for each in self.user(username)["UserAttributes"]}

    def native(self) -> str:
        """The Username of somebody with a password."""
        name = f"{uuid.uuid4().hex}@example.com"
        made = self.account.cognito.admin_create_user(
            UserPoolId=self.pool_id, Username=name, MessageAction="SUPPRESS"
        )["User"]["Username"]
        self.account.cognito.admin_set_user_password(
            UserPoolId=self.pool_id, Username=made, Password=PASSWORD, Permanent=True
        )
        return made

    def link(
        self,
        user: str,
        attribute: str = "Cognito_Subject",
        value: str | None = None,
        provider: str = PROVIDER,
    ) -> None:
        self.account.cognito.admin_link_provider_for_user(
            UserPoolId=self.pool_id,
            DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": user},
            SourceUser={
                "ProviderName": provider,
                "ProviderAttributeName": attribute,
                "ProviderAttributeValue": value or self.provider.claims["sub"],
            },
        )

    def unlink(self, subject: str) -> None:
        self.account.cognito.admin_disable_provider_for_user(
            UserPoolId=self.pool_id,
            User={
                "ProviderName": PROVIDER,
                "ProviderAttributeName": "Cognito_Subject",
                "ProviderAttributeValue": subject,
            },
        )


def query_of(answer: httpx.Response) -> dict[str, str]:
    """What the app is told."""
    location = answer.headers.get("location", "")
    assert location.startswith(f"{CALLBACK}?"), answer.text
    return dict(parse_qsl(urlsplit(location).query))


MakePlace = Callable[..., Place]


@pytest.fixture
def places(account: Account, provider: OidcProvider) -> Iterator[MakePlace]:
    """Makes pools that know the provider."""
    made: list[Place] = []

    def make(**settings: Any) -> Place:
        made.append(make_place(account, provider, **settings))
        return made[-1]

    yield make
    for place in made:
        place.browser.client.close()


@pytest.fixture
def place(places: MakePlace) -> Place:
    return places()


def make_place(
    account: Account,
    provider: OidcProvider,
    *,
    details: dict[str, str] | None = None,
    mapping: dict[str, str] | None = None,
    kind: str = "OIDC",
    name: str = PROVIDER,
    client: dict[str, Any] | None = None,
    **pool: Any,
) -> Place:
    cognito: Any = account.cognito
    made = cognito.create_user_pool(PoolName="pool", **{"UsernameAttributes": ["email"], **pool})["UserPool"]
    cognito.create_identity_provider(
        UserPoolId=made["Id"],
        ProviderName=name,
        ProviderType=kind,
        ProviderDetails=details or provider.details(),
        AttributeMapping=MAPPING if mapping is None else mapping,
        IdpIdentifiers=["elsewhere.example"],
    )
    settings = {
        "CallbackURLs": [CALLBACK],
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", "profile"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "SupportedIdentityProviders": ["COGNITO", name],
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        **(client or {}),
    }
    app = cognito.create_user_pool_client(UserPoolId=made["Id"], ClientName="an app", **settings)
    return Place(account, provider, made["Id"], app["UserPoolClient"]["ClientId"])


def claims(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def test_the_app_is_led_to_the_provider_with_the_pools_own_request(place: Place) -> None:
    location = urlsplit(place.begin().headers["location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == f"{place.provider.url}/authorize"
    asked = dict(parse_qsl(location.query))
    assert (asked["client_id"], asked["response_type"], asked["scope"]) == (CLIENT_ID, "code", "openid email")
    assert asked["redirect_uri"] == f"{place.account.endpoint_url}/oauth2/idpresponse"
    assert asked["state"] not in ("", "s")
    assert asked["nonce"]


def test_an_identifier_stands_for_the_providers_name(place: Place) -> None:
    asked = place.browser.request(idp_identifier="elsewhere.example")
    answer = place.browser.client.get("/oauth2/authorize", params=asked)
    assert answer.headers["location"].startswith(f"{place.provider.url}/authorize?")


@pytest.mark.parametrize(("prompt", "passed_on"), [("login", "login"), ("select_account", "select_account")])
def test_a_prompt_is_passed_on(place: Place, prompt: str, passed_on: str) -> None:
    location = urlsplit(place.begin(prompt=prompt).headers["location"])
    assert dict(parse_qsl(location.query)).get("prompt") == passed_on


def test_prompt_none_is_not_passed_on(place: Place) -> None:
    assert query_of(place.begin(prompt="none")) == {"error": "login_required", "state": "s"}


def test_a_sign_in_that_is_too_old_is_made_again_at_the_provider_with_the_apps_prompt(place: Place) -> None:
    assert "prompt" not in place.begin(max_age="0").headers["location"]
    place.sign_in()
    location = urlsplit(place.begin(prompt="consent", max_age="0").headers["location"])
    assert dict(parse_qsl(location.query)).get("prompt") == "consent login"


def test_a_query_of_the_providers_address_stays(place: Place) -> None:
    """Source: RFC 6749 section 3.1 (the endpoint's query component "MUST be retained")."""
    place.provider.discovered = {"authorization_endpoint": f"{place.provider.url}/authorize?tenant=1"}
    location = place.begin().headers["location"]
    assert location.startswith(f"{place.provider.url}/authorize?tenant=1&client_id=")


def test_a_login_hint_is_passed_on(place: Place) -> None:
    location = urlsplit(place.begin(login_hint="ada@example.com").headers["location"])
    assert dict(parse_qsl(location.query)).get("login_hint") == "ada@example.com"


def test_the_login_page_offers_the_provider(place: Place) -> None:
    page = place.browser.get("/oauth2/authorize")
    assert f"Continue with {PROVIDER}" in page.text
    assert "Continue with COGNITO" not in page.text
    assert 'name="password"' in page.text


def test_a_client_of_providers_alone_asks_for_no_password(places: MakePlace) -> None:
    place = places(client={"SupportedIdentityProviders": [PROVIDER]})
    page = place.browser.get("/oauth2/authorize")
    assert f"Continue with {PROVIDER}" in page.text
    assert 'name="password"' not in page.text
    token = place.browser.client.get("/signup", params=place.browser.request()).text
    csrf = token.split('name="_csrf" value="')[1].split('"')[0]
    form = {"_csrf": csrf, "email": place.native(), "password": PASSWORD}
    refused = place.browser.client.post("/login", params=place.browser.request(), data=form)
    assert refused.status_code == 400
    assert "location" not in refused.headers


def test_who_comes_back_is_in_the_app_with_code_and_state(place: Place) -> None:
    told = query_of(place.sign_in())
    assert told["state"] == "s"
    assert told["code"]


def test_the_first_sign_in_makes_a_user_of_the_provider(place: Place) -> None:
    place.sign_in()
    user = place.user()
    assert (user["Username"], user["UserStatus"], user["Enabled"]) == (
        place.username,
        "EXTERNAL_PROVIDER",
        True,
    )
    attributes = place.attributes()
    assert attributes["email"] == place.provider.claims["email"]
    assert attributes["name"] == "Ada"
    assert attributes["email_verified"] == "false"
    assert "phone_number_verified" not in attributes
    (identity,) = json.loads(attributes["identities"])
    created = identity.pop("dateCreated")
    assert abs(created / 1000 - time.time()) < 300
    assert identity == {
        "userId": place.provider.claims["sub"],
        "providerName": PROVIDER,
        "providerType": "OIDC",
        "issuer": None,
        "primary": True,
    }


def test_an_address_is_unverified_again_at_every_sign_in_that_does_not_say_it_is(place: Place) -> None:
    """Source: "Mapping IdP attributes to profiles and tokens" in the Cognito developer guide ("updates each
    mapped attribute, even if its current value already matches"); aws-amplify/amplify-js#7300."""
    place.sign_in()
    place.account.cognito.admin_update_user_attributes(
        UserPoolId=place.pool_id,
        Username=place.username,
        UserAttributes=[{"Name": "email_verified", "Value": "true"}],
    )
    place.sign_in(prompt="login")
    assert place.attributes()["email_verified"] == "false"


def test_a_function_verifies_no_address_of_a_providers_person(places: MakePlace, account: Account) -> None:
    """Users' reports: aws-amplify/amplify-js#5287, aws-amplify/amplify-backend#1619."""
    function = account.function('event["response"]["autoVerifyEmail"] = True\nreturn event')
    place = places(LambdaConfig={"PreSignUp": function})
    account.permit(function, place.pool_id)
    place.sign_in()
    assert place.attributes()["email_verified"] == "false"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (["admin", "all *._-", "ä~"], "[admin,all+*._-,%C3%A4%7E]"),
        ([], "[]"),
        (7, "7"),
        ({"a": 1}, '{"a": 1}'),
        (True, "true"),
        ([True], "[true]"),
    ],
    ids=["many", "none", "a number", "an object", "a truth", "one"],
)
def test_what_is_no_text_becomes_one(place: Place, said: Any, text: str) -> None:
    """Source: "Mapping IdP attributes to profiles and tokens" in the Cognito developer guide (of many values
    "a single comma-delimited string enclosed in the square-bracket characters", each form-encoded)."""
    place.provider.claims["full_name"] = said
    place.sign_in()
    assert place.attributes()["name"] == text


def test_an_address_is_verified_where_the_provider_says_so(place: Place) -> None:
    place.provider.claims["email_verified"] = True
    place.sign_in()
    assert place.attributes()["email_verified"] == "true"


def test_the_tokens_name_the_provider(place: Place) -> None:
    tokens = place.tokens()
    said, access = claims(tokens["id_token"]), claims(tokens["access_token"])
    assert said["cognito:username"] == access["username"] == place.username
    (identity,) = said["identities"]
    (kept,) = json.loads(place.attributes()["identities"])
    assert identity == {**kept, "primary": "true", "dateCreated": str(kept["dateCreated"])}


def test_user_info_names_the_provider_whatever_the_scopes_show(place: Place) -> None:
    token = place.tokens(place.sign_in(scope="openid email"))["access_token"]
    url = f"{place.account.endpoint_url}/oauth2/userInfo"
    said = http.get(url, headers={"authorization": f"Bearer {token}"}, trust_env=False).json()
    assert said["identities"] == place.attributes()["identities"]
    (identity,) = json.loads(said["identities"])
    assert identity["providerName"] == PROVIDER


def test_whom_a_provider_signs_in_is_in_its_group(place: Place) -> None:
    tokens = place.tokens()
    for token in (tokens["id_token"], tokens["access_token"]):
        assert claims(token)["cognito:groups"] == [f"{place.pool_id}_{PROVIDER}"]


def test_a_providers_group_says_what_it_is_until_somebody_says_otherwise(place: Place) -> None:
    """Users' reports: "Autogenerated group for users who sign in using"."""
    place.sign_in()
    cognito, pool_id, name = place.account.cognito, place.pool_id, f"{place.pool_id}_{PROVIDER}"
    described = cognito.get_group(UserPoolId=pool_id, GroupName=name)["Group"]["Description"]
    assert described == f"Autogenerated group for users who sign in using {PROVIDER}"
    cognito.update_group(UserPoolId=pool_id, GroupName=name, Description="ours")
    place.provider.claims = somebody()
    place.sign_in(prompt="login")
    assert cognito.get_group(UserPoolId=pool_id, GroupName=name)["Group"]["Description"] == "ours"
    assert len(cognito.list_users_in_group(UserPoolId=pool_id, GroupName=name)["Users"]) == 2


def test_the_same_person_is_the_same_user_with_what_the_provider_says_now(place: Place) -> None:
    place.sign_in()
    before = place.attributes()
    place.provider.claims["full_name"] = "Ada Lovelace"
    place.sign_in(prompt="login")
    after = place.attributes()
    assert after["sub"] == before["sub"]
    assert after["name"] == "Ada Lovelace"


def test_a_claim_that_is_no_longer_said_stays(place: Place) -> None:
    place.sign_in()
    del place.provider.claims["full_name"]
    place.sign_in(prompt="login")
    assert place.attributes()["name"] == "Ada"


def test_who_came_by_a_provider_has_no_password_and_no_name_by_address(place: Place) -> None:
    place.sign_in()
    address = place.provider.claims["email"]
    cognito = place.account.cognito
    with pytest.raises(cognito.exceptions.ClientError) as refused:
        cognito.initiate_auth(
            ClientId=place.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": address, "PASSWORD": PASSWORD},
        )
    assert refused.value.response["Error"]["Code"] in ("NotAuthorizedException", "UserNotFoundException")
    answer = cognito.sign_up(ClientId=place.client_id, Username=address, Password=PASSWORD)
    assert answer["UserSub"] != place.attributes()["sub"]


def test_a_session_of_a_provider_is_not_asked_again(place: Place) -> None:
    place.sign_in()
    assert query_of(place.begin())["code"]
    assert len(place.provider.asked["/authorize"]) == 1


def test_a_cookie_from_before_the_sign_in_at_a_provider_is_nobodys_afterwards(place: Place) -> None:
    """Else who has planted it would be signed in with the victim."""
    going = place.begin()
    planted = dict(place.browser.client.cookies)
    place.come_back(going)
    assert dict(place.browser.client.cookies) != planted
    place.browser.client.cookies = httpx.Cookies(planted)
    assert place.begin().headers["location"].startswith(place.provider.url)


def test_a_session_of_a_password_is_none_of_a_provider(place: Place) -> None:
    name = place.attributes(place.native())["email"]
    login = place.browser.get("/oauth2/authorize")
    place.browser.submit(login, email=name, password=PASSWORD)
    assert place.begin().headers["location"].startswith(place.provider.url)


def test_the_triggers_of_a_first_sign_in_are_a_sign_ups(
    places: MakePlace, account: Account, provider: OidcProvider
) -> None:
    place = recording_place(places, account)
    tokens = place.tokens()
    events = {event["triggerSource"]: event for event in account.events(claims(tokens["id_token"])["sub"])}
    assert "PostConfirmation_ConfirmSignUp" in events
    assert "TokenGeneration_HostedAuth" in events
    assert not events.keys() & {"PreAuthentication_Authentication", "PostAuthentication_Authentication"}
    confirmed = events["PostConfirmation_ConfirmSignUp"]
    assert confirmed["userName"] == place.username
    assert confirmed["callerContext"]["clientId"] == place.client_id
    attributes = confirmed["request"]["userAttributes"]
    assert attributes["cognito:user_status"] == "EXTERNAL_PROVIDER"
    assert json.loads(attributes["identities"])[0]["providerName"] == PROVIDER
    # there is no sub yet before a sign-up: its event is by the user's name
    (sign_up,) = account.events(place.username)
    assert sign_up["triggerSource"] == "PreSignUp_ExternalProvider"
    assert sign_up["callerContext"]["clientId"] == place.client_id
    assert sign_up["request"]["userAttributes"]["email"] == provider.claims["email"]


def test_the_triggers_of_a_later_sign_in_are_an_authentications(places: MakePlace, account: Account) -> None:
    place = recording_place(places, account)
    sub = claims(place.tokens()["id_token"])["sub"]
    place.tokens(place.sign_in(prompt="login"))
    fired = [event["triggerSource"] for event in account.events(sub)]
    assert "PreAuthentication_Authentication" in fired
    assert "PostAuthentication_Authentication" in fired
    assert fired.count("PostConfirmation_ConfirmSignUp") == 1
    assert fired.count("TokenGeneration_HostedAuth") == 2


def recording_place(places: MakePlace, account: Account) -> Place:
    function = account.function(RETURNS_THE_EVENT)
    names = ("PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication", "PreTokenGeneration")
    place = places(LambdaConfig=dict.fromkeys(names, function))
    account.permit(function, place.pool_id)
    return place


def test_a_function_that_refuses_a_sign_up_leaves_nobody(places: MakePlace, account: Account) -> None:
    function = account.function('raise ValueError("not you")')
    place = places(LambdaConfig={"PreSignUp": function})
    account.permit(function, place.pool_id)
    told = query_of(place.sign_in())
    assert told["error"] == "invalid_request"
    assert "PreSignUp failed with error not you." in told["error_description"]
    assert account.cognito.list_users(UserPoolId=place.pool_id)["Users"] == []


def test_a_required_attribute_has_to_be_mapped(places: MakePlace) -> None:
    schema = [{"Name": "family_name", "AttributeDataType": "String", "Required": True}]
    place = places(Schema=schema)
    told = query_of(place.sign_in())
    assert (told["error"], told["state"]) == ("invalid_request", "s")
    assert told["error_description"] == "attributes required: [family_name]"


def test_a_claim_that_the_schema_does_not_allow_signs_nobody_in(places: MakePlace) -> None:
    """Source: "Mapping IdP attributes to profiles and tokens" in the Cognito developer guide."""
    short = {"Name": "email", "AttributeDataType": "String", "StringAttributeConstraints": {"MaxLength": "9"}}
    place = places(Schema=[short])
    assert query_of(place.sign_in())["error"] == "invalid_request"
    assert place.account.cognito.list_users(UserPoolId=place.pool_id)["Users"] == []


def test_a_mapped_attribute_has_to_be_the_clients_to_write(places: MakePlace) -> None:
    """Source: "Mapping IdP attributes to profiles and tokens" in the Cognito developer guide ("Make sure that
    ... your app client has write permission")."""
    place = places(client={"WriteAttributes": ["nickname"]})
    assert query_of(place.sign_in())["error"] == "invalid_request"
    assert place.account.cognito.list_users(UserPoolId=place.pool_id)["Users"] == []


def test_an_immutable_attribute_that_is_mapped_keeps_people_out_after_the_first_sign_in(
    places: MakePlace,
) -> None:
    """Source: "Mapping IdP attributes to profiles and tokens" in the Cognito developer guide ("updates each
    mapped attribute, even if its current value already matches"; "set the attribute to mutable")."""
    kept = {"Name": "name", "AttributeDataType": "String", "Mutable": False}
    place = places(Schema=[kept])
    assert "code" in query_of(place.sign_in())
    assert query_of(place.sign_in(prompt="login"))["error"] == "invalid_request"
    assert place.attributes()["name"] == "Ada"


def test_a_claim_that_the_schema_does_not_allow_any_more_keeps_people_out(places: MakePlace) -> None:
    short = {"Name": "name", "AttributeDataType": "String", "StringAttributeConstraints": {"MaxLength": "9"}}
    place = places(Schema=[short])
    assert "code" in query_of(place.sign_in())
    place.provider.claims["full_name"] = "Ada Lovelace"
    assert query_of(place.sign_in(prompt="login"))["error"] == "invalid_request"
    assert place.attributes()["name"] == "Ada"


def test_who_is_gone_when_a_function_has_run_is_let_in_by_nobody(places: MakePlace, account: Account) -> None:
    function = account.function(
        'who = {"UserPoolId": event["userPoolId"], "Username": event["userName"]}\n'
        "cognito().admin_delete_user(**who)\nreturn event\n"
    )
    place = places(LambdaConfig={"PreAuthentication": function})
    account.permit(function, place.pool_id)
    place.sign_in()
    assert query_of(place.sign_in(prompt="login"))["error"] == "invalid_request"


DELETES = {
    "the user": 'cognito().admin_delete_user(UserPoolId=pool, Username=event["userName"])',
    "the client": (
        "cognito().delete_user_pool_client(\n"
        '    UserPoolId=pool, ClientId=event["callerContext"]["clientId"]\n)'
    ),
}


@pytest.mark.parametrize("body", DELETES.values(), ids=DELETES.keys())
def test_nobody_has_a_code_after_a_function_that_deletes(
    places: MakePlace, account: Account, body: str
) -> None:
    function = account.function(f"{body}\nreturn event")
    place = places(LambdaConfig={"PostConfirmation": function})
    account.permit(function, place.pool_id)
    assert query_of(place.sign_in())["error"] == "invalid_request"


def test_nobody_else_has_the_name_of_a_providers_person(places: MakePlace, account: Account) -> None:
    """Users' reports: "Already found an entry for username"."""
    place = places(UsernameAttributes=[])
    account.cognito.admin_create_user(
        UserPoolId=place.pool_id, Username=place.username, MessageAction="SUPPRESS"
    )
    told = query_of(place.sign_in())
    assert told["error_description"] == f"Already found an entry for username {place.username}"


def test_a_disabled_person_gets_no_code(place: Place) -> None:
    place.sign_in()
    place.account.cognito.admin_disable_user(UserPoolId=place.pool_id, Username=place.username)
    assert query_of(place.sign_in(prompt="login"))["error"] == "invalid_request"


def test_what_the_provider_says_instead_of_a_code_is_told_to_the_app(place: Place) -> None:
    place.provider.error = {"error": "access_denied", "error_description": "not today"}
    told = query_of(place.sign_in())
    assert (told["error"], told["state"]) == ("invalid_request", "s")
    assert told["error_description"] == f"{PROVIDER} Error - access_denied not today"


ASKED = {
    "/.well-known/openid-configuration": "openid-configuration",
    "/token": "token",
    "/jwks": "jwks",
    "/userinfo": "user info",
}


def asked_in_vain(place: Place, path: str) -> dict[str, str]:
    """What the app is told of a sign-in whose request to the provider at `path` fails."""
    going = place.begin()
    told = query_of(going if path.endswith("openid-configuration") else place.come_back(going))
    assert place.account.cognito.list_users(UserPoolId=place.pool_id)["Users"] == []
    return told


def test_an_error_counts_beside_a_code(place: Place) -> None:
    place.provider.error = {"error": "access_denied", "code": "any"}
    assert query_of(place.sign_in())["error_description"] == f"{PROVIDER} Error - access_denied"


def test_an_answer_without_a_code_is_told_to_the_app(place: Place) -> None:
    place.provider.error = {"neither": "a code nor an error"}
    assert query_of(place.sign_in())["error_description"] == f"{PROVIDER} Error - no code"


@pytest.mark.parametrize("path", ASKED)
def test_an_error_of_the_provider_is_told_to_the_app(place: Place, path: str) -> None:
    place.provider.statuses[path] = 401
    description = f"{PROVIDER} Error - 401 error getting {ASKED[path]}"
    told = {"error": "invalid_request", "error_description": description, "state": "s"}
    assert asked_in_vain(place, path) == told


@pytest.mark.parametrize("text", ["[]", "{", "[" * 100_000], ids=["a list", "no JSON", "a deep one"])
@pytest.mark.parametrize("path", ASKED)
def test_an_answer_that_is_no_json_object_is_told_to_the_app(place: Place, path: str, text: str) -> None:
    place.provider.texts[path] = text
    description = f"{PROVIDER} Error - 200 error getting {ASKED[path]}"
    assert asked_in_vain(place, path)["error_description"] == description


def test_the_pool_shows_its_secret_in_the_form_and_asks_user_info_as_described(
    places: MakePlace, provider: OidcProvider
) -> None:
    place = places(details=provider.details(attributes_request_method="POST"))
    place.sign_in()
    (token,) = provider.asked["/token"]
    assert (token["method"], token["grant_type"]) == ("POST", "authorization_code")
    (asked,) = provider.asked["/userinfo"]
    assert (asked["method"], asked["authorization"]) == ("POST", "Bearer opaque")


def test_a_provider_that_is_described_without_scopes_and_method_is_asked_as_openid_connect_has_it(
    places: MakePlace, provider: OidcProvider
) -> None:
    needless = ("authorize_scopes", "attributes_request_method")
    details = {name: value for name, value in provider.details().items() if name not in needless}
    place = places(details=details)
    assert place.tokens()["id_token"]
    assert provider.asked["/authorize"][0]["scope"] == "openid"
    assert provider.asked["/userinfo"][0]["method"] == "GET"


def test_described_addresses_are_asked_without_discovery(places: MakePlace, provider: OidcProvider) -> None:
    described = {
        "authorize_url": f"{provider.url}/authorize",
        "token_url": f"{provider.url}/token",
        "attributes_url": f"{provider.url}/userinfo",
        "jwks_uri": f"{provider.url}/jwks",
    }
    place = places(details=provider.details(**described))
    assert place.tokens()["id_token"]
    assert "/.well-known/openid-configuration" not in provider.asked


def test_what_is_not_described_is_discovered(places: MakePlace, provider: OidcProvider) -> None:
    """Model: CreateIdentityProviderRequest.ProviderDetails (authorize_url and the others: "if not available
    from discovery URL specified by oidc_issuer key")."""
    provider.discovered = {"jwks_uri": None}
    place = places(details=provider.details(jwks_uri=f"{provider.url}/jwks"))
    assert place.tokens()["id_token"]


def test_what_is_described_counts_and_not_what_is_discovered(
    places: MakePlace, provider: OidcProvider
) -> None:
    provider.discovered = {"jwks_uri": f"{provider.url}/nowhere"}
    place = places(details=provider.details(jwks_uri=f"{provider.url}/jwks"))
    assert place.tokens()["id_token"]


FORGED = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "another audience": {"aud": "another"},
    "expired": {"exp": int(time.time()) - 30},
    "without an end": {"exp": None},
    "of nobody": {"sub": None},
    "another sign-in": {"nonce": "another"},
    "nobody": {"sub": ""},
    "somebody else than userInfo": {"sub": "another"},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_an_id_token_that_does_not_fit_signs_nobody_in(place: Place, forged: dict[str, Any]) -> None:
    place.provider.id_token = forged
    assert query_of(place.sign_in())["error"] == "invalid_request"
    assert place.account.cognito.list_users(UserPoolId=place.pool_id)["Users"] == []


def test_nobody_is_signed_in_by_an_empty_subject(place: Place) -> None:
    place.provider.claims["sub"] = ""
    assert query_of(place.sign_in())["error"] == "invalid_request"


def test_of_an_id_tokens_times_the_end_counts_alone(place: Place) -> None:
    """Source: "OIDC user pool IdP authentication flow" in the Cognito developer guide (the checks of a
    provider's ID token)."""
    place.provider.id_token = {"iat": int(time.time()) + 30, "nbf": int(time.time()) + 30}
    assert place.tokens()["id_token"]


def test_an_id_token_for_others_too_signs_in(place: Place) -> None:
    """Source: "OIDC user pool IdP authentication flow" in the Cognito developer guide (`aud` contains the
    client ID)."""
    place.provider.id_token = {"aud": ["another", CLIENT_ID]}
    assert place.tokens()["id_token"]


ALGORITHMS = [f"{family}{bits}" for family in ("HS", "RS", "ES", "PS") for bits in (256, 384, 512)]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_an_id_token_is_signed_by_hmac_rsa_or_an_elliptic_curve(place: Place, algorithm: str) -> None:
    """Source: "Using OIDC identity providers with a user pool" in the Cognito developer guide ("Only signs ID
    tokens with HMAC-SHA, ECDSA, or RSA algorithms")."""
    place.provider.signs_by(algorithm)
    assert query_of(place.sign_in())["code"]


def test_an_id_token_signed_by_another_algorithm_signs_nobody_in(place: Place) -> None:
    place.provider.signs_by("EdDSA")
    told = query_of(place.sign_in())
    assert told["error_description"] == f"{PROVIDER} Error - the ID token is not valid"


def test_an_id_token_by_an_algorithm_that_is_not_its_keys_signs_nobody_in(place: Place) -> None:
    place.provider.signs_by("ES256")
    place.provider.published = []
    told = query_of(place.sign_in())
    assert told["error_description"] == f"{PROVIDER} Error - the ID token is not valid"


def test_of_many_keys_the_id_tokens_own_counts(place: Place) -> None:
    """Source: "Using OIDC identity providers with a user pool" in the Cognito developer guide ("Publishes a
    key ID `kid` claim at its `jwks_uri` and includes a `kid` claim in its tokens")."""
    place.provider.signs_by("ES256")
    _, another = signing_key("ES256")
    place.provider.published.insert(0, {**(another or {}), "kid": "another"})
    assert query_of(place.sign_in())["code"]


def test_an_id_token_by_a_key_that_is_not_published_signs_nobody_in(place: Place) -> None:
    place.provider.key_id = "not published"
    assert query_of(place.sign_in())["error"] == "invalid_request"


def test_user_info_counts_where_the_id_token_says_something_else(place: Place) -> None:
    place.provider.id_token = {"full_name": "Augusta", "email": "augusta@example.com"}
    del place.provider.claims["email"]
    place.sign_in()
    attributes = place.attributes()
    assert (attributes["name"], attributes["email"]) == ("Ada", "augusta@example.com")


def test_user_info_that_names_nobody_is_of_whom_the_id_token_names(place: Place) -> None:
    subject = place.provider.claims["sub"]
    place.provider.texts["/userinfo"] = json.dumps({"full_name": "Ada"})
    place.sign_in()
    assert place.attributes(f"{PROVIDER}_{subject}")["name"] == "Ada"


@pytest.mark.parametrize("lacks", ["an address of userInfo", "an access token"])
def test_the_id_token_is_enough_where_nothing_can_be_asked(place: Place, lacks: str) -> None:
    place.provider.id_token = {"full_name": "Ada", "email": place.provider.claims["email"]}
    if lacks == "an access token":
        place.provider.granted = {"access_token": None}
    else:
        place.provider.discovered = {"userinfo_endpoint": None}
    place.sign_in()
    assert place.attributes()["name"] == "Ada"
    assert "/userinfo" not in place.provider.asked


def test_an_id_token_signed_by_another_key_signs_nobody_in(place: Place) -> None:
    place.provider.key = generate_private_key(65537, 2048)
    assert query_of(place.sign_in())["error"] == "invalid_request"


def test_an_unsigned_id_token_signs_nobody_in(place: Place) -> None:
    place.provider.algorithm, place.provider.key = "none", None
    assert query_of(place.sign_in())["error"] == "invalid_request"


def test_an_answer_that_another_browser_asked_for_is_taken_by_nobody(place: Place) -> None:
    going = place.begin()
    at_provider = http.get(going.headers["location"], trust_env=False)
    stranger = http.get(at_provider.headers["location"], trust_env=False)
    assert stranger.status_code == 400
    assert "location" not in stranger.headers
    assert place.account.cognito.list_users(UserPoolId=place.pool_id)["Users"] == []


def test_an_answer_counts_once(place: Place) -> None:
    going = place.begin()
    at_provider = http.get(going.headers["location"], trust_env=False).headers["location"]
    assert place.browser.client.get(at_provider).status_code == 302
    again = place.browser.client.get(at_provider)
    assert again.status_code == 400
    assert "location" not in again.headers


def test_a_provider_that_the_client_does_not_have_leads_nobody_there(
    places: MakePlace, provider: OidcProvider
) -> None:
    place = places(client={"SupportedIdentityProviders": ["COGNITO"]})
    assert query_of(place.begin())["error"] == "invalid_request"
    assert provider.asked == {}


def test_an_unknown_provider_is_told_to_the_app(place: Place) -> None:
    asked = place.browser.request(identity_provider="Nowhere", state="s")
    answer = place.browser.client.get("/oauth2/authorize", params=asked)
    assert query_of(answer)["error"] == "invalid_request"


@pytest.mark.parametrize("kind", ["SAML", "Google", "Facebook"])
def test_a_provider_of_another_type_is_refused_by_name(
    places: MakePlace, provider: OidcProvider, kind: str
) -> None:
    name = PROVIDER if kind == "SAML" else kind  # a social provider has no other
    place = places(kind=kind, name=name)
    answer = place.begin(identity_provider=name)
    assert answer.status_code == 400
    assert f"it is of type {kind}" in answer.text
    assert "location" not in answer.headers
    assert provider.asked == {}


@pytest.mark.parametrize(
    "issuer",
    ["http://169.254.169.254", "http://10.0.0.1:8080", "http://idp.example", "file:///etc", "gopher://x"],
)
def test_nothing_is_asked_but_https_and_this_machine(
    places: MakePlace, provider: OidcProvider, issuer: str
) -> None:
    place = places(details=provider.details(oidc_issuer=issuer))
    told = query_of(place.begin())
    assert told["error"] == "invalid_request"
    assert "neither https nor of this machine" in told["error_description"]


@pytest.mark.parametrize(
    "address",
    ["http://169.254.169.254/latest/meta-data", "http://[::1", "https://", "https://localhost:99999"],
)
def test_no_address_that_a_provider_tells_is_asked_but_https_and_this_machine(
    place: Place, address: str
) -> None:
    place.provider.discovered = {"token_endpoint": address}
    told = query_of(place.sign_in())
    assert "neither https nor of this machine" in told["error_description"]


def test_an_address_that_nothing_can_be_asked_at_is_told_to_the_app(place: Place) -> None:
    place.provider.discovered = {"token_endpoint": "https://localhost/\x7f"}
    assert query_of(place.sign_in())["error_description"] == "Connection reset"


@pytest.mark.parametrize("address", ["ftp://localhost/authorize", "https:///authorize", ""])
def test_nobody_is_led_to_an_address_that_is_none(place: Place, address: str) -> None:
    place.provider.discovered = {"authorization_endpoint": address}
    assert "neither https nor of this machine" in query_of(place.begin())["error_description"]


def test_a_provider_of_this_machine_may_be_named_localhost(places: MakePlace, provider: OidcProvider) -> None:
    provider.url = provider.url.replace("127.0.0.1", "localhost")
    assert places().tokens()["id_token"]


@pytest.mark.parametrize("said", ["", "/"])
def test_an_issuer_may_end_with_a_slash(places: MakePlace, provider: OidcProvider, said: str) -> None:
    place = places(details=provider.details(oidc_issuer=f"{provider.url}/"))
    provider.id_token = {"iss": f"{provider.url}{said}"}
    assert place.tokens()["id_token"]


MEBIBYTE = 1024 * 1024


def test_a_mebibyte_is_taken_of_an_answer_and_no_more(place: Place) -> None:
    said = json.dumps(place.provider.claims)
    place.provider.texts["/userinfo"] = said.ljust(MEBIBYTE)
    assert "code" in query_of(place.sign_in())
    place.provider.texts["/userinfo"] = said.ljust(MEBIBYTE + 1)
    told = query_of(place.sign_in(prompt="login"))
    assert told["error"] == "invalid_request"
    assert "answers more than 1048576 bytes" in told["error_description"]


def test_a_provider_that_nobody_reaches_is_told_to_the_app(places: MakePlace, provider: OidcProvider) -> None:
    """Source: "Authorize endpoint" in the Cognito developer guide (`error_description=Connection+reset`)."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        place = places(details=provider.details(oidc_issuer=nobody))
        told = query_of(place.begin())
    assert (told["error"], told["error_description"]) == ("invalid_request", "Connection reset")


def test_no_redirect_of_a_provider_is_followed(place: Place) -> None:
    place.provider.statuses["/.well-known/openid-configuration"] = 302
    assert query_of(place.begin())["error"] == "invalid_request"
    assert list(place.provider.asked) == ["/.well-known/openid-configuration"]


def test_who_is_linked_comes_in_as_the_pools_own_user(place: Place) -> None:
    name = place.native()
    place.link(name)
    tokens = place.tokens()
    said = claims(tokens["id_token"])
    assert said["cognito:username"] == name
    assert said["identities"][0]["primary"] == "false"
    users = place.account.cognito.list_users(UserPoolId=place.pool_id)["Users"]
    assert [user["Username"] for user in users] == [name]
    assert place.user(name)["UserStatus"] == "CONFIRMED"


def test_who_is_linked_by_an_attribute_is_known_by_the_subject_afterwards(place: Place) -> None:
    name = place.native()
    address = place.provider.claims["email"]
    place.link(name, "email", address)
    place.sign_in()
    (identity,) = json.loads(place.attributes(name)["identities"])
    assert identity["userId"] == place.provider.claims["sub"]
    place.provider.claims["email"] = f"{uuid.uuid4().hex}@example.com"
    assert claims(place.tokens(place.sign_in(prompt="login"))["id_token"])["cognito:username"] == name
    place.provider.claims = somebody(email=address)
    another = claims(place.tokens(place.sign_in(prompt="login"))["id_token"])
    assert another["cognito:username"] == place.username


def test_who_is_known_by_the_subject_is_nobody_else_by_an_attribute(place: Place) -> None:
    place.sign_in()
    place.link(place.native(), "email", place.provider.claims["email"])
    said = claims(place.tokens(place.sign_in(prompt="login"))["id_token"])
    assert said["cognito:username"] == place.username


def test_an_identity_of_a_provider_that_is_gone_keeps_its_kind(place: Place) -> None:
    name, cognito = place.native(), place.account.cognito
    cognito.create_identity_provider(
        UserPoolId=place.pool_id,
        ProviderName="Another",
        ProviderType="OIDC",
        ProviderDetails=place.provider.details(),
    )
    place.link(name)
    place.link(name, value="second", provider="Another")
    cognito.delete_identity_provider(UserPoolId=place.pool_id, ProviderName="Another")
    place.unlink(place.provider.claims["sub"])
    (identity,) = json.loads(place.attributes(name)["identities"])
    assert (identity["providerName"], identity["providerType"]) == ("Another", "OIDC")


def test_who_is_unlinked_is_somebody_new(place: Place) -> None:
    name = place.native()
    place.link(name)
    place.sign_in()
    place.unlink(place.provider.claims["sub"])
    assert "identities" not in place.attributes(name)
    said = claims(place.tokens(place.sign_in(prompt="login"))["id_token"])
    assert said["cognito:username"] == place.username


def test_a_function_that_links_during_the_first_sign_in_has_it_fail_once_as_on_aws(
    places: MakePlace, account: Account, provider: OidcProvider
) -> None:
    """Users' reports: "Already found an entry for username"."""
    body = (
        'if event["triggerSource"] != "PreSignUp_ExternalProvider":\n    return event\n'
        'provider, _, subject = event["userName"].partition("_")\n'
        "cognito().admin_link_provider_for_user(\n"
        '    UserPoolId=event["userPoolId"],\n'
        '    DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": '
        'event["request"]["userAttributes"]["name"]},\n'
        '    SourceUser={"ProviderName": provider, "ProviderAttributeName": "Cognito_Subject", '
        '"ProviderAttributeValue": subject},\n'
        ")\nreturn event\n"
    )
    function = account.function(body)
    place = places(LambdaConfig={"PreSignUp": function})
    account.permit(function, place.pool_id)
    name = place.native()
    provider.claims["full_name"] = name
    told = query_of(place.sign_in())
    assert told["error_description"] == f"Already found an entry for username {place.username}"
    assert claims(place.tokens()["id_token"])["cognito:username"] == name


def test_a_link_needs_a_user_a_provider_and_a_mapped_attribute(place: Place) -> None:
    errors = place.account.cognito.exceptions
    name = place.native()
    with pytest.raises(errors.UserNotFoundException):
        place.link("nobody@example.com")
    with pytest.raises(errors.InvalidParameterException):
        place.link(name, "family_name", "Lovelace")
    with pytest.raises(errors.InvalidParameterException):
        place.account.cognito.admin_link_provider_for_user(
            UserPoolId=place.pool_id,
            DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": name},
            SourceUser={
                "ProviderName": "Nowhere",
                "ProviderAttributeName": "Cognito_Subject",
                "ProviderAttributeValue": "1",
            },
        )


def test_who_has_signed_in_before_is_linked_to_nobody(place: Place) -> None:
    place.sign_in()
    with pytest.raises(place.account.cognito.exceptions.InvalidParameterException):
        place.link(place.native())


def test_a_user_has_five_links_at_most(place: Place) -> None:
    name = place.native()
    for number in range(5):
        place.link(name, value=f"subject-{number}")
    with pytest.raises(place.account.cognito.exceptions.LimitExceededException):
        place.link(name, value="subject-5")


def test_whose_password_is_taken_away_signs_in_by_the_provider_alone(place: Place) -> None:
    name = place.native()
    address = place.attributes(name)["email"]
    place.link(name)
    cognito = place.account.cognito
    cognito.admin_disable_provider_for_user(
        UserPoolId=place.pool_id,
        User={
            "ProviderName": "Cognito",
            "ProviderAttributeName": "Cognito_Subject",
            "ProviderAttributeValue": name,
        },
    )
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.initiate_auth(
            ClientId=place.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": address, "PASSWORD": PASSWORD},
        )
    assert claims(place.tokens()["id_token"])["cognito:username"] == name


def test_a_nonce_is_in_the_id_token_whether_the_app_has_given_one_or_not(place: Place) -> None:
    assert claims(place.tokens()["id_token"])["nonce"] == place.provider.asked["/authorize"][0]["nonce"]
    given = claims(place.tokens(place.sign_in(prompt="login", nonce="n-1"))["id_token"])
    assert given["nonce"] == "n-1"


def test_what_comes_back_without_a_state_is_shown_and_led_nowhere(place: Place) -> None:
    answer = place.browser.client.get("/oauth2/idpresponse", params={"code": "any", "state": "any"})
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert parse_qs(urlsplit(str(answer.url)).query)["code"] == ["any"]
