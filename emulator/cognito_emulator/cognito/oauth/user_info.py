"""/oauth2/userInfo: the attributes that an access token's scopes give its holder.

Source: "The user attributes endpoint" in the Cognito developer guide. AWS's answer to a token without the
scope `openid` is on record in users' reports.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.federation.identities import ATTRIBUTE
from cognito_emulator.cognito.oauth.errors import OAuthError, OAuthJson
from cognito_emulator.cognito.rules.attribute_permissions import readable
from cognito_emulator.cognito.rules.oauth_scopes import OPENID, shown_by
from cognito_emulator.cognito.tokens.verify import NO_SCOPE, signed_in

_BAD_REQUEST = "Bad OAuth2 request at UserInfo Endpoint"
_BAD_TOKEN = "Access token is expired, disabled, or deleted, or the user has globally signed out."  # noqa: S105
_NOT_OPENID = "Access token does not contain openid scope"


def answer(cognito: Cognito, request: Request) -> Response:
    """The attributes, or an error that the header WWW-Authenticate says too."""
    try:
        return OAuthJson(_attributes(cognito, _token(request)))
    except OAuthError as error:
        told = f'Bearer error="{error.error}", error_description="{error.description}"'
        return error.response({"www-authenticate": told})


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise OAuthError("invalid_request", _BAD_REQUEST)
    return token.strip()


def _attributes(cognito: Cognito, access_token: str) -> dict[str, str]:
    """Strings all, also whether an address is verified."""
    try:
        by = signed_in(cognito, access_token, OPENID)
    except AwsError as error:
        lacks_scope = error.message == NO_SCOPE
        raise OAuthError("invalid_token", _NOT_OPENID if lacks_scope else _BAD_TOKEN, 401) from error
    shown = shown_by(by.scopes, readable(by.pool.schema, by.client, by.user.attributes))
    identities = {ATTRIBUTE: by.user.attributes[ATTRIBUTE]} if ATTRIBUTE in by.user.attributes else {}
    return {**shown, **identities, "username": by.user.username}
