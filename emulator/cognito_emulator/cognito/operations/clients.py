"""App clients and their secrets.

Sources: CreateUserPoolClient, UpdateUserPoolClient ("If you don't specify a value for an attribute, Amazon
Cognito sets it to its default value") and the operations of client secrets in Cognito's API reference.
"""

from __future__ import annotations

import secrets
import string
import uuid
from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_found
from cognito_emulator.cognito.operations.managed_login_branding import STYLE
from cognito_emulator.cognito.operations.pages import page_of, position_of, with_token
from cognito_emulator.cognito.operations.terms import TERMS
from cognito_emulator.cognito.rules.client_settings import (
    ClientSurroundings,
    check_client,
    with_defaults,
)
from cognito_emulator.cognito.rules.oauth_scopes import custom_scopes
from cognito_emulator.cognito.store.clients import ClientSecret
from cognito_emulator.cognito.store.pools import IDENTITY_PROVIDER, RESOURCE_SERVER
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
_ID_CHARACTERS = string.ascii_lowercase + string.digits
_ID_LENGTH, _SECRET_LENGTH = 26, 51
_MOST_SECRETS = 2
_NOT_SETTINGS = frozenset({"UserPoolId", "ClientId", "GenerateSecret", "ClientSecret"})


async def create_user_pool_client(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    settings = with_defaults(_settings(request))
    if request.get("GenerateSecret") and request.get("ClientSecret"):
        raise invalid_parameter("GenerateSecret and ClientSecret cannot be used together.")
    has_secret = bool(request.get("GenerateSecret") or request.get("ClientSecret"))
    check_client(settings, surroundings(cognito, pool, "creating", has_secret=has_secret))
    now = cognito.clock()
    client = AppClient(_random(_ID_LENGTH), pool.id, settings, (), now, now)
    with cognito.store.database.transaction():
        cognito.store.clients.add(client)
        if has_secret:
            value = request.get("ClientSecret") or _random(_SECRET_LENGTH)
            cognito.store.clients.add_secret(client.id, ClientSecret(_secret_id(client.id), value, now))
    return {"UserPoolClient": _described(cognito.client_of(pool, client.id))}


async def describe_user_pool_client(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    return {"UserPoolClient": _described(cognito.client_of(pool, request["ClientId"]))}


async def update_user_pool_client(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = cognito.client_of(pool, request["ClientId"])
    settings = with_defaults({"ClientName": client.name, **_settings(request)})
    check_client(settings, surroundings(cognito, pool, "updating", has_secret=bool(client.secrets)))
    with cognito.store.database.transaction():
        cognito.store.clients.change(client.id, settings, cognito.clock())
    return {"UserPoolClient": _described(cognito.client_of(pool, client.id))}


async def delete_user_pool_client(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = cognito.client_of(pool, request["ClientId"])
    with cognito.store.database.transaction():
        cognito.store.clients.remove(client.id)
        for kind, id_member in ((STYLE, "ManagedLoginBrandingId"), (TERMS, "TermsId")):
            for document in cognito.store.pools.documents(pool.id, kind):
                if document["ClientId"] == client.id:
                    cognito.store.pools.remove_document(pool.id, kind, document[id_member])
    return {}


async def list_user_pool_clients(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    clients = cognito.store.clients.of_pool(pool.id)
    page, token = page_of(clients, position_of(request.get("NextToken"), 0), request.get("MaxResults") or 60)
    listed = [{"ClientId": one.id, "UserPoolId": pool.id, "ClientName": one.name} for one in page]
    return with_token({"UserPoolClients": listed}, "NextToken", token)


async def add_user_pool_client_secret(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = cognito.client_of(pool, request["ClientId"])
    if not client.secrets:
        raise invalid_parameter(f"Client {client.id} has no secret, and so gets no other one.")
    if len(client.secrets) >= _MOST_SECRETS:
        raise AwsError("LimitExceededException", "An app client has at most two secrets.")
    value = request.get("ClientSecret") or _random(_SECRET_LENGTH)
    secret = ClientSecret(_secret_id(client.id), value, cognito.clock())
    with cognito.store.database.transaction():
        cognito.store.clients.add_secret(client.id, secret)
    return {"ClientSecretDescriptor": {**_descriptor(secret), "ClientSecretValue": value}}


async def list_user_pool_client_secrets(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = cognito.client_of(pool, request["ClientId"])
    return {"ClientSecrets": [_descriptor(secret) for secret in cognito.store.clients.secrets(client.id)]}


async def delete_user_pool_client_secret(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = cognito.client_of(pool, request["ClientId"])
    if len(client.secrets) == 1:
        raise invalid_parameter("The only secret of an app client cannot be deleted.")
    with cognito.store.database.transaction():
        if not cognito.store.clients.remove_secret(client.id, request["ClientSecretId"]):
            raise not_found(f"Client secret {request['ClientSecretId']} does not exist.")
    return {}


def _settings(request: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name not in _NOT_SETTINGS}


def surroundings(cognito: Cognito, pool: UserPool, doing: str, *, has_secret: bool) -> ClientSurroundings:
    """What the settings of a client of this pool may name now."""
    providers = [one["ProviderName"] for one in cognito.store.pools.documents(pool.id, IDENTITY_PROVIDER)]
    scopes = custom_scopes(cognito.store.pools.documents(pool.id, RESOURCE_SERVER))
    return ClientSurroundings(pool.settings, pool.schema, providers, scopes, has_secret, doing)


def _described(client: AppClient) -> dict[str, Any]:
    secret = {"ClientSecret": client.secret} if client.secret else {}
    dates = {"CreationDate": client.created, "LastModifiedDate": client.modified}
    return {"UserPoolId": client.pool_id, "ClientId": client.id, **secret, **client.settings, **dates}


def _descriptor(secret: ClientSecret) -> dict[str, Any]:
    return {"ClientSecretId": secret.id, "ClientSecretCreateDate": secret.created}


def _random(length: int) -> str:
    return "".join(secrets.choice(_ID_CHARACTERS) for _ in range(length))


def _secret_id(client_id: str) -> str:
    return f"{client_id}--{uuid.uuid4().int % 10**13:013}"
