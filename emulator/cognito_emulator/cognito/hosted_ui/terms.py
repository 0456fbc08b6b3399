"""The links to an app client's terms documents, as its sign-up page shows them.

Source: "Terms documents" (managed login) in the Cognito developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.hosted_ui.app_client import PageClient
from cognito_emulator.cognito.operations.domains import MANAGED
from cognito_emulator.cognito.operations.terms import terms_of_client
from cognito_emulator.cognito.store.pools import DOMAIN

_TERMS_OF_USE, _PRIVACY_POLICY = "terms-of-use", "privacy-policy"
_DEFAULT = "default"


@dataclass(frozen=True)
class TermsLinks:
    terms_of_use: str
    privacy_policy: str


def terms_links(client: PageClient, language: str) -> TermsLinks | None:
    """None without managed login, and unless there are links to both documents."""
    if not _has_managed_login(client):
        return None
    terms = terms_of_client(client.cognito, client.pool, client.client.id)
    terms_of_use = _link(terms.get(_TERMS_OF_USE), language)
    privacy_policy = _link(terms.get(_PRIVACY_POLICY), language)
    return TermsLinks(terms_of_use, privacy_policy) if terms_of_use and privacy_policy else None


def _has_managed_login(client: PageClient) -> bool:
    """Whether a domain of the pool has it: the classic hosted UI knows no terms documents."""
    domains = client.cognito.store.pools.documents(client.pool.id, DOMAIN)
    return any(domain["ManagedLoginVersion"] == MANAGED for domain in domains)


def _link(terms: Mapping[str, Any] | None, language: str) -> str | None:
    """The one in this language, else the default; None for what is not https: it may be a script."""
    links = terms["Links"] if terms else {}
    link = links.get(f"cognito:{language}") or links.get(f"cognito:{_DEFAULT}") or ""
    return str(link) if link.lower().startswith("https://") else None
