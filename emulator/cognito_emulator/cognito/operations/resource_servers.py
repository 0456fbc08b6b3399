"""Resource servers and their scopes.

Sources: the operations' pages in Cognito's API reference; "Quotas in Amazon Cognito" in the developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_found
from cognito_emulator.cognito.operations.pages import page_of, position_of, with_token
from cognito_emulator.cognito.store.pools import RESOURCE_SERVER
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
_MOST = 25


async def create_resource_server(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, identifier = cognito.pool(caller, request["UserPoolId"]), request["Identifier"]
    server = _server(pool, request)
    with cognito.store.database.transaction():
        if cognito.store.pools.document(pool.id, RESOURCE_SERVER, identifier):
            raise invalid_parameter(f"{identifier} already exists in user pool {pool.id}.")
        if len(cognito.store.pools.documents(pool.id, RESOURCE_SERVER)) >= _MOST:
            raise AwsError("LimitExceededException", f"A user pool has at most {_MOST} resource servers.")
        cognito.store.pools.put_document(pool.id, RESOURCE_SERVER, identifier, server)
    return {"ResourceServer": server}


async def describe_resource_server(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    return {"ResourceServer": _found(cognito, pool, request["Identifier"])}


async def update_resource_server(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, identifier = cognito.pool(caller, request["UserPoolId"]), request["Identifier"]
    server = _server(pool, request)
    with cognito.store.database.transaction():
        _found(cognito, pool, identifier)
        cognito.store.pools.put_document(pool.id, RESOURCE_SERVER, identifier, server)
    return {"ResourceServer": server}


async def delete_resource_server(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, identifier = cognito.pool(caller, request["UserPoolId"]), request["Identifier"]
    with cognito.store.database.transaction():
        _found(cognito, pool, identifier)
        cognito.store.pools.remove_document(pool.id, RESOURCE_SERVER, identifier)
    return {}


async def list_resource_servers(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    servers = cognito.store.pools.documents(pool.id, RESOURCE_SERVER)
    page, token = page_of(servers, position_of(request.get("NextToken"), 0), request.get("MaxResults") or 50)
    return with_token({"ResourceServers": page}, "NextToken", token)


def _server(pool: UserPool, request: Mapping[str, Any]) -> dict[str, Any]:
    scopes = list(request.get("Scopes") or ())
    if len({scope["ScopeName"] for scope in scopes}) < len(scopes):
        raise invalid_parameter("A resource server has each of its scopes once.")
    return {
        "UserPoolId": pool.id,
        "Identifier": request["Identifier"],
        "Name": request["Name"],
        "Scopes": scopes,
    }


def _found(cognito: Cognito, pool: UserPool, identifier: str) -> dict[str, Any]:
    server = cognito.store.pools.document(pool.id, RESOURCE_SERVER, identifier)
    if server is None:
        raise not_found(f"{identifier} does not exist in user pool {pool.id}.")
    return server
