"""What a pool's tokens say: the claims that AWS documents, and no attribute that the client may not read.

Sources: "Understanding the identity (ID) token" and "Understanding the access token" in the Cognito
developer guide; GroupType in its API reference (precedence and the preferred role).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.ministack.pool_description import ClientDescription, PoolDescription
from cognito_emulator.cognito.rules.attribute_permissions import readable

_EVENTS = uuid.UUID("8a3c1d5e-5f0b-4f0e-9d43-7c1b6e2a9f10")
ID, ACCESS = "id", "access"  # what a token is for: its claim token_use
_NO_PRECEDENCE = float("inf")


@dataclass(frozen=True)
class GroupClaims:
    """A user's groups as tokens name them, with the roles that they bring."""

    names: list[str]
    roles: list[str]
    preferred_role: str | None

    @classmethod
    def of(cls, groups: Iterable[Mapping[str, Any]]) -> GroupClaims:
        """`groups` are GroupType, from AdminListGroupsForUser."""
        ordered = sorted(groups, key=_precedence)
        with_role = [group for group in ordered if group.get("RoleArn")]
        best = {group["RoleArn"] for group in with_role if _precedence(group) == _precedence(with_role[0])}
        return cls(
            names=[group["GroupName"] for group in ordered],
            roles=list(dict.fromkeys(group["RoleArn"] for group in with_role)),
            preferred_role=best.pop() if len(best) == 1 else None,
        )


def claims_by_aws(
    claims: Mapping[str, Any],
    description: PoolDescription,
    client: ClientDescription,
    signed_in_at: int | None,
) -> dict[str, Any]:
    """A token's claims without unreadable attributes, and with the two that the engine leaves out or changes.

    `signed_in_at` is the time of the sign-in (seconds since the epoch), where it is known.
    """
    attributes = {name: value for name, value in claims.items() if name in description.schema and value != ""}
    shown = readable(description.schema, client, attributes)
    others = {name: value for name, value in claims.items() if name not in description.schema}
    said = {**others, **shown}
    if signed_in_at is not None:
        late = max(signed_in_at - int(claims["iat"]), 0)  # nothing is issued before its sign-in
        said.update(auth_time=signed_in_at, iat=claims["iat"] + late, exp=claims["exp"] + late)
    # One event for all tokens of a sign-in, which origin_jti identifies.
    said["event_id"] = str(uuid.uuid5(_EVENTS, str(claims.get("origin_jti"))))
    return said


def with_groups(claims: Mapping[str, Any], groups: GroupClaims) -> dict[str, Any]:
    """A token's claims with these groups; an ID token names their roles too."""
    said = {name: value for name, value in claims.items() if not name.startswith(_GROUP_CLAIMS)}
    if groups.names:
        said["cognito:groups"] = groups.names
    if claims["token_use"] == ID:
        if groups.roles:
            said["cognito:roles"] = groups.roles
        if groups.preferred_role:
            said["cognito:preferred_role"] = groups.preferred_role
    return said


_GROUP_CLAIMS = ("cognito:groups", "cognito:roles", "cognito:preferred_role")


def _precedence(group: Mapping[str, Any]) -> float:
    precedence = group.get("Precedence")
    return _NO_PRECEDENCE if precedence is None else float(precedence)
