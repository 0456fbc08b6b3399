"""The tokens that a sign-in or a refresh gives, as AWS gives them; and the functions that run at a sign-in.

Sources: "Using tokens with user pools", "Pre authentication", "Post authentication" and "Pre token
generation Lambda trigger" in the Cognito developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.middleware import CognitoMiddleware, with_content
from cognito_emulator.cognito.ministack.pool_description import PoolDescription, PoolDescriptions
from cognito_emulator.cognito.ministack.user_pools import UserPool
from cognito_emulator.cognito.ministack.users import EngineUsers
from cognito_emulator.cognito.request import CognitoRequest, json_object
from cognito_emulator.cognito.tokens.access_token import unverified_claims
from cognito_emulator.cognito.tokens.claims import GroupClaims, claims_by_aws, with_groups
from cognito_emulator.cognito.tokens.signer import TokenSigner
from cognito_emulator.cognito.triggers.event import user_attributes
from cognito_emulator.cognito.triggers.pre_token_generation import PreTokenGeneration, TokenGeneration

_REFRESHES = frozenset({"REFRESH_TOKEN", "REFRESH_TOKEN_AUTH"})
_TOKENS = {"id": "IdToken", "access": "AccessToken"}


@dataclass(frozen=True)
class Tokens:
    """Rewrites a pool's tokens, for whoever answers with them."""

    descriptions: PoolDescriptions
    users: EngineUsers
    pre_token_generation: PreTokenGeneration
    signer: TokenSigner

    async def by_aws(
        self,
        tokens: Mapping[str, str],
        source: str,
        *,
        signed_in_at: int | None = None,
        client_metadata: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """The engine's tokens (by `id` and `access`, either may be missing) as AWS would have made them."""
        claims = {use: unverified_claims(token) for use, token in tokens.items()}
        one = next(iter(claims.values()))
        pool = UserPool.of_id(str(one["iss"]).rpartition("/")[2])
        description = await self.descriptions.of_pool(pool)
        client = await self.descriptions.client(pool, str(one.get("client_id") or one.get("aud")))
        username = str(one.get("username") or one.get("cognito:username"))
        user = await self.users.get(pool, username)
        groups = await self._groups(description, username, one)
        said = {
            use: with_groups(claims_by_aws(each, description, client, signed_in_at), groups)
            for use, each in claims.items()
        }
        generation = TokenGeneration(
            source, description, client.id, username, user_attributes(user), groups, client_metadata or {}
        )
        said = await self.pre_token_generation.run(generation, said)
        return {use: self.signer.signed_anew(tokens[use], pool.id, each) for use, each in said.items()}

    async def _groups(
        self, description: PoolDescription, username: str, claims: Mapping[str, Any]
    ) -> GroupClaims:
        if not claims.get("cognito:groups"):
            return GroupClaims([], [], None)
        answer = await self.users.ask(description.pool, "AdminListGroupsForUser", {"Username": username})
        return GroupClaims.of(answer["Groups"])


@dataclass
class TokenAnswers(CognitoMiddleware):
    """Rewrites the tokens in the answers of the user pools API."""

    app: ASGIApp
    tokens: Tokens
    operations: ClassVar = frozenset(
        {
            "AdminInitiateAuth",
            "AdminRespondToAuthChallenge",
            "GetTokensFromRefreshToken",
            "InitiateAuth",
            "RespondToAuthChallenge",
        }
    )

    async def answer(self, request: CognitoRequest) -> Response:
        response = await request.answer_from(self.app)
        content = json_object(response.body)
        result = content.get("AuthenticationResult")
        if response.status_code != 200 or not isinstance(result, dict) or "AccessToken" not in result:
            return response
        refresh_token = _refresh_token(request)
        # A refresh token is as old as the sign-in that it comes from.
        signed_in_at = unverified_claims(refresh_token or result.get("RefreshToken") or "").get("iat")
        made = await self.tokens.by_aws(
            {use: result[name] for use, name in _TOKENS.items() if name in result},
            _source(request, refresh_token),
            signed_in_at=signed_in_at if isinstance(signed_in_at, int) else None,
            # Of a sign-in's metadata, AWS passes on what comes with an answer to a challenge only.
            client_metadata=request.texts("ClientMetadata") if "Respond" in request.operation else None,
        )
        result.update({_TOKENS[use]: token for use, token in made.items()})
        return with_content(response, content)


def _refresh_token(request: CognitoRequest) -> str | None:
    if request.operation == "GetTokensFromRefreshToken":
        return request.text("RefreshToken")
    if request.text("AuthFlow") in _REFRESHES:
        return request.texts("AuthParameters").get("REFRESH_TOKEN")
    return None


def _source(request: CognitoRequest, refresh_token: str | None) -> str:
    if refresh_token is not None:
        return "TokenGeneration_RefreshTokens"
    if request.text("ChallengeName") == "NEW_PASSWORD_REQUIRED":
        return "TokenGeneration_NewPasswordChallenge"
    return "TokenGeneration_Authentication"
