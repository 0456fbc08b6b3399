"""/oauth2/userInfo: the attributes that an access token's scopes give its holder.

Source: "userInfo endpoint" and "Scopes" in the Cognito developer guide.
"""

from __future__ import annotations

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.oauth.errors import OAuthError
from cognito_emulator.cognito.rules.attribute_permissions import readable
from cognito_emulator.cognito.tokens.verify import signed_in

_OPENID = "openid"
_OF_SCOPE = {
    "email": frozenset({"email", "email_verified"}),
    "phone": frozenset({"phone_number", "phone_number_verified"}),
}
_OF_ADDRESSES = frozenset().union(*_OF_SCOPE.values())


def user_info(cognito: Cognito, access_token: str) -> dict[str, str]:
    """Raises OAuthError (invalid_token, insufficient_scope) for a token that gives nothing."""
    try:
        by = signed_in(cognito, access_token, _OPENID)
    except AwsError as error:
        is_scope = "scopes" in error.message
        raise OAuthError(
            "insufficient_scope" if is_scope else "invalid_token", error.message, 403 if is_scope else 401
        ) from error
    shown = readable(by.pool.schema, by.client, by.user.attributes)
    allowed = {"sub"}.union(*(names for scope, names in _OF_SCOPE.items() if scope in by.scopes))
    if "profile" in by.scopes:
        allowed |= shown.keys() - _OF_ADDRESSES
    info = {name: value for name, value in shown.items() if name in allowed}
    return {**info, "username": by.user.username}
