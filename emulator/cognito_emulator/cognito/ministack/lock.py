"""Cognito calls one at a time: MiniStack handles each in a thread of its own, and its handlers race.

Under concurrent sign-ups that means "dictionary changed size during iteration", and two users for one
e-mail address.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.cognito.request import CognitoRequest, operation_of

# Inside these calls Cognito runs a pool's functions: PreSignUp, PreTokenGeneration, CustomMessage and more.
# A function may call Cognito itself, so no call may wait for one that waits for a function.
CREATES_A_USER = frozenset({"SignUp", "AdminCreateUser"})
MAY_RUN_A_FUNCTION = CREATES_A_USER | {
    "AdminInitiateAuth",
    "AdminResetUserPassword",
    "AdminRespondToAuthChallenge",
    "ForgotPassword",
    "GetTokensFromRefreshToken",
    "GetUserAttributeVerificationCode",
    "InitiateAuth",
    "ResendConfirmationCode",
    "RespondToAuthChallenge",
    "UpdateUserAttributes",
}


@dataclass
class CognitoLock:
    """One lock around all calls that cannot run a function; one for each name around what creates users."""

    app: ASGIApp
    _everything: asyncio.Lock = field(default_factory=asyncio.Lock)
    _names: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = operation_of(scope)
        if operation is None:
            await self.app(scope, receive, send)
            return
        try:
            request = await CognitoRequest.read(scope, receive, operation)
        except ClientDisconnect:
            return
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: CognitoRequest) -> Response:
        if request.operation in CREATES_A_USER:
            async with self._lock_of_name(request):
                return await request.answer_from(self.app)
        if request.operation in MAY_RUN_A_FUNCTION:
            return await request.answer_from(self.app)
        async with self._everything:
            return await request.answer_from(self.app)

    def _lock_of_name(self, request: CognitoRequest) -> asyncio.Lock:
        # By name alone: SignUp names the pool by its client, AdminCreateUser by its id.
        return self._names.setdefault(request.text("Username").lower(), asyncio.Lock())


def let_handlers_finish_before_others_start(seconds: float = 10.0) -> None:
    """Let a thread compute for `seconds`, not CPython's 5 ms, before another one may break in.

    MiniStack's handlers compute for a millisecond and then wait, for a function or for the next request. That
    is when others get their turn. So a handler that no lock covers, since it may run a function, still never
    sees a dictionary change under its loop.
    """
    sys.setswitchinterval(seconds)
