"""Which provider's person is which user of the pool, as administrators link and unlink them.

Sources: AdminLinkProviderForUser and AdminDisableProviderForUser in Cognito's API reference; "Linking
federated users to an existing user profile" in the developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, user_not_found
from cognito_emulator.cognito.federation.identities import write_identities
from cognito_emulator.cognito.operations.identity_providers import SOCIAL
from cognito_emulator.cognito.store.identities import SUBJECT, ProviderIdentity
from cognito_emulator.cognito.store.pools import IDENTITY_PROVIDER
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
_OWN_DIRECTORY = "Cognito"
_MOST_LINKS = 5


async def admin_link_provider_for_user(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        user = _destination(cognito, pool, request["DestinationUser"])
        source = _source(cognito, pool, request["SourceUser"])
        identity = ProviderIdentity(pool.id, *source, user.id, cognito.clock())
        _check_may_link(cognito, identity)
        cognito.store.identities.add(identity)
        write_identities(cognito, pool, user)
    return {}


async def admin_disable_provider_for_user(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool, named = cognito.pool(caller, request["UserPoolId"]), request["User"]
    with cognito.store.database.transaction():
        if named.get("ProviderName") == _OWN_DIRECTORY:
            user = cognito.user(pool, named.get("ProviderAttributeValue") or "")
            cognito.store.users.forget_password(user, cognito.clock())
            return {}
        identity = cognito.store.identities.find(pool.id, *_source(cognito, pool, named))
        owner = cognito.store.users.get(identity.user_id) if identity else None
        if identity is None or owner is None:
            raise user_not_found()
        cognito.store.identities.remove(identity)
        write_identities(cognito, pool, owner)
    return {}


def _destination(cognito: Cognito, pool: UserPool, named: Mapping[str, str]) -> User:
    """A user of the pool's own by name; one of a provider's by what the provider calls them."""
    value = named.get("ProviderAttributeValue") or ""
    provider = named.get("ProviderName") or _OWN_DIRECTORY
    if provider == _OWN_DIRECTORY:
        return cognito.user(pool, value)
    identity = cognito.store.identities.find(pool.id, provider, SUBJECT, value)
    user = cognito.store.users.get(identity.user_id) if identity else None
    if user is None:
        raise user_not_found()
    return user


def _source(cognito: Cognito, pool: UserPool, named: Mapping[str, str]) -> tuple[str, str, str]:
    """Provider, attribute and value; AwsError for a provider, or a mapped attribute, that is not there."""
    provider = named.get("ProviderName") or ""
    document = cognito.store.pools.document(pool.id, IDENTITY_PROVIDER, provider)
    if document is None:
        raise invalid_parameter(f"The provider {provider} does not exist for User Pool {pool.id}.")
    attribute, value = named.get("ProviderAttributeName"), named.get("ProviderAttributeValue")
    if not attribute or not value:
        raise invalid_parameter("ProviderAttributeName and ProviderAttributeValue are required.")
    if attribute != SUBJECT and document["ProviderType"] in SOCIAL:
        raise invalid_parameter(f"ProviderAttributeName is {SUBJECT} for a provider of a social network.")
    if attribute != SUBJECT and attribute not in (document.get("AttributeMapping") or {}):
        raise invalid_parameter(f"{attribute} is not mapped for the provider {provider}.")
    return provider, attribute, value


def _check_may_link(cognito: Cognito, wanted: ProviderIdentity) -> None:
    linked = cognito.store.identities.find(wanted.pool_id, wanted.provider, wanted.attribute, wanted.value)
    if linked and linked.user_id == wanted.user_id:
        raise invalid_parameter("SourceUser is already linked to DestinationUser")
    if linked:
        raise invalid_parameter(
            "Merging is not currently supported, provide a SourceUser without a user profile."
        )
    if len(cognito.store.identities.of_user(wanted.user_id)) >= _MOST_LINKS:
        raise AwsError("LimitExceededException", f"A user has at most {_MOST_LINKS} linked identities.")
