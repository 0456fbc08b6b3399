"""The station of signatures: who calls, whatever service is called.

MiniStack checks the signatures of IAM users and roles, and takes whoever names no key, or a root key, for
root. So here every signature is checked by its secret, in the header and in the query, the root user's too;
an account's twelve digits, by which MiniStack names another account's root user, have root's secret. What
cannot be checked (SigV4A by a root key; SigV2 but for S3) is refused, and no key at all is nobody's.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.gateway.anonymous import take_nobody_for_root
from cognito_emulator.gateway.asgi import unread
from cognito_emulator.gateway.claims import claim_of
from cognito_emulator.gateway.request_parts import RequestParts
from cognito_emulator.gateway.signature_check import SignedBy, checked

_SIGNED_BY = "emulator.signed_by"
_POLICY_VIOLATION = 1008


@dataclass(frozen=True)
class CheckedSignature:
    """Refuses what is signed with another secret, or as nobody can check."""

    app: ASGIApp

    def __post_init__(self) -> None:
        take_nobody_for_root()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request = RequestParts.of(scope)
        claim = claim_of(request)
        if claim is None:
            await self.app(scope, receive, send)
            return
        try:
            body = await Request(scope, receive).body() if scope["type"] == "http" else b""
        except ClientDisconnect:
            return
        found = claim if isinstance(claim, tuple) else checked(request, claim, body)
        if isinstance(found, tuple):
            refusal = request.refusal(*found, body) if scope["type"] == "http" else _closed
            await refusal(scope, receive, send)
        elif scope["type"] == "http":
            await self.app(_signed(scope, found), unread(body, receive), send)
        else:
            await self.app(scope, receive, send)


def signer_of(scope: Scope) -> SignedBy | None:
    """Whose SigV4 signature was checked and fits; None for every other request."""
    signed_by = scope.get(_SIGNED_BY)
    return signed_by if isinstance(signed_by, SignedBy) else None


async def _closed(_: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": _POLICY_VIOLATION})


def _signed(scope: Scope, signed_by: SignedBy | None) -> Scope:
    return {**scope, _SIGNED_BY: signed_by} if signed_by else scope
