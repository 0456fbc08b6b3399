"""Who may try to sign in at all: the client's flows, the parameters, the challenge that is answered.

Sources: InitiateAuth, RespondToAuthChallenge and CreateUserPoolClient (ExplicitAuthFlows) in Cognito's
API reference. The wording is AWS's, as MiniStack measured it and as SDK issues quote it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.middleware import CognitoMiddleware, with_content
from cognito_emulator.cognito.ministack.pool_description import PoolDescription, PoolDescriptions
from cognito_emulator.cognito.ministack.user_names import UserNames
from cognito_emulator.cognito.ministack.users import EngineUsers, as_map
from cognito_emulator.cognito.request import CognitoRequest, json_object
from cognito_emulator.cognito.rules.attribute_permissions import check_writable
from cognito_emulator.cognito.rules.attribute_schema import check_values
from cognito_emulator.cognito.rules.password_policy import check_password

NEW_PASSWORD_REQUIRED = "NEW_PASSWORD_REQUIRED"  # noqa: S105 - the name of a challenge
MFA_SETUP = "MFA_SETUP"
_PASSWORD_FLOWS = {
    "USER_PASSWORD_AUTH": "USER_PASSWORD_AUTH flow not enabled for this client",
    "ADMIN_USER_PASSWORD_AUTH": "Auth flow not enabled for this client",
    "ADMIN_NO_SRP_AUTH": "Auth flow not enabled for this client",
}
# The one challenge that is answered without a session: SRP's own exchange proves the password.
_PROVES_ITSELF = frozenset({"PASSWORD_VERIFIER"})
_ATTRIBUTE_PREFIX = "userAttributes."


@dataclass(frozen=True)
class ChallengeSession:
    """Who has been challenged, through which client, and until when (seconds since the epoch)."""

    pool_id: str
    client_id: str
    username: str
    challenge: str
    ends: float


@dataclass
class SignInRules(CognitoMiddleware):
    """Refuses what no engine should see, and keeps the sessions that the engine does not."""

    app: ASGIApp
    descriptions: PoolDescriptions
    names: UserNames
    users: EngineUsers
    clock: Callable[[], float] = time.time
    _sessions: dict[str, ChallengeSession] = field(default_factory=dict)
    operations: ClassVar = frozenset(
        {"AdminInitiateAuth", "AdminRespondToAuthChallenge", "InitiateAuth", "RespondToAuthChallenge"}
    ) | frozenset({"AssociateSoftwareToken", "VerifySoftwareToken"})

    async def answer(self, request: CognitoRequest) -> Response:
        if request.operation.endswith("SoftwareToken"):
            return await self._set_up(request)
        description = await self.descriptions.of(request)
        client = await self.descriptions.client(description.pool, request.text("ClientId"))
        challenged: ChallengeSession | None = None
        if request.operation.endswith("InitiateAuth"):
            _check_flow(request, client.settings.get("ExplicitAuthFlows") or [])
        elif request.text("ChallengeName") not in _PROVES_ITSELF:
            challenged = await self._challenged(request, description)
            _check_new_password(request, description)
            check_values(description.schema, _given_attributes(request))
            check_writable(description.schema, client, _given_attributes(request))
        response = await request.answer_from(self.app)
        if response.status_code != 200:
            return response
        if challenged:
            self._sessions.pop(request.text("Session"), None)
            await self._set_given_attributes(request, description, challenged)
        return await self._kept(request, description, response)

    async def _set_up(self, request: CognitoRequest) -> Response:
        """A second factor's set-up in the middle of a sign-in, by the session that asked for it."""
        given = request.text("Session")
        session = self._sessions.get(given)
        if given and (session is None or session.challenge != MFA_SETUP or session.ends <= self.clock()):
            raise AwsError("NotAuthorizedException", "Invalid session for the user.")
        response = await request.answer_from(self.app)
        next_one = json_object(response.body).get("Session")
        if session and response.status_code == 200 and isinstance(next_one, str):
            self._sessions[next_one] = self._sessions.pop(given)
        return response

    async def _challenged(self, request: CognitoRequest, description: PoolDescription) -> ChallengeSession:
        """The session that is answered; AwsError unless it is this user's, through this client, and alive."""
        session = self._sessions.get(request.text("Session"))
        name = request.texts("ChallengeResponses").get("USERNAME", "")
        username = (await self.names.of(description)).owner(name)
        is_theirs = session is not None and (session.username, session.client_id, session.challenge) == (
            username,
            request.text("ClientId"),
            request.text("ChallengeName"),
        )
        if session is None or not is_theirs:
            raise AwsError("NotAuthorizedException", "Invalid session for the user.")
        if session.ends <= self.clock():
            raise AwsError("NotAuthorizedException", "Invalid session for the user, session is expired.")
        return session

    async def _kept(
        self, request: CognitoRequest, description: PoolDescription, response: Response
    ) -> Response:
        """The same answer, its session kept in mind when the engine will not."""
        content = json_object(response.body)
        challenge = content.get("ChallengeName")
        if not challenge or challenge in _PROVES_ITSELF or not content.get("Session"):
            return response
        client = await self.descriptions.client(description.pool, request.text("ClientId"))
        given = request.texts("AuthParameters") or request.texts("ChallengeResponses")
        username = (await self.names.of(description)).owner(given.get("USERNAME", "")) or ""
        minutes = client.settings.get("AuthSessionValidity") or 3
        ends = self.clock() + 60 * minutes
        self._sessions = {name: kept for name, kept in self._sessions.items() if kept.ends > self.clock()}
        self._sessions[content["Session"]] = ChallengeSession(
            description.id, client.id, username, challenge, ends
        )
        if content["ChallengeName"] == NEW_PASSWORD_REQUIRED:
            content["ChallengeParameters"].update(await self._what_is_missing(description, username))
        return with_content(response, content)

    async def _what_is_missing(self, description: PoolDescription, username: str) -> dict[str, str]:
        user = await self.users.get(description.pool, username)
        attributes = as_map(user["UserAttributes"])
        required = (name for name, attribute in description.schema.items() if attribute.get("Required"))
        missing = [_ATTRIBUTE_PREFIX + name for name in required if not attributes.get(name)]
        shown = {name: value for name, value in attributes.items() if name != "sub"}
        return {"requiredAttributes": json.dumps(missing), "userAttributes": json.dumps(shown)}

    async def _set_given_attributes(
        self, request: CognitoRequest, description: PoolDescription, session: ChallengeSession
    ) -> None:
        attributes = _given_attributes(request)
        if attributes:
            await self.users.set(description.pool, session.username, attributes)


