"""Answers that are alike for somebody and for nobody, where an app client hides who exists.

Source: "Managing user existence error responses" in the Cognito developer guide.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from hashlib import sha256

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.messages.messages import delivery_details
from cognito_emulator.cognito.rules.attribute_schema import is_address
from cognito_emulator.cognito.user_pool import UserPool

_SECRET = "secret of simulated answers"  # noqa: S105 - the kind of a document


def simulated_delivery(cognito: Cognito, pool: UserPool, name: str) -> dict[str, str]:
    """CodeDeliveryDetailsType of a mail that nobody is sent; the same each time for the same name."""
    if is_address(name):
        return delivery_details(name, "email")
    letters = (chr(ord("a") + byte % 26) for byte in derived(cognito, pool, name)[:2])
    return delivery_details("@".join(letters), "email")


def simulated_username(cognito: Cognito, pool: UserPool, name: str) -> str:
    """The internal user id that a challenge names for nobody: a UUID, the same for the same name."""
    return str(uuid.UUID(bytes=derived(cognito, pool, name)[:16], version=4))


def derived(cognito: Cognito, pool: UserPool, name: str) -> bytes:
    """32 bytes of this pool's for a name, the same each time, that nobody outside can compute."""
    kept = cognito.store.pools.document(pool.id, _SECRET, "")
    if kept is None:
        kept = {"secret": secrets.token_hex(32)}
        with cognito.store.database.transaction():
            cognito.store.pools.put_document(pool.id, _SECRET, "", kept)
    return hmac.new(bytes.fromhex(kept["secret"]), pool.folded(name).encode(), sha256).digest()
