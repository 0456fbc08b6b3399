"""Tells the engine a user's real Username, whatever name the caller gave.

People sign in by e-mail address, by phone number, in any case; administrators name users so too, or by
the sub. The engine would look through all users for such a name. It is told the Username, so that it
need not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.middleware import CognitoMiddleware
from cognito_emulator.cognito.ministack.pool_description import PoolDescription, PoolDescriptions
from cognito_emulator.cognito.ministack.user_names import PoolNames, UserNames
from cognito_emulator.cognito.request import CognitoRequest, operation_of
from cognito_emulator.cognito.rules.secret_hash import is_right, secret_hash
from cognito_emulator.cognito.tokens.access_token import unverified_owner

_BY_NAME = frozenset({"ConfirmForgotPassword", "ConfirmSignUp", "ForgotPassword", "ResendConfirmationCode"})
_BY_ADMINISTRATOR = frozenset(
    {
        "AdminAddUserToGroup",
        "AdminConfirmSignUp",
        "AdminDeleteUser",
        "AdminDisableUser",
        "AdminEnableUser",
        "AdminGetUser",
        "AdminListGroupsForUser",
        "AdminListUserAuthEvents",
        "AdminRemoveUserFromGroup",
        "AdminResetUserPassword",
        "AdminSetUserMFAPreference",
        "AdminSetUserPassword",
        "AdminUpdateAuthEventFeedback",
        "AdminUpdateUserAttributes",
        "AdminUserGlobalSignOut",
    }
)
_IN_A_MAP = {
    "AdminInitiateAuth": "AuthParameters",
    "AdminRespondToAuthChallenge": "ChallengeResponses",
    "InitiateAuth": "AuthParameters",
    "RespondToAuthChallenge": "ChallengeResponses",
}
_BY_TOKEN = frozenset({"DeleteUser", "UpdateUserAttributes"})
# A sign-in through an identity provider creates a user without a call to the user pools API.
_CREATES_USERS_UNSEEN = ("/oauth2/idpresponse", "/saml2/idpresponse", "/_ministack/reset")


@dataclass
class RealUsernames(CognitoMiddleware):
    """Puts the Username in a name's place, and keeps the names as the engine's users change."""

    app: ASGIApp
    descriptions: PoolDescriptions
    names: UserNames
    operations: ClassVar = _BY_NAME | _BY_ADMINISTRATOR | _IN_A_MAP.keys() | _BY_TOKEN | {"DeleteUserPool"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(scope, receive, send)
        if operation_of(scope) is None and scope["type"] == "http" and scope["path"] in _CREATES_USERS_UNSEEN:
            self.names.forget_all()

    async def answer(self, request: CognitoRequest) -> Response:
        if request.operation == "DeleteUserPool":
            response = await request.answer_from(self.app)
            self.names.forget(request.text("UserPoolId"))
            return response
        if request.operation in _BY_TOKEN:
            response = await request.answer_from(self.app)
            self._keep_names_of_token(request, response)
            return response
        return await self._answer_by_name(request)

    async def _answer_by_name(self, request: CognitoRequest) -> Response:
        try:
            description = await self.descriptions.of(request)
        except AwsError:
            return await request.answer_from(self.app)  # the engine refuses it in its own words
        names = await self.names.of(description)
        told = await self._with_real_username(request, description, names)
        response = await told.answer_from(self.app)
        _keep_names(told, response, names)
        return response

    async def _with_real_username(
        self, request: CognitoRequest, description: PoolDescription, names: PoolNames
    ) -> CognitoRequest:
        if request.operation in _BY_ADMINISTRATOR:
            real = names.named(request.text("Username"))
            return (
                request.with_parameters({**request.parameters, "Username": real})
                if _differs(real, request.text("Username"))
                else request
            )
        in_map = _IN_A_MAP.get(request.operation)
        given = request.texts(in_map) if in_map else request.parameters
        name_key, hash_key = ("USERNAME", "SECRET_HASH") if in_map else ("Username", "SecretHash")
        name = given.get(name_key)
        real = names.owner(name) if isinstance(name, str) else None
        if not _differs(real, name):
            return request
        told: dict[str, Any] = {**given, name_key: real}
        if given.get(hash_key):
            told[hash_key] = await self._hash_for(
                request, description, str(name), str(real), str(given[hash_key])
            )
        return request.with_parameters({**request.parameters, in_map: told} if in_map else told)

    async def _hash_for(
        self, request: CognitoRequest, description: PoolDescription, name: str, real: str, given: str
    ) -> str:
        """The secret hash for the real Username, if the one for the given name is right."""
        client = await self.descriptions.client(description.pool, request.text("ClientId"))
        return secret_hash(client, real) if client.secret and is_right(client, name, given) else given

    def _keep_names_of_token(self, request: CognitoRequest, response: Response) -> None:
        owner = unverified_owner(request.text("AccessToken"))
        names = self.names.known(owner.pool_id) if owner and response.status_code == 200 else None
        if owner is None or names is None:
            return
        if request.operation == "DeleteUser":
            names.remove(owner.username)
        else:
            names.put(owner.username, attributes_of(request))


def attributes_of(request: CognitoRequest) -> dict[str, str]:
    """`UserAttributes` as a map; what is no pair of strings is left out, a value left out is empty."""
    listed = request.parameters.get("UserAttributes")
    pairs = [pair for pair in listed if isinstance(pair, dict)] if isinstance(listed, list) else []
    return {
        pair["Name"]: pair.get("Value") or ""
        for pair in pairs
        if isinstance(pair.get("Name"), str) and isinstance(pair.get("Value") or "", str)
    }


def _keep_names(request: CognitoRequest, response: Response, names: PoolNames) -> None:
    if response.status_code != 200:
        return
    if request.operation == "AdminDeleteUser":
        names.remove(names.named(request.text("Username")) or "")
    elif request.operation == "AdminUpdateUserAttributes":
        names.put(names.named(request.text("Username")) or request.text("Username"), attributes_of(request))


def _differs(real: str | None, given: object) -> bool:
    return real is not None and real != given
