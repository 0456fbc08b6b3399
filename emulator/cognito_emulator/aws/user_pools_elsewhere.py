"""User pools as other services see them: CloudFormation makes them, the tagging API lists their tags, and
identity pools take their tokens.

MiniStack's other services read its own user pools, of which there are none: so the places where they do are
given ours. Importing a user pool into a stack (CloudFormation's resource import) finds none.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from cognito_emulator.aws.when_loaded import when_loaded
from cognito_emulator.cognito.context import Caller
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.service import UserPoolsService
from cognito_emulator.cognito.tokens.claims import ID

Properties = Mapping[str, Any]
Made = tuple[str, dict[str, str]]
# what a template calls otherwise than the API, or what the API takes in another call
_NOT_OF_POOLS = frozenset(
    {"UserPoolName", "EnabledMfas", "EmailAuthenticationMessage", "WebAuthnRelyingPartyID"}
)


def connect(service: UserPoolsService) -> None:
    """Give MiniStack's other services the user pools of this one. They look them up at every use."""
    pools = _PoolsOfOthers(service)
    when_loaded("cognito", pools.give_to_identity_pools)
    when_loaded("tagging", pools.give_to_tagging)
    when_loaded("cloudformation.provisioners", pools.give_to_cloudformation)


@dataclass(frozen=True)
class _PoolsOfOthers:
    service: UserPoolsService

    def give_to_identity_pools(self, cognito: Any) -> None:
        cognito._signature_valid = self.has_signed
        cognito._token_claims = self.named_as_on_aws(cognito._token_claims)

    def give_to_tagging(self, tagging: Any) -> None:
        tagging._COLLECTORS["cognito-idp"] = self.tags
        tagging._RESOURCE_TAG_COLLECTORS["cognito-idp"] = self.tags
        tagging._WRITERS["cognito-idp"] = self.tag
        tagging._REMOVERS["cognito-idp"] = self.untag

    def give_to_cloudformation(self, provisioners: Any) -> None:
        provisioners._RESOURCE_HANDLERS.update(_handlers(self))

    def ask(self, operation: str, request: Properties) -> dict[str, Any]:
        """An operation as the account and in the Region of the request that MiniStack is at."""
        from ministack.core.responses import get_account_id, get_region  # noqa: PLC0415

        caller = Caller(get_account_id(), get_region())
        try:
            return _at_once(self.service.call(operation, request, caller))
        except AwsError as error:
            raise ValueError(f"{operation} failed: {error}") from error

    def has_signed(self, token: str) -> bool:
        """Whether this is an ID token of one of the pools."""
        cognito = self.service.cognito
        try:
            issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
            pool = cognito.store.pools.find(str(issuer).rpartition("/")[2])
            if pool is None:
                return False
            key = cognito.keys.of(pool.id, ID).key.public_key()
            jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=cognito.issuer(pool),
                options={"verify_aud": False, "verify_exp": False},
            )
        except jwt.PyJWTError:
            return False
        return True

    def named_as_on_aws(self, claims_of: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
        """The claims of a token, their issuer the pool's name on AWS: identity pools know it by that."""

        def claims_on_aws(token: Any) -> dict[str, Any]:
            claims, cognito = claims_of(token), self.service.cognito
            pool = cognito.store.pools.find(str(claims.get("iss")).rpartition("/")[2])
            if pool is None or claims["iss"] != cognito.issuer(pool):
                return claims
            return {**claims, "iss": f"https://{pool.name_on_aws}"}

        return claims_on_aws

    def tags(self) -> Iterator[tuple[str, list[dict[str, str]]]]:
        from ministack.core.responses import get_account_id, get_region  # noqa: PLC0415

        for pool in self.service.cognito.store.pools.of_account(get_account_id(), get_region()):
            tags = pool.settings.get("UserPoolTags") or {}
            yield pool.arn, [{"Key": key, "Value": value} for key, value in tags.items()]

    def tag(self, _: Any, arn: str, tags: dict[str, str]) -> None:
        self._of_arn("TagResource", arn, {"Tags": tags})

    def untag(self, _: Any, arn: str, keys: list[str]) -> None:
        self._of_arn("UntagResource", arn, {"TagKeys": list(keys)})

    def _of_arn(self, operation: str, arn: str, request: dict[str, Any]) -> None:
        from ministack.services import tagging  # noqa: PLC0415

        try:
            self.ask(operation, {"ResourceArn": arn, **request})
        except ValueError as error:
            raise tagging._ResourceNotFound(arn) from error

    # CloudFormation's resource types: what a template says becomes calls of the API

    def make_pool(self, logical_id: str, properties: Properties, stack: str) -> Made:
        request = {**_of_pool(properties), "PoolName": _name(properties, "UserPoolName", stack, logical_id)}
        pool_id = self.ask("CreateUserPool", request)["UserPool"]["Id"]
        self._set_factors(pool_id, properties)
        return pool_id, self._pool_attributes(pool_id)

    def change_pool(self, pool_id: str, _: Properties, new: Properties, stack: str, **named: Any) -> Made:
        known = {attribute["Name"] for attribute in self._pool(pool_id)["SchemaAttributes"]}
        request = {key: value for key, value in _of_pool(new).items() if key not in _FIXED}
        request["PoolName"] = _name(new, "UserPoolName", stack, named.get("logical_id") or pool_id)
        self.ask("UpdateUserPool", {"UserPoolId": pool_id, **request})
        added = [one for one in new.get("Schema") or () if not {one["Name"], f"custom:{one['Name']}"} & known]
        if added:
            self.ask("AddCustomAttributes", {"UserPoolId": pool_id, "CustomAttributes": added})
        self._set_factors(pool_id, new)
        return pool_id, self._pool_attributes(pool_id)

    def remove_pool(self, pool_id: str, _: Properties) -> None:
        self.ask("DeleteUserPool", {"UserPoolId": pool_id})

    def make_client(self, _: str, properties: Properties, __: str) -> Made:
        made = self.ask("CreateUserPoolClient", {"ClientName": "client", **_plain(properties)})
        return self._client_made(made["UserPoolClient"])

    def change_client(self, client_id: str, old: Properties, new: Properties, stack: str, **_: Any) -> Made:
        if any(old.get(name) != new.get(name) for name in ("UserPoolId", "GenerateSecret")):
            made = self.make_client(client_id, new, stack)
            self.remove_client(client_id, old)
            return made
        request = {name: value for name, value in _plain(new).items() if name != "GenerateSecret"}
        changed = self.ask("UpdateUserPoolClient", {"ClientId": client_id, **request})
        return self._client_made(changed["UserPoolClient"])

    def remove_client(self, client_id: str, properties: Properties) -> None:
        self.ask("DeleteUserPoolClient", {"UserPoolId": properties["UserPoolId"], "ClientId": client_id})

    def make_group(self, logical_id: str, properties: Properties, stack: str) -> Made:
        name = _name(properties, "GroupName", stack, logical_id)
        self.ask("CreateGroup", {**_plain(properties), "GroupName": name})
        return name, {}

    def change_group(self, name: str, _: Properties, new: Properties, __: str, **___: Any) -> Made:
        self.ask("UpdateGroup", {**_plain(new), "GroupName": name})
        return name, {}

    def remove_group(self, name: str, properties: Properties) -> None:
        self.ask("DeleteGroup", {"UserPoolId": properties["UserPoolId"], "GroupName": name})

    def make_server(self, _: str, properties: Properties, __: str) -> Made:
        self.ask("CreateResourceServer", _plain(properties))
        return str(properties["Identifier"]), {}

    def change_server(self, identifier: str, _: Properties, new: Properties, __: str, **___: Any) -> Made:
        self.ask("UpdateResourceServer", _plain(new))
        return identifier, {}

    def remove_server(self, identifier: str, properties: Properties) -> None:
        request = {"UserPoolId": properties["UserPoolId"], "Identifier": identifier}
        self.ask("DeleteResourceServer", request)

    def make_domain(self, _: str, properties: Properties, __: str) -> Made:
        self.ask("CreateUserPoolDomain", _plain(properties))
        return str(properties["Domain"]), self._domain_attributes(str(properties["Domain"]))

    def change_domain(self, domain: str, _: Properties, new: Properties, __: str, **___: Any) -> Made:
        self.ask("UpdateUserPoolDomain", _plain(new))
        return domain, self._domain_attributes(domain)

    def remove_domain(self, domain: str, properties: Properties) -> None:
        self.ask("DeleteUserPoolDomain", {"UserPoolId": properties["UserPoolId"], "Domain": domain})

    def _set_factors(self, pool_id: str, properties: Properties) -> None:
        if properties.get("EnabledMfas"):
            by_app = {"Enabled": "SOFTWARE_TOKEN_MFA" in properties["EnabledMfas"]}
            request = {"UserPoolId": pool_id, "SoftwareTokenMfaConfiguration": by_app}
            mode = properties.get("MfaConfiguration") or "OFF"
            self.ask("SetUserPoolMfaConfig", {**request, "MfaConfiguration": mode})

    def _pool(self, pool_id: str) -> dict[str, Any]:
        pool: dict[str, Any] = self.ask("DescribeUserPool", {"UserPoolId": pool_id})["UserPool"]
        return pool

    def _pool_attributes(self, pool_id: str) -> dict[str, str]:
        pool = self.service.cognito.store.pools.find(pool_id)
        if pool is None:
            raise ValueError(f"User pool {pool_id} does not exist.")
        provider = pool.name_on_aws
        return {
            "Arn": pool.arn,
            "ProviderName": provider,
            "ProviderURL": self.service.cognito.issuer(pool),
            "UserPoolId": pool.id,
        }

    def _client_made(self, client: dict[str, Any]) -> Made:
        attributes = {"ClientSecret": client.get("ClientSecret", ""), "Name": client["ClientName"]}
        return client["ClientId"], {"ClientId": client["ClientId"], **attributes}

    def _domain_attributes(self, domain: str) -> dict[str, str]:
        described = self.ask("DescribeUserPoolDomain", {"Domain": domain})["DomainDescription"]
        return {"CloudFrontDistribution": described.get("CloudFrontDistribution", "")}


_FIXED = frozenset({"Schema", "AliasAttributes", "UsernameAttributes", "UsernameConfiguration"})


def _handlers(pools: _PoolsOfOthers) -> dict[str, dict[str, Any]]:
    changes: dict[str, tuple[Callable[..., Made], Callable[..., Made], Callable[..., None]]] = {
        "AWS::Cognito::UserPool": (pools.make_pool, pools.change_pool, pools.remove_pool),
        "AWS::Cognito::UserPoolClient": (pools.make_client, pools.change_client, pools.remove_client),
        "AWS::Cognito::UserPoolGroup": (pools.make_group, pools.change_group, pools.remove_group),
        "AWS::Cognito::UserPoolResourceServer": (
            *(pools.make_server, pools.change_server, pools.remove_server),
        ),
        "AWS::Cognito::UserPoolDomain": (pools.make_domain, pools.change_domain, pools.remove_domain),
    }
    return {
        kind: {"create": make, "update": change, "update_with_logical_id": True, "delete": remove}
        for kind, (make, change, remove) in changes.items()
    }


def _of_pool(properties: Properties) -> dict[str, Any]:
    """Without the second factors that `_set_factors` sets: CreateUserPool knows text messages alone."""
    factors = {"MfaConfiguration"} if properties.get("EnabledMfas") else set()
    left_out = _NOT_OF_POOLS | factors
    return {name: value for name, value in _plain(properties).items() if name not in left_out}


def _plain(properties: Properties) -> dict[str, Any]:
    """A template's numbers and booleans, which may be text, as the API has them."""
    return {name: _value(value) for name, value in properties.items()}


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _value(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_value(item) for item in value]
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _name(properties: Properties, member: str, stack: str, logical_id: str) -> str:
    from ministack.services.cloudformation.provisioners import _physical_name  # noqa: PLC0415

    return str(properties.get(member) or _physical_name(stack, logical_id, max_len=128))


def _at_once(call: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    """The answer of an operation that waits for nothing: none that a template needs runs a function."""
    try:
        call.send(None)
    except StopIteration as answered:
        answer: dict[str, Any] = answered.value
        return answer
    call.close()
    raise RuntimeError("The operation has to wait.")
