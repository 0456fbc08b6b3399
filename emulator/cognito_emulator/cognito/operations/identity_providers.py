"""Identity providers as a pool describes them. `federation/` signs people in through those of type OIDC.

Source: the operations' pages in Cognito's API reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_found
from cognito_emulator.cognito.operations.pages import page_of, position_of, with_token
from cognito_emulator.cognito.store.pools import IDENTITY_PROVIDER
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
SOCIAL = frozenset({"Facebook", "Google", "LoginWithAmazon", "SignInWithApple"})
_SETTINGS = ("ProviderDetails", "AttributeMapping", "IdpIdentifiers")


async def create_identity_provider(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, name = cognito.pool(caller, request["UserPoolId"]), request["ProviderName"]
    _check_name(name, request["ProviderType"])
    now = cognito.clock()
    provider = {
        "UserPoolId": pool.id,
        "ProviderName": name,
        "ProviderType": request["ProviderType"],
        **_settings(request),
        "LastModifiedDate": now,
        "CreationDate": now,
    }
    with cognito.store.database.transaction():
        if cognito.store.pools.document(pool.id, IDENTITY_PROVIDER, name):
            raise AwsError("DuplicateProviderException", f"Identity provider {name} already exists.")
        cognito.store.pools.put_document(pool.id, IDENTITY_PROVIDER, name, provider)
    return {"IdentityProvider": provider}


async def describe_identity_provider(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    return {"IdentityProvider": _found(cognito, pool, request["ProviderName"])}


async def get_identity_provider_by_identifier(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    for provider in cognito.store.pools.documents(pool.id, IDENTITY_PROVIDER):
        if request["IdpIdentifier"] in (provider.get("IdpIdentifiers") or ()):
            return {"IdentityProvider": provider}
    raise not_found(f"Identity provider {request['IdpIdentifier']} does not exist.")


async def update_identity_provider(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, name = cognito.pool(caller, request["UserPoolId"]), request["ProviderName"]
    with cognito.store.database.transaction():
        before = _found(cognito, pool, name)
        provider = {**before, **_settings(request), "LastModifiedDate": cognito.clock()}
        cognito.store.pools.put_document(pool.id, IDENTITY_PROVIDER, name, provider)
    return {"IdentityProvider": provider}


async def delete_identity_provider(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, name = cognito.pool(caller, request["UserPoolId"]), request["ProviderName"]
    with cognito.store.database.transaction():
        _found(cognito, pool, name)
        cognito.store.pools.remove_document(pool.id, IDENTITY_PROVIDER, name)
    return {}


async def list_identity_providers(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    providers = cognito.store.pools.documents(pool.id, IDENTITY_PROVIDER)
    start = position_of(request.get("NextToken"), 0)
    page, token = page_of(providers, start, request.get("MaxResults") or 60)
    shown = ("ProviderName", "ProviderType", "LastModifiedDate", "CreationDate")
    listed = [{name: provider[name] for name in shown} for provider in page]
    return with_token({"Providers": listed}, "NextToken", token)


def _check_name(name: str, provider_type: str) -> None:
    """A social provider is called what its type is; an app client's SupportedIdentityProviders name it so."""
    if provider_type in SOCIAL and name != provider_type:
        raise invalid_parameter(f"Provider {name} cannot be of type {provider_type}.")


def _settings(request: Mapping[str, Any]) -> dict[str, Any]:
    return {name: request[name] for name in _SETTINGS if request.get(name) is not None}


def _found(cognito: Cognito, pool: UserPool, name: str) -> dict[str, Any]:
    provider = cognito.store.pools.document(pool.id, IDENTITY_PROVIDER, name)
    if provider is None:
        raise not_found(f"Identity provider {name} does not exist.")
    return provider
