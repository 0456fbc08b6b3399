"""An app client of a user pool. Source: UserPoolClientType in Cognito's API reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_UNITS = {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"}
_DEFAULTS = {"AccessToken": 1, "IdToken": 1, "RefreshToken": 30}
_SESSION_MINUTES = 3


@dataclass(frozen=True)
class AppClient:
    """`settings` is what DescribeUserPoolClient answers, without secrets; `secrets`, the newest first."""

    id: str
    pool_id: str
    settings: Mapping[str, Any]
    secrets: tuple[str, ...]
    created: float
    modified: float

    @property
    def name(self) -> str:
        return str(self.settings.get("ClientName") or self.id)

    @property
    def secret(self) -> str | None:
        return self.secrets[0] if self.secrets else None

    @property
    def hides_who_exists(self) -> bool:
        """PreventUserExistenceErrors, which is LEGACY where the client says nothing."""
        return self.settings.get("PreventUserExistenceErrors") == "ENABLED"

    @property
    def flows(self) -> frozenset[str]:
        return frozenset(self.settings.get("ExplicitAuthFlows") or ())

    @property
    def oauth_flows(self) -> frozenset[str]:
        """AllowedOAuthFlows; none where the client is not enabled for the authorization server."""
        is_enabled = self.settings.get("AllowedOAuthFlowsUserPoolClient") is True
        return frozenset(self.settings.get("AllowedOAuthFlows") or ()) if is_enabled else frozenset()

    @property
    def oauth_scopes(self) -> tuple[str, ...]:
        return tuple(self.settings.get("AllowedOAuthScopes") or ())

    @property
    def session_seconds(self) -> int:
        """How long a challenge may be answered."""
        return 60 * int(self.settings.get("AuthSessionValidity") or _SESSION_MINUTES)

    @property
    def rotation(self) -> Mapping[str, Any]:
        """RefreshTokenRotationType; empty where refresh tokens are not rotated."""
        rotation = self.settings.get("RefreshTokenRotation") or {}
        return rotation if rotation.get("Feature") == "ENABLED" else {}

    @property
    def names_sign_ins(self) -> bool:
        """Whether tokens have `origin_jti` and `jti`: what revocation and rotation need of them."""
        return self.settings.get("EnableTokenRevocation") is not False or bool(self.rotation)

    def seconds_valid(self, token: str) -> int:
        """How long an `AccessToken`, `IdToken` or `RefreshToken` of this client is good."""
        unit = (self.settings.get("TokenValidityUnits") or {}).get(token) or _UNITS[token]
        return int(self.settings.get(f"{token}Validity") or _DEFAULTS[token]) * _SECONDS[unit]
