"""Which app client asks, and whether it is that client.

Sources: "Token endpoint" and "Revoke endpoint" in the Cognito developer guide; RFC 6749 section 2.3.1.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import unquote

from starlette.requests import Request

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import ANYBODY, Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.oauth.errors import OAuthError
from cognito_emulator.cognito.operations.sessions import check_client_secret
from cognito_emulator.cognito.user_pool import UserPool


def authenticated(
    cognito: Cognito, request: Request, form: Mapping[str, str], *, status: int = 400
) -> tuple[UserPool, AppClient]:
    """The client that a form is of. Raises OAuthError (invalid_client) unless its secret is right."""
    client_id, secret = _credentials(request, form, status)
    if not client_id:
        raise OAuthError("invalid_request", "client_id is missing")
    try:
        pool, client = cognito.client(ANYBODY, client_id)
        check_client_secret(client, secret)
    except AwsError as error:
        raise OAuthError("invalid_client", status=status) from error
    return pool, client


def _credentials(request: Request, form: Mapping[str, str], status: int) -> tuple[str, str | None]:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret")
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise OAuthError("invalid_client", status=status) from error
    if form.get("client_id", client_id) != client_id:
        raise OAuthError("invalid_request", "client_id is not the one of the Authorization header")
    # AWS's own clients encode nothing, RFC 6749's do; no secret has a % or a space, and no id has any sign
    return client_id, unquote(secret)
