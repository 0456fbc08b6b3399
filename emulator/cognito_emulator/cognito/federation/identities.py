"""The attribute and the claim `identities`: through which providers somebody signs in.

Sources: "Linking federated users to an existing user profile" and "Understanding the identity (ID) token" in
the Cognito developer guide.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.federation.provider import OIDC
from cognito_emulator.cognito.store.pools import IDENTITY_PROVIDER
from cognito_emulator.cognito.user import EXTERNAL_PROVIDER, User
from cognito_emulator.cognito.user_pool import UserPool

ATTRIBUTE = "identities"
_MILLISECONDS = 1000


def write_identities(cognito: Cognito, pool: UserPool, user: User) -> User:
    """Inside a transaction: the user with the attribute as the identities are now; without it for none."""
    described = [
        {
            "userId": identity.value,
            "providerName": identity.provider,
            "providerType": _type_of(cognito, pool, identity.provider),
            "issuer": None,
            "primary": user.status == EXTERNAL_PROVIDER,
            "dateCreated": int(identity.created * _MILLISECONDS),
        }
        for identity in cognito.store.identities.of_user(user.id)
    ]
    text = json.dumps(described) if described else ""
    return cognito.store.users.set_attributes(pool, user, {ATTRIBUTE: text}, cognito.clock())


def _type_of(cognito: Cognito, pool: UserPool, provider: str) -> str:
    """ProviderType; of a provider that is gone, that of those whose people have signed in."""
    document = cognito.store.pools.document(pool.id, IDENTITY_PROVIDER, provider) or {}
    return str(document.get("ProviderType") or OIDC)


def identities_claim(attributes: Mapping[str, str]) -> dict[str, Any]:
    """As an ID token says them, strings all; nothing of who has none."""
    if not attributes.get(ATTRIBUTE):
        return {}
    said = json.loads(attributes[ATTRIBUTE])
    return {ATTRIBUTE: [{name: _text(value) for name, value in each.items()} for each in said]}


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)
