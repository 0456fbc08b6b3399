"""Which user pool a request is about, by AWS's APIs alone."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import botocore.session

from cognito_emulator.aws.api import AwsApi
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.request import CognitoRequest

DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True)
class UserPool:
    """A pool's id and where it lives; `account` is None for the default account."""

    id: str
    region: str
    account: str | None

    @classmethod
    def of_id(cls, pool_id: str, account: str | None = None) -> UserPool:
        """A pool's id begins with its Region: eu-west-1_AbCdEfGhI."""
        region, separator, _ = pool_id.partition("_")
        return cls(pool_id, region if separator else DEFAULT_REGION, account)


@dataclass
class UserPools:
    """Finds pools; a client's pool never changes, so it is looked for once."""

    aws: AwsApi
    _by_client: dict[tuple[str | None, str], UserPool] = field(default_factory=dict)

    async def of(self, request: CognitoRequest) -> UserPool:
        """The pool that `UserPoolId` or `ClientId` names; AwsError (ResourceNotFoundException) for none."""
        key = request.access_key
        account = await self.aws.account_of_key(key) if key else None
        pool_id = request.text("UserPoolId")
        if pool_id:
            return UserPool.of_id(pool_id, account)
        return await self._of_client(request.text("ClientId"), account, request.signed_region)

    async def of_client(self, client_id: str) -> UserPool:
        """The pool of an app client in the default account; AwsError (ResourceNotFoundException) for none."""
        return await self._of_client(client_id, None, None)

    async def _of_client(self, client_id: str, account: str | None, region: str | None) -> UserPool:
        known = self._by_client.get((account, client_id))
        if known:
            return known
        async for pool in self._every_pool(account, region or DEFAULT_REGION):
            if await self._has_client(pool, client_id):
                self._by_client[(account, client_id)] = pool
                return pool
        raise AwsError("ResourceNotFoundException", f"User pool client {client_id} does not exist.")

    async def _every_pool(self, account: str | None, first_region: str) -> AsyncIterator[UserPool]:
        others = (region for region in _regions() if region != first_region)
        for region in (first_region, *others):
            page: dict[str, str] = {}
            while True:
                found = await self.aws.cognito(
                    "ListUserPools", {"MaxResults": 60, **page}, region=region, account=account
                )
                for pool in found.get("UserPools", []):
                    yield UserPool(pool["Id"], region, account)
                if not found.get("NextToken"):
                    break
                page = {"NextToken": found["NextToken"]}

    async def _has_client(self, pool: UserPool, client_id: str) -> bool:
        try:
            await self.aws.cognito(
                "DescribeUserPoolClient",
                {"UserPoolId": pool.id, "ClientId": client_id},
                region=pool.region,
                account=pool.account,
            )
        except AwsError as error:
            if error.code == "ResourceNotFoundException":
                return False
            raise
        return True


@functools.cache
def _regions() -> tuple[str, ...]:
    return tuple(botocore.session.get_session().get_available_regions("cognito-idp"))