def _check_flow(request: CognitoRequest, flows: list[str]) -> None:
    flow, given = request.text("AuthFlow"), request.texts("AuthParameters")
    if flow not in _PASSWORD_FLOWS or flow.startswith("ADMIN_") != request.operation.startswith("Admin"):
        return
    if not flows:  # refresh tokens, SRP and custom challenges are what a client has by default
        raise AwsError("InvalidParameterException", _PASSWORD_FLOWS[flow])
    for parameter in ("USERNAME", "PASSWORD"):
        if not given.get(parameter):
            raise AwsError("InvalidParameterException", f"Missing required parameter {parameter}")


def _check_new_password(request: CognitoRequest, description: PoolDescription) -> None:
    if request.text("ChallengeName") == NEW_PASSWORD_REQUIRED:
        password = request.texts("ChallengeResponses").get("NEW_PASSWORD")
        if not password:
            raise AwsError("InvalidParameterException", "Missing required parameter NEW_PASSWORD")
        check_password(description.settings, password)


def _given_attributes(request: CognitoRequest) -> dict[str, str]:
    """Attributes that a new user gives together with the new password."""
    given: dict[str, Any] = request.texts("ChallengeResponses")
    return {
        name.removeprefix(_ATTRIBUTE_PREFIX): value
        for name, value in given.items()
        if name.startswith(_ATTRIBUTE_PREFIX)
    }
