"""Somebody at the pages of a pool in which people choose how they sign in, and a browser's authenticator.

A page is at `localhost`: browsers make no passkeys for an address such as 127.0.0.1. Chromium's virtual
authenticator: https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from playwright.sync_api import CDPSession, Page

from tests import http
from tests.authenticator import Authenticator
from tests.browser.visitor import Visitor, new_address

PARTY = "localhost"
_FLOWS = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
_SCOPES = ["openid", "email", "aws.cognito.signin.user.admin"]


@dataclass
class Chooser(Visitor):
    """`page` is theirs; `party` is the relying party of the pool."""

    pool_id: str = ""
    client_id: str = ""

    @classmethod
    def of(cls, visitor: Visitor, factors: list[str], party: str = PARTY, **passkeys: str) -> Chooser:
        """Somebody who has a password in a new pool with these first factors."""
        cognito: Any = visitor.app.stack.cognito()
        pool = cognito.create_user_pool(
            PoolName="pool",
            UsernameAttributes=["email"],
            AutoVerifiedAttributes=["email"],
            Policies={"SignInPolicy": {"AllowedFirstAuthFactors": factors}},
        )["UserPool"]
        configuration = {"RelyingPartyId": party, **passkeys}
        cognito.set_user_pool_mfa_config(UserPoolId=pool["Id"], WebAuthnConfiguration=configuration)
        client = cognito.create_user_pool_client(
            UserPoolId=pool["Id"],
            ClientName="an app",
            ExplicitAuthFlows=_FLOWS,
            CallbackURLs=[_callback(visitor)],
            LogoutURLs=[visitor.app.url],
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=_SCOPES,
            AllowedOAuthFlowsUserPoolClient=True,
            PreventUserExistenceErrors="ENABLED",
        )["UserPoolClient"]
        ids = {"pool_id": pool["Id"], "client_id": client["ClientId"]}
        chooser = cls(visitor.page, visitor.app, new_address(), **ids)
        chooser._is_made()
        return chooser

    @property
    def cognito(self) -> Any:
        return self.app.stack.cognito()

    @property
    def callback(self) -> str:
        """Where the app that they sign in to would be."""
        return _callback(self)

    @property
    def origin(self) -> str:
        return f"http://{PARTY}:{urlsplit(self.app.stack.endpoint_url or '').port}"

    def open(self, path: str, origin: str | None = None, **parameters: str) -> None:
        request = {"client_id": self.client_id, "redirect_uri": self.callback, **parameters}
        self.page.goto(f"{origin or self.origin}{path}?{urlencode(request)}")

    def name_themselves(self, origin: str | None = None) -> None:
        """As far as the page after the user name."""
        self.open("/login", origin, response_type="code", scope=" ".join(_SCOPES))
        self.fill("Email address", self.email)
        self.press("Go on")

    def choose(self, way: str) -> None:
        self.page.get_by_label(way, exact=True).check()
        self.press("Go on")

    def sign_in_by_password(self) -> None:
        self.name_themselves()
        if self.heading() == "Choose how to sign in":
            self.choose("Your password")
        self.fill("Password", self.password)
        self.press("Sign in")
        self.page.wait_for_url(f"{self.callback}?**")

    def sign_out(self) -> None:
        leaving = {"client_id": self.client_id, "logout_uri": self.app.url}
        self.page.goto(f"{self.origin}/logout?{urlencode(leaving)}")

    def answer(self) -> dict[str, list[str]]:
        """What the app has got back."""
        self.page.wait_for_url(f"{self.callback}?**")
        return parse_qs(urlsplit(self.page.url).query)

    def claims(self) -> dict[str, Any]:
        """Those of the ID token that the app gets for its code."""
        form = {
            "grant_type": "authorization_code",
            "client_id": self.client_id,
            "redirect_uri": self.callback,
            "code": self.answer()["code"][0],
        }
        answer = http.post(f"{self.app.stack.endpoint_url}/oauth2/token", data=form, trust_env=False)
        token = answer.raise_for_status().json()["id_token"]
        return dict(jwt.decode(token, options={"verify_signature": False}))

    def access_token(self) -> str:
        parameters = {"USERNAME": self.email, "PASSWORD": self.password}
        answer = self.cognito.initiate_auth(
            ClientId=self.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
        )
        return str(answer["AuthenticationResult"]["AccessToken"])

    def passkeys(self) -> list[dict[str, Any]]:
        """As the API lists them."""
        answer = self.cognito.list_web_authn_credentials(AccessToken=self.access_token())
        return list(answer["Credentials"])

    def has_passkey_elsewhere(self) -> None:
        """A passkey that is registered, and not in this browser."""
        token = self.access_token()
        options = self.cognito.start_web_authn_registration(AccessToken=token)["CredentialCreationOptions"]
        credential = Authenticator(self.origin).registration(options)
        self.cognito.complete_web_authn_registration(AccessToken=token, Credential=credential)

    def _is_made(self) -> None:
        self.cognito.admin_create_user(
            UserPoolId=self.pool_id,
            Username=self.email,
            UserAttributes=[
                {"Name": "email", "Value": self.email},
                {"Name": "email_verified", "Value": "true"},
            ],
            MessageAction="SUPPRESS",
        )
        self.cognito.admin_set_user_password(
            UserPoolId=self.pool_id, Username=self.email, Password=self.password, Permanent=True
        )


def _callback(visitor: Visitor) -> str:
    return f"{visitor.app.url}another-app"


class VirtualAuthenticator:
    """The device of who sits at a page: present, and verified until told otherwise."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = added["authenticatorId"]

    def is_verified(self, verified: bool) -> None:
        """Whether the person gives finger, face or PIN; who does not cancels what requires it."""
        self._send("setUserVerified", isUserVerified=verified)

    def forgets_all(self) -> None:
        self._send("clearCredentials")

    def credentials(self) -> list[dict[str, Any]]:
        return list(self._send("getCredentials")["credentials"])

    def _send(self, method: str, **parameters: Any) -> dict[str, Any]:
        return dict(self._session.send(f"WebAuthn.{method}", {"authenticatorId": self._id, **parameters}))


_CREATE = """async options => (await navigator.credentials.create({
  publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options)})).toJSON()"""
_GET = """async options => (await navigator.credentials.get({
  publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)})).toJSON()"""


def created(page: Page, options: dict[str, Any]) -> dict[str, Any]:
    """RegistrationResponseJSON, as the page's browser makes it."""
    return dict(page.evaluate(_CREATE, options))


def asserted(page: Page, options: dict[str, Any]) -> str:
    """AuthenticationResponseJSON, as the page's browser makes it."""
    return json.dumps(page.evaluate(_GET, options))
