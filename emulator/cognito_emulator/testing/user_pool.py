"""A user pool with one app client, made for tests or found in the engine."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.cognito.rules.secret_hash import hash_of
from cognito_emulator.testing.engine import CognitoEngine

DEFAULT_POOL: Mapping[str, Any] = {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}
DEFAULT_CLIENT: Mapping[str, Any] = {
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
}


@dataclass(frozen=True)
class UserPool:
    """`client_secret` is empty where the app client has none; `outputs` are Terraform's, if it made it."""

    cognito: CognitoEngine
    id: str
    arn: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    outputs: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls, cognito: CognitoEngine, pool_id: str, client_id: str, outputs: Mapping[str, Any] | None = None
    ) -> UserPool:
        """A pool that is there already, and one of its app clients. botocore's ClientError for neither."""
        api = cognito.client("cognito-idp")
        pool = api.describe_user_pool(UserPoolId=pool_id)["UserPool"]
        client = api.describe_user_pool_client(UserPoolId=pool_id, ClientId=client_id)["UserPoolClient"]
        return cls(cognito, pool_id, pool["Arn"], client_id, client.get("ClientSecret", ""), outputs or {})

    @property
    def issuer(self) -> str:
        """The `iss` of its tokens, as its discovery document says."""
        document = self.cognito.ask("GET", f"/{self.id}/.well-known/openid-configuration").json()
        return str(document["issuer"])

    @property
    def jwks_url(self) -> str:
        """Where the keys of its tokens are."""
        return f"{self.cognito.endpoint_url}/{self.id}/.well-known/jwks.json"

    @property
    def environment(self) -> dict[str, str]:
        """The engine's variables, and `USER_POOL_ID` and `USER_POOL_CLIENT_ID`."""
        return {
            **self.cognito.environment,
            "USER_POOL_ID": self.id,
            "USER_POOL_CLIENT_ID": self.client_id,
        }

    def secret_hash(self, username: str) -> dict[str, str]:
        """`SecretHash` as SignUp and its like want it; empty for an app client without a secret."""
        if not self.client_secret:
            return {}
        return {"SecretHash": hash_of(self.client_secret, username, self.client_id)}

    def secret_hash_parameter(self, username: str) -> dict[str, str]:
        """`SECRET_HASH` as a sign-in's parameters want it; empty as above."""
        secret_hash = self.secret_hash(username)
        return {"SECRET_HASH": secret_hash["SecretHash"]} if secret_hash else {}

    def add_to_group(self, username: str, group: str) -> None:
        """Add somebody to a group, which is made where there is none of this name."""
        api = self.cognito.client("cognito-idp")
        with suppress(api.exceptions.GroupExistsException):
            api.create_group(UserPoolId=self.id, GroupName=group)
        api.admin_add_user_to_group(UserPoolId=self.id, Username=username, GroupName=group)

    def update(self, **settings: Any) -> None:
        """UpdateUserPool with all that it would otherwise set to its default.

        Source: UpdateUserPool in Cognito's API reference.
        """
        api = self.cognito.client("cognito-idp")
        pool = api.describe_user_pool(UserPoolId=self.id)["UserPool"]
        known = api.meta.service_model.operation_model("UpdateUserPool").input_shape.members
        kept = {name: value for name, value in pool.items() if name in known}
        # the older of two names of one number, of which UpdateUserPool takes either
        kept.get("AdminCreateUserConfig", {}).pop("UnusedAccountValidityDays", None)
        api.update_user_pool(**{**kept, **settings, "UserPoolId": self.id})

    def is_there(self) -> bool:
        """Whether the test has not deleted it."""
        return self.cognito.has_user_pool(self.id)

    def functions(self) -> dict[str, Any]:
        """Its LambdaConfig."""
        api = self.cognito.client("cognito-idp")
        return dict(api.describe_user_pool(UserPoolId=self.id)["UserPool"].get("LambdaConfig", {}))


@contextmanager
def new_user_pool(
    cognito: CognitoEngine,
    pool: Mapping[str, Any] | None = None,
    client: Mapping[str, Any] | None = None,
    groups: Sequence[str] = (),
) -> Iterator[UserPool]:
    """A pool of CreateUserPool's arguments and an app client of CreateUserPoolClient's, for the body.

    Names may be left out. Without `pool` people sign up by e-mail address and confirm it; without `client`
    it has no secret and allows passwords, SRP and refresh tokens.
    """
    api = cognito.client("cognito-idp")
    name = f"pool-{uuid.uuid4().hex}"
    made = api.create_user_pool(**{"PoolName": name, **(DEFAULT_POOL if pool is None else pool)})["UserPool"]
    try:
        settings = {"ClientName": "tests", **(DEFAULT_CLIENT if client is None else client)}
        app = api.create_user_pool_client(UserPoolId=made["Id"], **settings)["UserPoolClient"]
        for group in groups:
            api.create_group(UserPoolId=made["Id"], GroupName=group)
        yield UserPool(cognito, made["Id"], made["Arn"], app["ClientId"], app.get("ClientSecret", ""))
    finally:
        _delete(api, made["Id"])


def _delete(api: Any, pool_id: str) -> None:
    """Also a pool that is protected or has a domain; one that the test has deleted is gone already."""
    with suppress(api.exceptions.ResourceNotFoundException):
        pool = api.describe_user_pool(UserPoolId=pool_id)["UserPool"]
        for domain in filter(None, (pool.get("Domain"), pool.get("CustomDomain"))):
            api.delete_user_pool_domain(UserPoolId=pool_id, Domain=domain)
        if pool.get("DeletionProtection") == "ACTIVE":
            api.update_user_pool(UserPoolId=pool_id, DeletionProtection="INACTIVE")
        api.delete_user_pool(UserPoolId=pool_id)
