"""The code that the hosted pages send an app, and the proof that the app which takes it is the same.

Sources: "Authorize endpoint", "Token endpoint" (redirect_uri, read access) and "Using PKCE in authorization
code grants" in the Cognito developer guide; RFC 7636.
"""

from __future__ import annotations

import base64
import hmac
import uuid
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.oauth.errors import OAuthError
from cognito_emulator.cognito.rules.oauth_scopes import are_readable
from cognito_emulator.cognito.store.sign_ins import AuthorizationCode
from cognito_emulator.cognito.tokens.issue import Grant
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

SECONDS_VALID = 5 * 60
_BOUND = ("redirect_uri", "scope", "nonce", "code_challenge", "resource")
_AUTH_TIME = "auth_time"


def issue_code(
    cognito: Cognito, client: AppClient, user: User, request: Mapping[str, str], *, auth_time: int
) -> str:
    """A code for tokens of this user; `request` are the parameters of the authorization request.

    `auth_time` is when the user has signed in.
    """
    code = str(uuid.uuid4())
    bound: dict[str, Any] = {name: request[name] for name in _BOUND if request.get(name)}
    bound[_AUTH_TIME] = auth_time
    grant = AuthorizationCode(client.id, user.id, cognito.clock() + SECONDS_VALID, bound)
    with cognito.store.database.transaction():
        cognito.store.sign_ins.add_authorization_code(code, grant)
    return code


def take_code(
    cognito: Cognito, pool: UserPool, client: AppClient, form: Mapping[str, str]
) -> tuple[User, Grant]:
    """Whom a code is for. It works once; what does not fit it leaves it as it was. Raises OAuthError."""
    for name in ("code", "redirect_uri"):
        if not form.get(name):
            raise OAuthError("invalid_request", f"{name} is missing")
    with cognito.store.database.transaction():
        grant = cognito.store.sign_ins.take_authorization_code(form.get("code", ""))
        if grant is None or grant.client_id != client.id or grant.ends <= cognito.clock():
            raise OAuthError("invalid_grant")
        if form["redirect_uri"] != grant.request.get("redirect_uri"):
            raise OAuthError("unauthorized_client", "invalid_redirect")
        _check_verifier(grant.request.get("code_challenge"), form.get("code_verifier"))
        user = cognito.store.users.get(grant.user_id)
        if user is None or not user.enabled:
            raise OAuthError("invalid_grant")
        granted = _granted(grant)
        if not are_readable(pool.schema, client, granted.scope.split()):
            raise OAuthError("invalid_grant")
    return user, granted


def _granted(code: AuthorizationCode) -> Grant:
    said = code.request
    return Grant(
        scope=str(said.get("scope", "")),
        nonce=said.get("nonce"),
        resource=said.get("resource", ""),
        auth_time=said.get(_AUTH_TIME),
    )


def _check_verifier(challenge: str | None, verifier: str | None) -> None:
    if challenge is None and verifier is None:
        return
    digest = sha256((verifier or "").encode()).digest()
    made = base64.urlsafe_b64encode(digest).rstrip(b"=")
    if challenge is None or verifier is None or not hmac.compare_digest(made, challenge.encode()):
        raise OAuthError("invalid_grant")
