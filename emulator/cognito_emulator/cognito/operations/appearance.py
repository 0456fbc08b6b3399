"""What is kept and shown for the owner of a pool and changes nothing here: looks, logs, risk settings.

Source: the operations' pages in Cognito's API reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import invalid_parameter
from cognito_emulator.cognito.rules.threat_protection import (
    check_is_protected,
    check_logs,
    check_risk_configuration,
)
from cognito_emulator.cognito.store.pools import DOMAIN

Answer = dict[str, Any]
_ALL_CLIENTS = "ALL"
_LOGS, _RISK, _LOOKS = "log delivery", "risk configuration", "user interface"


async def get_log_delivery_configuration(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    kept = cognito.store.pools.document(pool.id, _LOGS, "")
    return {"LogDeliveryConfiguration": kept or {"UserPoolId": pool.id, "LogConfigurations": []}}


async def set_log_delivery_configuration(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    check_logs(pool.settings, request["LogConfigurations"])
    kept = {"UserPoolId": pool.id, "LogConfigurations": request["LogConfigurations"]}
    with cognito.store.database.transaction():
        cognito.store.pools.put_document(pool.id, _LOGS, "", kept)
    return {"LogDeliveryConfiguration": kept}


async def describe_risk_configuration(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = request.get("ClientId") or ""
    kept = cognito.store.pools.document(pool.id, _RISK, client)
    return {"RiskConfiguration": kept or {"UserPoolId": pool.id}}


async def set_risk_configuration(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    check_is_protected(pool.settings)
    if request.get("ClientId"):
        cognito.client_of(pool, request["ClientId"])
    check_risk_configuration(request)
    kept = {**request, "LastModifiedDate": cognito.clock()}
    with cognito.store.database.transaction():
        cognito.store.pools.put_document(pool.id, _RISK, request.get("ClientId") or "", kept)
    return {"RiskConfiguration": kept}


async def get_ui_customization(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = request.get("ClientId") or _ALL_CLIENTS
    kept = cognito.store.pools.document(pool.id, _LOOKS, client)
    return {"UICustomization": kept or {"UserPoolId": pool.id, "ClientId": client}}


async def set_ui_customization(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client, now = request.get("ClientId") or _ALL_CLIENTS, cognito.clock()
    if not cognito.store.pools.documents(pool.id, DOMAIN):
        raise invalid_parameter("There has to be an existing domain associated with this user pool")
    if client != _ALL_CLIENTS:
        cognito.client_of(pool, client)
    before = cognito.store.pools.document(pool.id, _LOOKS, client) or {"CreationDate": now}
    kept = {"UserPoolId": pool.id, "ClientId": client, **before, "LastModifiedDate": now}
    if request.get("CSS"):
        kept.update(CSS=request["CSS"], CSSVersion=f"{int(now)}")
    with cognito.store.database.transaction():
        cognito.store.pools.put_document(pool.id, _LOOKS, client, kept)
    return {"UICustomization": kept}
