"""The domain of a pool's pages.

Sources: the operations' pages in Cognito's API reference; "Configuring a user pool domain" in the developer
guide. The words are AWS's, as CloudFormation's users report them.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import invalid_parameter, not_found
from cognito_emulator.cognito.rules.feature_plans import check_plan_has
from cognito_emulator.cognito.store.pools import DOMAIN
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
_RESERVED = ("aws", "amazon", "cognito")
_CLASSIC, MANAGED = 1, 2
_CERTIFICATES = "us-east-1"


async def create_user_pool_domain(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, name = cognito.pool(caller, request["UserPoolId"]), request["Domain"]
    is_custom = bool(request.get("CustomDomainConfig"))
    if is_custom:
        _check_custom(name, request["CustomDomainConfig"])
    else:
        _check_prefix(name)
    _check_version(pool, request.get("ManagedLoginVersion"))
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
    _check_version(pool, request.get("ManagedLoginVersion"))
    if request.get("CustomDomainConfig"):
        _check_custom(name, request["CustomDomainConfig"])
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


def _check_prefix(name: str) -> None:
    if "." in name:
        raise invalid_parameter(
            "The domain name contains an invalid character. Domain names can only contain lower-case "
            "letters, numbers, and hyphens."
        )
    if any(word in name for word in _RESERVED):
        raise invalid_parameter(f"The domain name contains a reserved word: {', '.join(_RESERVED)}.")


def _check_custom(name: str, config: Mapping[str, Any]) -> None:
    if "." not in name:
        raise invalid_parameter("Custom domain is not a valid subdomain")
    if (config["CertificateArn"].split(":") + [""] * 4)[2:4] != ["acm", _CERTIFICATES]:
        raise invalid_parameter(
            f"The specified SSL certificate doesn't exist, isn't in {_CERTIFICATES} region, isn't valid, or "
            "doesn't include a valid certificate chain."
        )


def _check_version(pool: UserPool, version: int | None) -> None:
    if version not in (None, _CLASSIC, MANAGED):
        raise invalid_parameter(f"{version} is no version of managed login: {_CLASSIC} or {MANAGED} is.")
    if version == MANAGED:
        check_plan_has(pool.settings, "Managed Login Version 2")


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
