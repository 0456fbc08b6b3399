"""An identity provider of type OIDC as a pool describes it.

Sources: CreateIdentityProvider (ProviderDetails, AttributeMapping) in Cognito's API reference; "Using OIDC
identity providers with a user pool" in the developer guide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

OIDC = "OIDC"
OWN_DIRECTORY = "COGNITO"
_USERNAME = "username"  # mapped to sub always
_ENDPOINTS = {
    "authorize_url": "authorization_endpoint",
    "token_url": "token_endpoint",
    "attributes_url": "userinfo_endpoint",
    "jwks_uri": "jwks_uri",
}


@dataclass(frozen=True)
class Provider:
    """`mapping` has the claim by the attribute; `endpoints` those that are described, by their keys."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str
    asks_attributes_by: str
    mapping: Mapping[str, str]
    endpoints: Mapping[str, str]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Provider:
        details: Mapping[str, str] = document.get("ProviderDetails") or {}
        mapping: Mapping[str, str] = document.get("AttributeMapping") or {}
        return cls(
            name=document["ProviderName"],
            issuer=details.get("oidc_issuer", ""),
            client_id=details.get("client_id", ""),
            client_secret=details.get("client_secret", ""),
            scopes=details.get("authorize_scopes") or "openid",
            asks_attributes_by=details.get("attributes_request_method") or "GET",
            mapping={name: claim for name, claim in mapping.items() if name != _USERNAME},
            endpoints={key: details[key] for key in _ENDPOINTS if details.get(key)},
        )

    @property
    def discovery_url(self) -> str | None:
        """Where the endpoints are to be read; None where all are described."""
        if self.endpoints.keys() >= _ENDPOINTS.keys():
            return None
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    def with_discovered(self, document: Mapping[str, Any]) -> dict[str, str]:
        """All endpoints by their keys: what is described comes first."""
        found = {key: str(document[member]) for key, member in _ENDPOINTS.items() if document.get(member)}
        return {**found, **self.endpoints}


def named(documents: Iterable[Mapping[str, Any]], name: str) -> Mapping[str, Any] | None:
    """The provider of this name, or with this identifier."""
    for document in documents:
        if name == document["ProviderName"] or name in (document.get("IdpIdentifiers") or ()):
            return document
    return None
