"""IAM roles of the suite's own, for functions and groups."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from tests.conformance.endpoint import Endpoint


class Roles:
    """Makes roles and deletes them when the session ends."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._iam = endpoint.roles()
        self._made: list[str] = []

    def make(self, service: str, allowed: Mapping[str, str] | None = None) -> str:
        """The ARN of a role that `service` may assume, with one allowed action if there is one."""
        name = f"conformance-{secrets.token_hex(4)}"
        role = self._iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(_trust(service)))
        self._made.append(name)
        if allowed:
            statement = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **allowed}]}
            self._iam.put_role_policy(
                RoleName=name, PolicyName="allowed", PolicyDocument=json.dumps(statement)
            )
        return str(role["Role"]["Arn"])

    def make_for_group(self) -> str:
        """As `make`; an engine without IAM cannot know the role, so any ARN serves there."""
        try:
            return self.make("cognito-identity.amazonaws.com")
        except (ClientError, BotoCoreError):
            return f"arn:aws:iam::123456789012:role/conformance-{secrets.token_hex(4)}"

    def delete_all(self) -> None:
        for name in self._made:
            for policy in self._iam.list_role_policies(RoleName=name)["PolicyNames"]:
                self._iam.delete_role_policy(RoleName=name, PolicyName=policy)
            self._iam.delete_role(RoleName=name)


def _trust(service: str) -> dict[str, Any]:
    principal = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [principal]}
