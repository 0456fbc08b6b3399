"""Where somebody signs in, who it is, and how far they have come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError, not_authorized, user_not_found
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
WRONG = "Incorrect username or password."


@dataclass(frozen=True)
class Entrance:
    """Where somebody signs in, through which client, with what data for functions.

    `validation_data` is what a sign-in begins with, `metadata` what comes with an answer to a challenge:
    functions get the one or the other. `device_key` is the device that the sign-in says it comes from, and
    `address` where its request came from.
    `finish` is what the end of the sign-in gives, where that is something else than the API's tokens.
    """

    pool: UserPool
    client: AppClient
    validation_data: Mapping[str, str] | None = field(default=None, repr=False)
    metadata: Mapping[str, str] | None = field(default=None, repr=False)
    device_key: str = ""
    address: str = field(default="", repr=False)
    finish: Finish | None = field(default=None, repr=False)

    def step(self, user: User) -> SignInStep:
        return SignInStep(self, user)


@dataclass(frozen=True)
class SignInStep:
    """An entrance, and who is signing in there."""

    at: Entrance
    user: User

    @property
    def pool(self) -> UserPool:
        return self.at.pool

    @property
    def client(self) -> AppClient:
        return self.at.client

    def of(self, user: User) -> SignInStep:
        """The same step of the user as they are now."""
        return replace(self, user=user)


@dataclass(frozen=True)
class Passed:
    """Who has answered a challenge rightly, and what was kept with the challenge."""

    step: SignInStep
    state: Mapping[str, Any] = field(default_factory=dict, repr=False)


Finish = Callable[[Cognito, SignInStep, str], Awaitable[Answer]]


def unknown_user(client: AppClient) -> AwsError:
    return not_authorized(WRONG) if client.hides_who_exists else user_not_found()
