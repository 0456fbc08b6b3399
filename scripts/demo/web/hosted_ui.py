"""The hosted UI as an app uses it: authorization code grant with PKCE, the same on AWS and on a local engine.

https://docs.aws.amazon.com/cognito/latest/developerguide/using-pkce-in-authorization-code.html
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from scripts import loopback
from scripts.errors import CommandError
from scripts.stack_file import Stack
from scripts.tokens import verified_claims

LOOPBACK = ("localhost", "127.0.0.1")
LOGIN_PATH = "/login"


class SignInError(Exception):
    """No tokens came; the text is for the person."""


@dataclass(frozen=True)
class Attempt:
    """One way through the hosted UI: the state that comes back, and the secret half of the PKCE challenge."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True)
class HostedUi:
    """`base_url` is what stands before /login; the callback and sign-out URLs are the app client's own."""

    stack: Stack
    base_url: str
    scope: str
    callback_url: str
    logout_url: str

    @classmethod
    def of(cls, stack: Stack) -> HostedUi:
        """Raises CommandError where the app client sends nobody to this machine."""
        try:
            client = stack.cognito().describe_user_pool_client(
                UserPoolId=stack.user_pool_id, ClientId=stack.user_pool_client_id
            )["UserPoolClient"]
        except (ClientError, BotoCoreError) as error:
            raise CommandError(f"The app client cannot be read: {error}", "make up") from None
        return cls(
            stack=stack,
            base_url=stack.hosted_ui_login_url.partition(f"{LOGIN_PATH}?")[0],
            scope=" ".join(sorted(client.get("AllowedOAuthScopes", []))),
            callback_url=_on_this_machine(client.get("CallbackURLs", []), "callback_urls"),
            logout_url=_on_this_machine(client.get("LogoutURLs", []), "logout_urls"),
        )

    @property
    def app_url(self) -> str:
        """Where the app itself stands, with a slash behind it."""
        parts = urlsplit(self.callback_url)
        return f"{parts.scheme}://{parts.netloc}/"

    def sign_up_url(self, attempt: Attempt) -> str:
        return f"{self.base_url}/signup?{self._request(attempt)}"

    def sign_in_url(self, attempt: Attempt) -> str:
        return f"{self.base_url}/oauth2/authorize?{self._request(attempt)}"

    def sign_out_url(self) -> str:
        query = {"client_id": self.stack.user_pool_client_id, "logout_uri": self.logout_url}
        return f"{self.base_url}/logout?{urlencode(query)}"

    def claims_for(self, code: str, attempt: Attempt) -> dict[str, Any]:
        """Exchange the code; the claims of the ID token, signature and all checked. Raises SignInError."""
        form = {
            "grant_type": "authorization_code",
            "client_id": self.stack.user_pool_client_id,
            "code": code,
            "redirect_uri": self.callback_url,
            "code_verifier": attempt.verifier,
        }
        try:
            url = f"{self.base_url}/oauth2/token"
            answer = loopback.post_form(url, form, ca_bundle=self.stack.ca_bundle)
        except httpx.HTTPError:
            raise SignInError("The user pool does not answer. Is the stack up?") from None
        if answer.status_code != httpx.codes.OK:
            raise SignInError("The user pool no longer takes this code: it is good once, for five minutes.")
        return verified_claims(self.stack, answer.json()["id_token"], "id")

    def _request(self, attempt: Attempt) -> str:
        return urlencode(
            {
                "client_id": self.stack.user_pool_client_id,
                "response_type": "code",
                "scope": self.scope,
                "redirect_uri": self.callback_url,
                "state": attempt.state,
                "code_challenge": attempt.challenge,
                "code_challenge_method": "S256",
            }
        )


def _on_this_machine(urls: list[str], variable: str) -> str:
    for url in urls:
        if urlsplit(url).hostname in LOOPBACK:
            return url
    raise CommandError(
        f"The app client sends people to {', '.join(urls) or 'no URL'}, which is not this machine: "
        f"{variable} needs one at http://localhost.",
        f"terraform -chdir=terraform apply -var '{variable}=[\"http://localhost:3000/"
        f"{'callback' if variable == 'callback_urls' else ''}\"]'",
    )
