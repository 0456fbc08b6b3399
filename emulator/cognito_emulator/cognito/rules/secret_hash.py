"""The secret hash of an app client that has a secret.

Source: "Computing secret hash values" in the Cognito developer guide, which gives the wording of the
refusals too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.ministack.pool_description import ClientDescription


def secret_hash(client: ClientDescription, username: str) -> str:
    """The hash for a client that has a secret; empty for one that has none."""
    if not client.secret:
        return ""
    return hash_of(client.secret, username, client.id)


def hash_of(secret: str, username: str, client_id: str) -> str:
    """The hash as every SDK's user has to compute it."""
    digest = hmac.new(secret.encode(), (username + client_id).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def is_right(client: ClientDescription, username: str, given: str) -> bool:
    return hmac.compare_digest(secret_hash(client, username).encode(), given.encode())


def check_secret_hash(client: ClientDescription, username: str, given: str) -> None:
    """Raise AwsError unless the hash is the client's for this user name, or none is due."""
    if is_right(client, username, given):
        return
    if not client.secret:
        message = f"App client {client.id} is not configured for secret but secret hash was received"
        raise AwsError("InvalidParameterException", message)
    if not given:
        message = f"Client {client.id} is configured with secret but SECRET_HASH was not received"
        raise AwsError("NotAuthorizedException", message)
    raise AwsError("NotAuthorizedException", f"Unable to verify secret hash for client {client.id}")
