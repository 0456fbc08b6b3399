"""Pools in whose pages people choose how they sign in, and the people."""

from __future__ import annotations

import html
import json
import re
import uuid
from typing import Any

import httpx

from tests.authenticator import Authenticator
from tests.emulator.account import PASSWORD, Account
from tests.emulator.hosted_ui_browser import CALLBACK, LOGOUT, HostedUiBrowser

EVERY = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]
CODES = ["PASSWORD", "EMAIL_OTP"]
PASSKEYS = ["PASSWORD", "WEB_AUTHN"]
FLOWS = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
PARTY, ORIGIN = "localhost", "http://localhost:8080"
RADIO = re.compile(r'type="radio"[^>]* value="([A-Z_]+)"')
_SMS = {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms", "SnsRegion": "us-east-1"}
_OPTIONS = re.compile(r'data-options="([^"]+)"')
_HEADING = re.compile(r"<h1>(.*)</h1>")


def choosing_browser(
    account: Account, factors: list[str], *, client: Any = None, mfa: Any = None, **pool: Any
) -> HostedUiBrowser:
    """A browser that is sent to the pages of a new pool with these first factors."""
    cognito: Any = account.cognito
    made = cognito.create_user_pool(
        PoolName="pool",
        Policies={"SignInPolicy": {"AllowedFirstAuthFactors": factors}},
        SmsConfiguration=_SMS,
        AutoVerifiedAttributes=["email"],
        **pool,
    )["UserPool"]
    configuration = {"WebAuthnConfiguration": {"RelyingPartyId": PARTY}, **(mfa or {})}
    cognito.set_user_pool_mfa_config(UserPoolId=made["Id"], **configuration)
    settings = {
        "ExplicitAuthFlows": FLOWS,
        "AllowedOAuthScopes": ["openid", "email", "aws.cognito.signin.user.admin"],
        "PreventUserExistenceErrors": "ENABLED",
        **(client or {}),
    }
    app_client = cognito.create_user_pool_client(
        UserPoolId=made["Id"],
        ClientName="an app",
        CallbackURLs=[CALLBACK],
        LogoutURLs=[LOGOUT],
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        **settings,
    )["UserPoolClient"]
    return HostedUiBrowser(account, made["Id"], app_client["ClientId"])


class Somebody:
    """Somebody new in a browser's pool, with an address and a password."""

    def __init__(self, browser: HostedUiBrowser, *, password: str | None = PASSWORD, **more: str) -> None:
        self.browser, self.name = browser, f"p{uuid.uuid4().hex}"
        self.address = f"{uuid.uuid4().hex}@example.com"
        attributes = {"email": self.address, "email_verified": "true", **more}
        cognito = browser.account.cognito
        pairs: Any = [{"Name": key, "Value": value} for key, value in attributes.items()]
        cognito.admin_create_user(
            UserPoolId=browser.pool_id, Username=self.name, UserAttributes=pairs, MessageAction="SUPPRESS"
        )
        if password:
            cognito.admin_set_user_password(
                UserPoolId=browser.pool_id, Username=self.name, Password=password, Permanent=True
            )

    def names_themselves(self) -> httpx.Response:
        """The page after the user name."""
        return self.browser.submit(self.browser.get("/login"), username=self.name)

    def newest_code(self) -> str:
        return self.browser.codes_to(self.address)[-1]

    def with_passkey(self, origin: str = ORIGIN) -> Authenticator:
        cognito: Any = self.browser.account.cognito
        answer = cognito.initiate_auth(
            ClientId=self.browser.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": self.name, "PASSWORD": PASSWORD},
        )
        token = answer["AuthenticationResult"]["AccessToken"]
        passkey = Authenticator(origin)
        options = cognito.start_web_authn_registration(AccessToken=token)["CredentialCreationOptions"]
        cognito.complete_web_authn_registration(AccessToken=token, Credential=passkey.registration(options))
        return passkey

    def passkeys(self) -> list[dict[str, Any]]:
        answer = self.browser.account.cognito.initiate_auth(
            ClientId=self.browser.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": self.name, "PASSWORD": PASSWORD},
        )
        token = answer["AuthenticationResult"]["AccessToken"]
        cognito: Any = self.browser.account.cognito
        return list(cognito.list_web_authn_credentials(AccessToken=token)["Credentials"])


def heading(page: httpx.Response) -> str:
    found = _HEADING.search(page.text)
    assert found, page.text
    return found[1]


def options_in(page: httpx.Response) -> dict[str, Any]:
    found = _OPTIONS.search(page.text)
    assert found, page.text
    return dict(json.loads(html.unescape(found[1])))


def is_let_in(answer: httpx.Response) -> bool:
    return str(answer.headers.get("location", "")).startswith(f"{CALLBACK}?code=")


def sign_up(browser: HostedUiBrowser) -> tuple[str, httpx.Response]:
    """A new address, and the page after its confirmation."""
    address = f"{uuid.uuid4().hex}@example.com"
    page = browser.submit(browser.get("/signup"), email=address, password=PASSWORD)
    return address, browser.submit(page, code=browser.codes_to(address)[-1])
