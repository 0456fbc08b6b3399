"""Operations of the user pools API, asked by the console: as anybody asks them, past signature and IAM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.protocol import checked_parameters
from cognito_emulator.cognito.service import UserPoolsService
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.console.pool_choice import owner_of


@dataclass(frozen=True)
class PoolOperations:
    service: UserPoolsService

    async def ask(self, pool: UserPool, operation: str, **request: Any) -> dict[str, Any]:
        """An operation on this pool, as its account. Raises AwsError, with AWS's words."""
        parameters = checked_parameters(operation, {"UserPoolId": pool.id, **request})
        return await self.service.call(operation, parameters, owner_of(pool))
