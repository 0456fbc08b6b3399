"""The secret hash of an app client that has a secret.

Source: "Computing secret hash values" in the Cognito developer guide, which gives the wording of the
refusals too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.errors import AwsError


def hash_of(secret: str, username: str, client_id: str) -> str:
    """The hash as every SDK's user has to compute it."""
    digest = hmac.new(secret.encode(), (username + client_id).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def check_secret_hash(client: AppClient, username: str, given: str, *also: str) -> None:
    """Raise AwsError unless the hash is the client's for this name (or one of `also`), or none is due."""
    if not client.secrets:
        if given:
            message = f"App client {client.id} is not configured for secret but secret hash was received"
            raise AwsError("InvalidParameterException", message)
        return
    if not given:
        message = f"Client {client.id} is configured with secret but SECRET_HASH was not received"
        raise AwsError("NotAuthorizedException", message)
    right = (hash_of(secret, name, client.id) for secret in client.secrets for name in (username, *also))
    if not any(hmac.compare_digest(each.encode(), given.encode()) for each in right):
        raise AwsError("NotAuthorizedException", f"Unable to verify secret hash for client {client.id}")
