"""The tokens of the token endpoint, as AWS gives them.

Source: "Token endpoint" and "Pre token generation Lambda trigger" in the Cognito developer guide.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Scope

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.middleware import log_failure, with_content
from cognito_emulator.cognito.ministack.unchecked import hold_to_its_client
from cognito_emulator.cognito.oauth.form_middleware import FormMiddleware
from cognito_emulator.cognito.request import json_object
from cognito_emulator.cognito.tokens.access_token import unverified_claims
from cognito_emulator.cognito.tokens.issue import Tokens
from cognito_emulator.gateway.asgi import answer_of

TOKEN_PATH = "/oauth2/token"  # noqa: S105 - a path
_SOURCES = {
    "authorization_code": "TokenGeneration_HostedAuth",
    "refresh_token": "TokenGeneration_RefreshTokens",
}
_NAMES = {"id": "id_token", "access": "access_token"}


@dataclass(frozen=True)
class OauthTokens(FormMiddleware):
    """Rewrites the tokens that a person's grant gives; a client's own (client_credentials) name nobody."""

    app: ASGIApp
    tokens: Tokens

    def takes(self, scope: Scope) -> bool:
        return str(scope["path"]) == TOKEN_PATH

    async def answer(self, scope: Scope, body: bytes, form: dict[str, str]) -> Response:
        hold_to_its_client(form.get("refresh_token", ""))
        response = await answer_of(self.app, scope, body)
        source = _SOURCES.get(form.get("grant_type", ""))
        content = json_object(response.body)
        given = {use: content[name] for use, name in _NAMES.items() if name in content}
        if response.status_code != 200 or source is None or not given:
            return response
        refresh_token = form.get("refresh_token") or content.get("refresh_token") or ""
        signed_in_at = unverified_claims(refresh_token).get("iat")
        try:
            made = await self.tokens.by_aws(given, source, signed_in_at=signed_in_at)
        except AwsError as error:
            description = {"error": "invalid_request", "error_description": error.message}
            return JSONResponse(description, 400)
        except Exception as error:
            log_failure("The token endpoint", error)
            return JSONResponse({"error": "server_error"}, 500)
        return with_content(response, {**content, **{_NAMES[use]: token for use, token in made.items()}})
