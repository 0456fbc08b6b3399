"""/oauth2/token: tokens for an authorization code, for a refresh token, or for a client itself.

Source: "Token endpoint" in the Cognito developer guide.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.oauth.authorization_codes import take_code
from cognito_emulator.cognito.oauth.errors import OAuthError
from cognito_emulator.cognito.operations.sessions import refreshed
from cognito_emulator.cognito.tokens.client_token import ScopeError, client_token
from cognito_emulator.cognito.tokens.issue import HOSTED, Tokens, tokens_of_new_sign_in
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.strict_json import parsed

Answer = dict[str, Any]
_OF_A_GRANT = frozenset({"NotAuthorizedException", "RefreshTokenReuseException", "UserNotFoundException"})


async def tokens_for(cognito: Cognito, pool: UserPool, client: AppClient, form: Mapping[str, str]) -> Answer:
    """The token endpoint's answer to a client that is who it says. Raises OAuthError."""
    grant = _GRANTS.get(form.get("grant_type", ""))
    if grant is None:
        raise OAuthError("unsupported_grant_type" if form.get("grant_type") else "invalid_request")
    try:
        return await grant(cognito, pool, client, form)
    except AwsError as error:
        if error.code in _OF_A_GRANT:
            raise OAuthError("invalid_grant") from error
        raise OAuthError("invalid_request", error.message) from error


async def _by_code(cognito: Cognito, pool: UserPool, client: AppClient, form: Mapping[str, str]) -> Answer:
    _check_flow(client, "code")
    user, grant = take_code(cognito, pool, client, form)
    return _answer(await tokens_of_new_sign_in(cognito, pool, client, user, HOSTED, grant=grant))


async def _by_refresh(cognito: Cognito, pool: UserPool, client: AppClient, form: Mapping[str, str]) -> Answer:
    token = form.get("refresh_token")
    if not token:
        raise OAuthError("invalid_request", "refresh_token is missing")
    found = cognito.store.sign_ins.of_refresh_token(token)
    if found and not found[0].is_hosted and pool.settings.get("DeviceConfiguration"):
        raise OAuthError("invalid_grant", "the pool remembers devices: refresh by the API")
    return _answer(await refreshed(cognito, pool, client, token))


async def _by_client(cognito: Cognito, pool: UserPool, client: AppClient, form: Mapping[str, str]) -> Answer:
    _check_flow(client, "client_credentials")
    metadata = _metadata(form.get("aws_client_metadata"))
    try:
        token = await client_token(cognito, pool, client, form.get("scope", "").split(), metadata)
    except ScopeError as error:
        raise OAuthError("invalid_scope") from error
    return {"access_token": token.access_token, "expires_in": token.seconds_valid, "token_type": "Bearer"}


def _check_flow(client: AppClient, flow: str) -> None:
    if flow not in client.oauth_flows:
        raise OAuthError("unauthorized_client")


def _metadata(text: str | None) -> dict[str, str] | None:
    """A JSON object of texts, for the pool's function."""
    if not text:
        return None
    try:
        said = parsed(text.encode())
    except ValueError as error:
        raise OAuthError("invalid_request", "aws_client_metadata is no JSON") from error
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise OAuthError("invalid_request", "aws_client_metadata is no JSON object of strings")
    return said


def _answer(tokens: Tokens) -> Answer:
    answer: Answer = {"id_token": tokens.id_token} if tokens.has_openid else {}
    answer["access_token"] = tokens.access_token
    if tokens.refresh_token:
        answer["refresh_token"] = tokens.refresh_token
    return {**answer, "expires_in": tokens.seconds_valid, "token_type": "Bearer"}


_Grant = Callable[[Cognito, UserPool, AppClient, Mapping[str, str]], Awaitable[Answer]]
_GRANTS: Mapping[str, _Grant] = {
    "authorization_code": _by_code,
    "refresh_token": _by_refresh,
    "client_credentials": _by_client,
}
