"""SAML assertions are refused: their signatures are not checked, so whoever writes one would be anybody.

Source: "Adding SAML identity providers to a user pool" in the Cognito developer guide, by which the pool
checks every assertion's signature.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_PATH = "/saml2/idpresponse"
_REFUSAL = (
    "SAML assertions are not taken here, since nothing checks their signature."
    " Sign in with a password, or through an OpenID Connect provider.\n"
)


@dataclass(frozen=True)
class NoAssertions:
    """Lets through what brings no assertion."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].lower().startswith(_PATH):
            await PlainTextResponse(_REFUSAL, 400)(scope, receive, send)
        else:
            await self.app(scope, receive, send)
