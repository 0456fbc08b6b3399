"""Tokens checked as an API that receives them must: signature, issuer, audience, expiry, use.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
"""

from __future__ import annotations

from typing import Any, Literal

import jwt

from scripts import loopback
from scripts.stack_file import Stack

TokenUse = Literal["id", "access"]
CLAIMS = {
    "sub": "who: never changes, the key of the profile",
    "cognito:groups": "what they may do: authorise by this",
    "email": "their address",
    "email_verified": "they have proved that it is theirs",
    "iss": "the pool that signed it",
    "aud": "the app client it is for",
    "token_use": "id, not access",
    "exp": "valid until",
}
"""What the claims of an ID token mean, the most useful first."""


def verified_claims(stack: Stack, token: str, use: TokenUse) -> dict[str, Any]:
    """The claims of a token of this stack's pool and app client. Raises jwt.InvalidTokenError otherwise."""
    # Cognito names the app client in `aud` of an id token and in `client_id` of an access token
    claims: dict[str, Any] = jwt.decode(
        token,
        key=_signing_key(stack, token),
        algorithms=["RS256"],
        issuer=stack.user_pool_issuer,
        audience=stack.user_pool_client_id if use == "id" else None,
        options={"require": ["exp", "iat", "iss", "sub", "token_use"], "verify_aud": use == "id"},
    )
    if claims["token_use"] != use:
        raise jwt.InvalidTokenError(f"token_use is not {use}")
    if use == "access" and claims.get("client_id") != stack.user_pool_client_id:
        raise jwt.InvalidAudienceError("client_id is not the stack's app client")
    return claims


def _signing_key(stack: Stack, token: str) -> jwt.PyJWK:
    keys = loopback.get(stack.jwks_url, ca_bundle=stack.ca_bundle).raise_for_status().json()
    key_id = jwt.get_unverified_header(token)["kid"]
    return jwt.PyJWKSet.from_dict(keys)[key_id]
