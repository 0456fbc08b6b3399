"""What a pool's discovery document says.

Sources: "Verifying JSON web tokens" in the Cognito developer guide; OpenID Connect Discovery section 3; the
members are those of AWS's documents.
"""

from __future__ import annotations

from typing import Any

TOKEN_PATH = "/oauth2/token"  # noqa: S105 - a path
REVOKE_PATH = "/oauth2/revoke"
USER_INFO_PATH = "/oauth2/userInfo"
AUTHORIZE_PATH = "/oauth2/authorize"
LOGOUT_PATH = "/logout"


def discovery_document(base: str, pool_id: str, issuer: str) -> dict[str, Any]:
    """`base` is the engine's address, which stands for the pool's domain and for its issuer's host."""
    return {
        "authorization_endpoint": f"{base}{AUTHORIZE_PATH}",
        "end_session_endpoint": f"{base}{LOGOUT_PATH}",
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": issuer,
        "jwks_uri": f"{base}/{pool_id}/.well-known/jwks.json",
        "response_types_supported": ["code", "token"],
        "revocation_endpoint": f"{base}{REVOKE_PATH}",
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint": f"{base}{TOKEN_PATH}",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": f"{base}{USER_INFO_PATH}",
    }
