"""The looks of managed login, one style an app client. They are kept and described; the pages here have one
look.

Sources: the operations' pages in Cognito's API reference; "Quotas in Amazon Cognito" in the developer guide.
The
words are AWS's, as CloudFormation's users report them.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_found
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
STYLE = "managed login branding"
_MOST = 20
_CLIENT = "ClientId"  # whose style it is: no member of ManagedLoginBrandingType


async def create_managed_login_branding(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = cognito.client_of(pool, request["ClientId"])
    _check(request)
    now = cognito.clock()
    style = {
        "ManagedLoginBrandingId": str(uuid.uuid4()),
        "UserPoolId": pool.id,
        _CLIENT: client.id,
        **_given(request),
        "CreationDate": now,
        "LastModifiedDate": now,
    }
    with cognito.store.database.transaction():
        styles = cognito.store.pools.documents(pool.id, STYLE)
        if any(each[_CLIENT] == client.id for each in styles):
            raise AwsError("ManagedLoginBrandingExistsException", f"Client {client.id} has a style already.")
        if len(styles) >= _MOST:
            raise AwsError("LimitExceededException", f"A user pool has at most {_MOST} branding styles.")
        cognito.store.pools.put_document(pool.id, STYLE, style["ManagedLoginBrandingId"], style)
    return _described(style)


async def describe_managed_login_branding(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    return _described(_found(cognito, pool, request["ManagedLoginBrandingId"]))


async def describe_managed_login_branding_by_client(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = cognito.client_of(pool, request["ClientId"])
    for style in cognito.store.pools.documents(pool.id, STYLE):
        if style[_CLIENT] == client.id:
            return _described(style)
    raise not_found(f"Client {client.id} has no managed login branding.")


async def update_managed_login_branding(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    """What is left out stays as it was."""
    for name in ("UserPoolId", "ManagedLoginBrandingId"):
        if not request.get(name):
            raise invalid_parameter(f"{name} is required.")
    pool = cognito.pool(caller, request["UserPoolId"])
    _check(request, is_new=False)
    with cognito.store.database.transaction():
        before = _found(cognito, pool, request["ManagedLoginBrandingId"])
        kept = {name: value for name, value in before.items() if name != "Settings"}
        style = {
            **(kept if request.get("UseCognitoProvidedValues") else before),
            **_given(request),
            "LastModifiedDate": cognito.clock(),
        }
        cognito.store.pools.put_document(pool.id, STYLE, request["ManagedLoginBrandingId"], style)
    return _described(style)


async def delete_managed_login_branding(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        _found(cognito, pool, request["ManagedLoginBrandingId"])
        cognito.store.pools.remove_document(pool.id, STYLE, request["ManagedLoginBrandingId"])
    return {}


def _check(request: Mapping[str, Any], *, is_new: bool = True) -> None:
    is_default, has_settings = (
        bool(request.get("UseCognitoProvidedValues")),
        request.get("Settings") is not None,
    )
    if (is_default and has_settings) or (is_new and not is_default and not has_settings):
        raise invalid_parameter("useCognitoProvidedValues or settings should be specified (but not both)")


def _given(request: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: request[name] for name in ("Settings", "Assets") if request.get(name) is not None}
    return {"UseCognitoProvidedValues": bool(request.get("UseCognitoProvidedValues")), **given}


def _found(cognito: Cognito, pool: UserPool, style_id: str) -> dict[str, Any]:
    style = cognito.store.pools.document(pool.id, STYLE, style_id)
    if style is None:
        raise not_found(f"Managed login branding {style_id} does not exist.")
    return style


def _described(style: Mapping[str, Any]) -> Answer:
    return {"ManagedLoginBranding": {name: value for name, value in style.items() if name != _CLIENT}}
