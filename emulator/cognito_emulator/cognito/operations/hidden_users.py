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
from cognito_emulator.cognito.rules.attribute_schema import is_address, is_phone_number
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

_SECRET = "secret of simulated answers"  # noqa: S105 - the kind of a document


def simulated_delivery(
    cognito: Cognito, pool: UserPool, name: str, user: User | None, preferred: str
) -> dict[str, str]:
    """CodeDeliveryDetailsType of a message that nobody is sent; the same each time for the same name.

    `preferred` is the attribute whose address gets it where the name is none itself.
    """
    attribute = _attribute_of(name) or preferred
    return delivery_details(simulated_address(cognito, pool, name, user, attribute), attribute)


def simulated_address(cognito: Cognito, pool: UserPool, name: str, user: User | None, attribute: str) -> str:
    """Where a message of this attribute would go: the name itself, the user's own, or one that is made up.

    The user's own is what a message that is sent shows, so who is disabled meanwhile shows no other.
    """
    if _attribute_of(name) == attribute:
        return pool.folded(name)
    if user and user.attributes.get(attribute):
        return user.attributes[attribute]
    secret = derived(cognito, pool, name, attribute)
    if attribute == "phone_number":
        return "+" + "".join(str(byte % 10) for byte in secret[:11])
    return "@".join(chr(ord("a") + byte % 26) for byte in secret[:2])


def username_of(cognito: Cognito, pool: UserPool, name: str, user: User | None) -> str:
    """The Username behind a name. Nobody's sessions and attempts are counted by theirs, as somebody's are."""
    return user.username if user else simulated_username(cognito, pool, name)


def simulated_username(cognito: Cognito, pool: UserPool, name: str) -> str:
    """The internal user id that a challenge names for nobody, the same for the same name.

    It is a UUID where the name is an address that stands for another, and else the name itself: so is
    somebody's, whose Username was chosen, given by a provider, or is the UUID itself.
    """
    if names_address(pool, name) is None:
        return pool.folded(name)
    return str(uuid.UUID(bytes=derived(cognito, pool, name, "Username")[:16], version=4))


def names_address(pool: UserPool, name: str) -> str | None:
    """The attribute of which this name is an address, where people sign in by it in a Username's stead."""
    attribute = _attribute_of(name)
    return attribute if attribute in pool.username_attributes | pool.alias_attributes else None


def _attribute_of(name: str) -> str | None:
    if is_address(name):
        return "email"
    return "phone_number" if is_phone_number(name) else None


def derived(cognito: Cognito, pool: UserPool, name: str, purpose: str) -> bytes:
    """32 bytes of this pool's for a name, the same each time, that nobody outside can compute.

    Those of one purpose say nothing of those of another: what is shown of both would tell who is made up.
    """
    kept = cognito.store.pools.document(pool.id, _SECRET, "")
    if kept is None:
        kept = {"secret": secrets.token_hex(32)}
        with cognito.store.database.transaction():
            cognito.store.pools.put_document(pool.id, _SECRET, "", kept)
    message = f"{purpose}:{pool.folded(name)}".encode()
    return hmac.new(bytes.fromhex(kept["secret"]), message, sha256).digest()
