"""Who may try to sign in at all: the client's flows, the parameters, the challenge that is answered.

Sources: InitiateAuth, RespondToAuthChallenge and CreateUserPoolClient (ExplicitAuthFlows) in Cognito's
API reference. The wording is AWS's, as MiniStack measured it and as SDK issues quote it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.middleware import CognitoMiddleware, with_content
from cognito_emulator.cognito.ministack.pool_description import (
    ClientDescription,
    PoolDescription,
    PoolDescriptions,
)
from cognito_emulator.cognito.ministack.unchecked import has_no_password
from cognito_emulator.cognito.ministack.user_names import UserNames
from cognito_emulator.cognito.ministack.users import EngineUsers, as_map
from cognito_emulator.cognito.operations.challenge_sessions import (
    INVALID_SESSION,
    NEW_PASSWORD_REQUIRED,
    PASSWORD_VERIFIER,
    SECRET_BLOCK,
    ChallengeSessions,
)
from cognito_emulator.cognito.operations.password_lock_out import WRONG
from cognito_emulator.cognito.request import CognitoRequest, json_object
from cognito_emulator.cognito.rules.attribute_permissions import check_writable
from cognito_emulator.cognito.rules.attribute_schema import check_values
from cognito_emulator.cognito.rules.password_policy import check_password

_PASSWORD_FLOWS = {
    "USER_PASSWORD_AUTH": "USER_PASSWORD_AUTH flow not enabled for this client",
    "ADMIN_USER_PASSWORD_AUTH": "Auth flow not enabled for this client",
    "ADMIN_NO_SRP_AUTH": "Auth flow not enabled for this client",
}
_PROOF = ("USERNAME", "TIMESTAMP", "PASSWORD_CLAIM_SIGNATURE", SECRET_BLOCK)
_ATTRIBUTE_PREFIX = "userAttributes."


@dataclass
class SignInRules(CognitoMiddleware):
    """Refuses what no engine should see, and keeps the sessions that the engine does not."""

    app: ASGIApp
    descriptions: PoolDescriptions
    names: UserNames
    users: EngineUsers
    sessions: ChallengeSessions = field(default_factory=ChallengeSessions)
    operations: ClassVar = frozenset(
        {
            "AdminInitiateAuth",
            "AdminRespondToAuthChallenge",
            "InitiateAuth",
            "RespondToAuthChallenge",
            "AssociateSoftwareToken",
            "VerifySoftwareToken",
        }
    )

    async def answer(self, request: CognitoRequest) -> Response:
        if request.operation.endswith("SoftwareToken"):
            _check_is_signed_in(request)
            return await request.answer_from(self.app)
        description = await self.descriptions.of(request)
        client = await self.descriptions.client(description.pool, request.text("ClientId"))
        if request.operation.endswith("InitiateAuth"):
            return await self._started(request, description, client)
        return await self._continued(request, description, client)

    async def _started(
        self, request: CognitoRequest, description: PoolDescription, client: ClientDescription
    ) -> Response:
        _check_flow(request, client.settings.get("ExplicitAuthFlows") or [])
        username = await self._owner(description, request.texts("AuthParameters"))
        if request.text("AuthFlow") in _PASSWORD_FLOWS:
            _check_has_password(description, username)
        response = await request.answer_from(self.app)
        return await self._kept(description, client, username, response)

    async def _continued(
        self, request: CognitoRequest, description: PoolDescription, client: ClientDescription
    ) -> Response:
        """The answer to a challenge, whose session is out of reach while the engine looks at it."""
        given = _given_attributes(request)
        _check_proof(request)
        username = await self._owner(description, request.texts("ChallengeResponses"))
        session = self.sessions.of(request, username)
        if session.challenge == PASSWORD_VERIFIER:
            _check_has_password(description, username)
        _check_new_password(request, description)
        check_values(description.schema, given)
        check_writable(description.schema, client, given)
        self.sessions.forget(session)
        response = await request.answer_from(self.app)
        if response.status_code != 200:
            self.sessions.keep(session)
            return response
        if given:
            await self.users.set(description.pool, username, given)
        return await self._kept(description, client, username, response)

    async def _owner(self, description: PoolDescription, parameters: dict[str, str]) -> str:
        """The Username of whom the parameters name; the name itself where nobody has it."""
        name = parameters.get("USERNAME", "")
        return (await self.names.of(description)).owner(name) or name

    async def _kept(
        self, description: PoolDescription, client: ClientDescription, username: str, response: Response
    ) -> Response:
        """The same answer; the session of a challenge in it is kept in mind."""
        content = json_object(response.body) if response.status_code == 200 else {}
        if "ChallengeName" not in content:
            return response
        self.sessions.issue(content, client, username)
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


def _check_flow(request: CognitoRequest, flows: list[str]) -> None:
    flow, given = request.text("AuthFlow"), request.texts("AuthParameters")
    if flow not in _PASSWORD_FLOWS or flow.startswith("ADMIN_") != request.operation.startswith("Admin"):
        return
    if not flows:  # refresh tokens, SRP and custom challenges are what a client has by default
        raise AwsError("InvalidParameterException", _PASSWORD_FLOWS[flow])
    for parameter in ("USERNAME", "PASSWORD"):
        if not given.get(parameter):
            raise AwsError("InvalidParameterException", f"Missing required parameter {parameter}")


def _check_has_password(description: PoolDescription, username: str) -> None:
    if has_no_password(description.id, username):
        raise AwsError("NotAuthorizedException", WRONG)


def _check_is_signed_in(request: CognitoRequest) -> None:
    """By access token alone: no sign-in here asks for a second factor's set-up, so no session is right."""
    if not request.text("AccessToken"):
        raise AwsError("NotAuthorizedException", INVALID_SESSION)


def _check_proof(request: CognitoRequest) -> None:
    if request.text("ChallengeName") == PASSWORD_VERIFIER:
        given = request.texts("ChallengeResponses")
        for parameter in _PROOF:
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
    if request.text("ChallengeName") != NEW_PASSWORD_REQUIRED:
        return {}
    given: dict[str, Any] = request.texts("ChallengeResponses")
    return {
        name.removeprefix(_ATTRIBUTE_PREFIX): value
        for name, value in given.items()
        if name.startswith(_ATTRIBUTE_PREFIX)
    }
