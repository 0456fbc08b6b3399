"""User pools: CreateUserPool … DeleteUserPool, their attributes, their tags and their second factors.

Sources: the operations' pages in Cognito's API reference; UpdateUserPool's: "If you don't specify a value for
an attribute, Amazon Cognito sets it to its default value".
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import invalid_parameter, not_found
from cognito_emulator.cognito.operations.pages import page_of, position_of, with_token
from cognito_emulator.cognito.rules.factor_settings import (
    check_mfa,
    check_off_is_off,
    has_factor_beside_sms,
)
from cognito_emulator.cognito.rules.pool_schema import with_custom_attributes
from cognito_emulator.cognito.rules.pool_settings import (
    FIXED_AT_CREATION,
    check_given,
    check_keys,
    check_pool,
    check_tags,
    new_pool_settings,
    with_defaults,
)
from cognito_emulator.cognito.store.pools import DOMAIN, MFA
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
_ID_CHARACTERS = string.ascii_letters + string.digits


async def create_user_pool(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    region, account = str(caller.region), str(caller.account)
    check_given(request)
    settings = new_pool_settings(request)
    check_pool(settings, region)
    check_mfa(settings, {})
    now = cognito.clock()
    pool_id = f"{region}_{''.join(secrets.choice(_ID_CHARACTERS) for _ in range(9))}"
    pool = UserPool(pool_id, account, region, settings, now, now)
    with cognito.store.database.transaction():
        cognito.store.pools.add(pool)
    return {"UserPool": _described(cognito, pool)}


async def describe_user_pool(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    return {"UserPool": _described(cognito, cognito.pool(caller, request["UserPoolId"]))}


async def update_user_pool(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    given = {name: value for name, value in request.items() if name != "UserPoolId"}
    name = given.pop("PoolName", pool.settings["Name"])
    check_given(given)
    kept = {key: pool.settings[key] for key in FIXED_AT_CREATION if key in pool.settings}
    # TagResource's: Terraform's AWS provider tags a pool, and then updates it without naming its tags
    tags = {"UserPoolTags": pool.settings.get("UserPoolTags")}
    settings = with_defaults({**tags, **given, **kept, "Name": name})
    config = cognito.store.pools.document(pool.id, MFA, "") or {}
    check_pool(settings, pool.region, has_other_factors=has_factor_beside_sms(config))
    check_mfa(settings, config)
    with cognito.store.database.transaction():
        cognito.store.pools.change(pool, settings, cognito.clock())
    return {}


async def delete_user_pool(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    if pool.settings.get("DeletionProtection") == "ACTIVE":
        raise invalid_parameter(
            "The user pool cannot be deleted because deletion protection is activated. "
            "Deletion protection must be inactivated first."
        )
    if cognito.store.pools.documents(pool.id, DOMAIN):
        raise invalid_parameter(
            "User pool cannot be deleted. It has a domain configured that should be deleted first."
        )
    with cognito.store.database.transaction():
        cognito.store.pools.remove(pool.id)
        cognito.store.clients.forget_pool()
    return {}


async def list_user_pools(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pools = cognito.store.pools.of_account(str(caller.account), str(caller.region))
    start = position_of(request.get("NextToken"), 0)
    page, token = page_of(pools, start, request["MaxResults"])
    return with_token({"UserPools": [_listed(pool) for pool in page]}, "NextToken", token)


async def add_custom_attributes(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    schema = with_custom_attributes(pool.schema, request["CustomAttributes"])
    settings = {**pool.settings, "SchemaAttributes": list(schema.values())}
    with cognito.store.database.transaction():
        cognito.store.pools.change(pool, settings, cognito.clock())
    return {}


async def get_user_pool_mfa_config(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    config = cognito.store.pools.document(pool.id, MFA, "") or {}
    return {**_texts_of_sign_ins(pool), **config, "MfaConfiguration": pool.mfa}


async def set_user_pool_mfa_config(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    check_off_is_off(request)
    before = cognito.store.pools.document(pool.id, MFA, "") or {}
    given = {name: value for name, value in request.items() if name not in ("UserPoolId", "MfaConfiguration")}
    config = {**before, **given}
    mode = request.get("MfaConfiguration") or pool.mfa
    settings = {**pool.settings, "MfaConfiguration": mode}
    if sms := (config.get("SmsMfaConfiguration") or {}):
        settings["SmsAuthenticationMessage"] = sms.get("SmsAuthenticationMessage")
        settings["SmsConfiguration"] = sms.get("SmsConfiguration") or pool.settings.get("SmsConfiguration")
    check_mfa(settings, config)
    with cognito.store.database.transaction():
        cognito.store.pools.put_document(pool.id, MFA, "", config)
        changed = {name: value for name, value in settings.items() if value is not None}
        cognito.store.pools.change(pool, changed, cognito.clock())
    return {**config, "MfaConfiguration": mode}


async def tag_resource(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = _pool_of_arn(cognito, request["ResourceArn"], caller)
    check_keys(request["Tags"])
    tags = {**(pool.settings.get("UserPoolTags") or {}), **request["Tags"]}
    check_tags(tags)
    _set_tags(cognito, pool, tags)
    return {}


async def untag_resource(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = _pool_of_arn(cognito, request["ResourceArn"], caller)
    tags = pool.settings.get("UserPoolTags") or {}
    _set_tags(cognito, pool, {key: tags[key] for key in tags if key not in request["TagKeys"]})
    return {}


async def list_tags_for_resource(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = _pool_of_arn(cognito, request["ResourceArn"], caller)
    return {"Tags": dict(pool.settings.get("UserPoolTags") or {})}


def _described(cognito: Cognito, pool: UserPool) -> dict[str, Any]:
    described: dict[str, Any] = {
        "Id": pool.id,
        **pool.settings,
        "Arn": pool.arn,
        "CreationDate": pool.created,
        "LastModifiedDate": pool.modified,
        "EstimatedNumberOfUsers": cognito.store.pools.count_users(pool.id),
    }
    for domain in cognito.store.pools.documents(pool.id, DOMAIN):
        described["CustomDomain" if domain.get("CustomDomainConfig") else "Domain"] = domain["Domain"]
    return described


def _texts_of_sign_ins(pool: UserPool) -> dict[str, Any]:
    """SmsMfaConfiguration of a pool whose own settings make text messages a second factor."""
    if pool.mfa == "OFF" or not pool.settings.get("SmsConfiguration"):
        return {}
    names = ("SmsAuthenticationMessage", "SmsConfiguration")
    said = {name: pool.settings[name] for name in names if pool.settings.get(name)}
    return {"SmsMfaConfiguration": said}


def _listed(pool: UserPool) -> dict[str, Any]:
    return {
        "Id": pool.id,
        "Name": pool.settings["Name"],
        "LambdaConfig": pool.functions,
        "LastModifiedDate": pool.modified,
        "CreationDate": pool.created,
    }


def _pool_of_arn(cognito: Cognito, arn: str, caller: Caller) -> UserPool:
    pool = cognito.store.pools.find(arn.rpartition("userpool/")[2])
    if pool is None or pool.arn != arn or (caller.account, caller.region) != (pool.account, pool.region):
        raise not_found(f"{arn} does not exist.")
    return pool


def _set_tags(cognito: Cognito, pool: UserPool, tags: dict[str, str]) -> None:
    with cognito.store.database.transaction():
        cognito.store.pools.change(pool, {**pool.settings, "UserPoolTags": tags}, cognito.clock())
