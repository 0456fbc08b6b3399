"""What a user pool and its app clients say of themselves, read by the API, kept until they change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from starlette.types import ASGIApp, Receive, Scope, Send

from cognito_emulator.aws.api import AwsApi
from cognito_emulator.cognito.ministack.user_pools import UserPool, UserPools
from cognito_emulator.cognito.request import CognitoRequest, operation_of

_CHANGES_A_DESCRIPTION = frozenset(
    {
        "AddCustomAttributes",
        "DeleteUserPool",
        "DeleteUserPoolClient",
        "SetUserPoolMfaConfig",
        "UpdateUserPool",
        "UpdateUserPoolClient",
    }
)
# CloudFormation changes pools without a call to Cognito, and a reset takes them all away.
_CHANGES_WITHOUT_COGNITO = re.compile(r"/cloudformation/aws4_request")
_RESET_PATH = "/_ministack/reset"
_Described = TypeVar("_Described")


@dataclass(frozen=True)
class PoolDescription:
    """A user pool as DescribeUserPool shows it; `settings` is the `UserPool` of its answer."""

    pool: UserPool
    settings: Mapping[str, Any]

    @property
    def id(self) -> str:
        return self.pool.id

    @property
    def arn(self) -> str:
        return str(self.settings["Arn"])

    @cached_property
    def schema(self) -> dict[str, dict[str, Any]]:
        """SchemaAttributeType by the attribute's name."""
        return {attribute["Name"]: attribute for attribute in self.settings["SchemaAttributes"]}

    @cached_property
    def username_attributes(self) -> frozenset[str]:
        return frozenset(self.settings.get("UsernameAttributes") or ())

    @cached_property
    def alias_attributes(self) -> frozenset[str]:
        return frozenset(self.settings.get("AliasAttributes") or ())

    @cached_property
    def auto_verified(self) -> frozenset[str]:
        return frozenset(self.settings.get("AutoVerifiedAttributes") or ())

    @property
    def functions(self) -> Mapping[str, Any]:
        return self.settings.get("LambdaConfig") or {}

    @cached_property
    def is_case_sensitive(self) -> bool:
        """True where the pool says nothing: UsernameConfigurationType in Cognito's API reference."""
        return bool((self.settings.get("UsernameConfiguration") or {}).get("CaseSensitive", True))

    def folded(self, name: str) -> str:
        """The form in which two names of the same user are equal."""
        return name if self.is_case_sensitive else name.lower()


@dataclass(frozen=True)
class ClientDescription:
    """An app client; `settings` is the `UserPoolClient` of DescribeUserPoolClient's answer."""

    settings: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.settings["ClientId"])

    @property
    def secret(self) -> str | None:
        return self.settings.get("ClientSecret")

    @property
    def hides_who_exists(self) -> bool:
        return self.settings.get("PreventUserExistenceErrors") == "ENABLED"


@dataclass
class PoolDescriptions:
    """Reads descriptions through `aws`; as a middleware, forgets those that a passing request changes."""

    app: ASGIApp
    aws: AwsApi
    pools: UserPools
    _known: dict[tuple[str, ...], PoolDescription | ClientDescription] = field(default_factory=dict)
    _changes: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            if _may_change_a_description(scope):
                self._known.clear()
                self._changes += 1

    async def of(self, request: CognitoRequest) -> PoolDescription:
        """The pool that a request names by `UserPoolId` or `ClientId`; AwsError for none."""
        return await self.of_pool(await self.pools.of(request))

    async def of_client(self, client_id: str) -> PoolDescription:
        """The pool of an app client, of the default account; AwsError for none."""
        return await self.of_pool(await self.pools.of_client(client_id))

    async def of_pool(self, pool: UserPool) -> PoolDescription:
        known = self._known.get((pool.id,))
        if isinstance(known, PoolDescription):
            return known
        changes = self._changes
        parameters = {"UserPoolId": pool.id}
        answer = await self.aws.cognito(
            "DescribeUserPool", parameters, region=pool.region, account=pool.account
        )
        return self._keep((pool.id,), PoolDescription(pool, answer["UserPool"]), changes)

    async def client(self, pool: UserPool, client_id: str) -> ClientDescription:
        """An app client of a pool; AwsError (ResourceNotFoundException) for none."""
        known = self._known.get((pool.id, client_id))
        if isinstance(known, ClientDescription):
            return known
        changes = self._changes
        parameters = {"UserPoolId": pool.id, "ClientId": client_id}
        answer = await self.aws.cognito(
            "DescribeUserPoolClient", parameters, region=pool.region, account=pool.account
        )
        return self._keep((pool.id, client_id), ClientDescription(answer["UserPoolClient"]), changes)

    def _keep(self, key: tuple[str, ...], described: _Described, changes: int) -> _Described:
        """Keep a description, unless something changed while it was read."""
        if changes == self._changes and isinstance(described, PoolDescription | ClientDescription):
            self._known[key] = described
        return described


def _may_change_a_description(scope: Scope) -> bool:
    operation = operation_of(scope)
    if operation is not None:
        return operation in _CHANGES_A_DESCRIPTION
    if scope["type"] != "http":
        return False
    authorization = next((v for n, v in scope["headers"] if n.lower() == b"authorization"), b"")
    return scope["path"] == _RESET_PATH or bool(
        _CHANGES_WITHOUT_COGNITO.search(authorization.decode("latin-1"))
    )
