"""The domain of a pool's pages. Source: the operations' pages in Cognito's API reference."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import invalid_parameter, not_found
from cognito_emulator.cognito.store.pools import DOMAIN
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
_RESERVED = ("aws", "amazon", "cognito")
_CLASSIC = 1


async def create_user_pool_domain(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, name = cognito.pool(caller, request["UserPoolId"]), request["Domain"]
    is_custom = bool(request.get("CustomDomainConfig"))
    if not is_custom and "." in name:
        raise invalid_parameter(f"The prefix {name} has a dot: only a domain of your own has.")
    if not is_custom and any(word in name for word in _RESERVED):
        raise invalid_parameter(f"The domain name contains a reserved word: {', '.join(_RESERVED)}.")
    with cognito.store.database.transaction():
        if _is_taken(cognito, pool, name, is_custom=is_custom):
            raise invalid_parameter("Domain already associated with another user pool.")
        for other in cognito.store.pools.documents(pool.id, DOMAIN):
            if bool(other.get("CustomDomainConfig")) == is_custom:
                raise invalid_parameter("The user pool already has a domain of this kind.")
        document = {"Domain": name, "ManagedLoginVersion": request.get("ManagedLoginVersion") or _CLASSIC}
        if is_custom:
            document["CustomDomainConfig"] = request["CustomDomainConfig"]
        cognito.store.pools.put_document(pool.id, DOMAIN, name, document)
    return _answer(document)


async def describe_user_pool_domain(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    """Empty for a domain that is nobody's."""
    for pool_id, document in cognito.store.pools.with_document(DOMAIN, request["Domain"]):
        pool = cognito.store.pools.find(pool_id)
        if pool and (pool.account, pool.region) == (caller.account, caller.region):
            return {"DomainDescription": _described(pool, document)}
    return {"DomainDescription": {}}


async def update_user_pool_domain(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, name = cognito.pool(caller, request["UserPoolId"]), request["Domain"]
    with cognito.store.database.transaction():
        document = {**_document(cognito, pool, name)}
        for member in ("ManagedLoginVersion", "CustomDomainConfig"):
            if request.get(member):
                document[member] = request[member]
        cognito.store.pools.put_document(pool.id, DOMAIN, name, document)
    return _answer(document)


async def delete_user_pool_domain(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, name = cognito.pool(caller, request["UserPoolId"]), request["Domain"]
    with cognito.store.database.transaction():
        _document(cognito, pool, name)
        cognito.store.pools.remove_document(pool.id, DOMAIN, name)
    return {}


def _is_taken(cognito: Cognito, pool: UserPool, name: str, *, is_custom: bool) -> bool:
    """Whether somebody has this name: a prefix is one's in its Region, a domain of one's own everywhere."""
    for other_id, document in cognito.store.pools.with_document(DOMAIN, name):
        other = cognito.store.pools.find(other_id)
        if is_custom or document.get("CustomDomainConfig") or (other and other.region == pool.region):
            return True
    return False


def _document(cognito: Cognito, pool: UserPool, name: str) -> dict[str, Any]:
    document = cognito.store.pools.document(pool.id, DOMAIN, name)
    if document is None:
        raise not_found(f"No such domain or user pool exists: {name}.")
    return document


def _answer(document: Mapping[str, Any]) -> Answer:
    answer: Answer = {"ManagedLoginVersion": document["ManagedLoginVersion"]}
    if document.get("CustomDomainConfig"):
        answer["CloudFrontDomain"] = _cloud_front(document)
    return answer


def _described(pool: UserPool, document: Mapping[str, Any]) -> dict[str, Any]:
    custom = {"CustomDomainConfig": config} if (config := document.get("CustomDomainConfig")) else {}
    return {
        "UserPoolId": pool.id,
        "AWSAccountId": pool.account,
        "Domain": document["Domain"],
        "S3Bucket": f"aws-cognito-prod-{pool.region}-assets",
        "CloudFrontDistribution": _cloud_front(document),
        "Version": f"{int(pool.created):014}",
        "Status": "ACTIVE",
        **custom,
        "ManagedLoginVersion": document["ManagedLoginVersion"],
    }


def _cloud_front(document: Mapping[str, Any]) -> str:
    """The same host name for the same domain in every run."""
    digest = sha256(document["Domain"].encode()).hexdigest()
    return f"d{digest[:13]}.cloudfront.net"
