"""What a pool's tokens say: the claims that AWS documents, and no attribute that the client may not read.

Sources: "Understanding the identity (ID) token" and "Understanding the access token" in the Cognito
developer guide; GroupType in its API reference (precedence and the preferred role).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.store.groups import Group
from cognito_emulator.cognito.user import VERIFIED_BY

ID, ACCESS = "id", "access"  # what a token is for: its claim token_use
_NO_PRECEDENCE = float("inf")
_BOOLEANS = frozenset(VERIFIED_BY.values())


@dataclass(frozen=True)
class GroupClaims:
    """A user's groups as tokens name them, with the roles that they bring."""

    names: list[str]
    roles: list[str]
    preferred_role: str | None

    @classmethod
    def of(cls, groups: Iterable[Group]) -> GroupClaims:
        ordered = sorted(groups, key=_precedence)
        with_role = [group for group in ordered if group.settings.get("RoleArn")]
        best = {
            group.settings["RoleArn"]
            for group in with_role
            if _precedence(group) == _precedence(with_role[0])
        }
        return cls(
            names=[group.name for group in ordered],
            roles=list(dict.fromkeys(group.settings["RoleArn"] for group in with_role)),
            preferred_role=best.pop() if len(best) == 1 else None,
        )


def attribute_claims(attributes: Mapping[str, str]) -> dict[str, Any]:
    """Attributes as an ID token says them: strings, but whether an address is verified, and where one lives.

    OpenID Connect's address is an object, of which the attribute is the member `formatted`.
    """
    return {name: _claim(name, value) for name, value in attributes.items()}


def _claim(name: str, value: str) -> Any:
    if name in _BOOLEANS:
        return value == "true"
    return {"formatted": value} if name == "address" else value


def with_groups(claims: Mapping[str, Any], groups: GroupClaims) -> dict[str, Any]:
    """A token's claims with these groups; an ID token names their roles too."""
    said = {name: value for name, value in claims.items() if name not in _GROUP_CLAIMS}
    if groups.names:
        said["cognito:groups"] = groups.names
    if claims["token_use"] == ID:
        if groups.roles:
            said["cognito:roles"] = groups.roles
        if groups.preferred_role:
            said["cognito:preferred_role"] = groups.preferred_role
    return said


_GROUP_CLAIMS = ("cognito:groups", "cognito:roles", "cognito:preferred_role")


def _precedence(group: Group) -> float:
    precedence = group.settings.get("Precedence")
    return _NO_PRECEDENCE if precedence is None else float(precedence)
