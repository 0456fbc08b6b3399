"""The code that the hosted pages send an app, and the proof that the app which takes it is the same.

Sources: "Authorize endpoint" and "Using PKCE in authorization code grants" in the Cognito developer guide;
RFC 7636.
"""

from __future__ import annotations

import base64
import hmac
import uuid
from collections.abc import Mapping
from hashlib import sha256

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.oauth.errors import OAuthError
from cognito_emulator.cognito.store.sign_ins import AuthorizationCode
from cognito_emulator.cognito.user import User

SECONDS_VALID = 5 * 60
_BOUND = ("redirect_uri", "scope", "nonce", "code_challenge")


def issue_code(cognito: Cognito, client: AppClient, user: User, request: Mapping[str, str]) -> str:
    """A code for tokens of this user; `request` are the parameters of the authorization request."""
    code = str(uuid.uuid4())
    bound = {name: request[name] for name in _BOUND if request.get(name)}
    grant = AuthorizationCode(client.id, user.id, cognito.clock() + SECONDS_VALID, bound)
    with cognito.store.database.transaction():
        cognito.store.sign_ins.add_authorization_code(code, grant)
    return code


def take_code(cognito: Cognito, client: AppClient, form: Mapping[str, str]) -> tuple[User, AuthorizationCode]:
    """Whom a code is for. It works once; what does not fit it leaves it as it was. Raises OAuthError."""
    with cognito.store.database.transaction():
        grant = cognito.store.sign_ins.take_authorization_code(form.get("code", ""))
        if grant is None or grant.client_id != client.id or grant.ends <= cognito.clock():
            raise OAuthError("invalid_grant")
        if form.get("redirect_uri") != grant.request.get("redirect_uri"):
            raise OAuthError("invalid_grant")
        _check_verifier(grant.request.get("code_challenge"), form.get("code_verifier"))
        user = cognito.store.users.get(grant.user_id)
        if user is None or not user.enabled:
            raise OAuthError("invalid_grant")
    return user, grant


def _check_verifier(challenge: str | None, verifier: str | None) -> None:
    if challenge is None and verifier is None:
        return
    digest = sha256((verifier or "").encode()).digest()
    made = base64.urlsafe_b64encode(digest).rstrip(b"=")
    if challenge is None or verifier is None or not hmac.compare_digest(made, challenge.encode()):
        raise OAuthError("invalid_grant")
