"""What a token says of itself, before anybody has checked its signature."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TokenOwner:
    """The user that a token names, and the app client that it was given to."""

    pool_id: str
    username: str
    client_id: str


def unverified_owner(access_token: str) -> TokenOwner | None:
    """Whom an access token claims to be of; None for what is no token. The engine has yet to check it."""
    claims = unverified_claims(access_token)
    issuer, username, client_id = claims.get("iss"), claims.get("username"), claims.get("client_id")
    if not (isinstance(issuer, str) and isinstance(username, str) and isinstance(client_id, str)):
        return None
    return TokenOwner(issuer.rpartition("/")[2], username, client_id)


def unverified_claims(token: str) -> dict[str, Any]:
    """The claims of a JSON web token; empty when it is none."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}
