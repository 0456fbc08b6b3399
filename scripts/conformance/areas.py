"""The areas of Amazon Cognito user pools that rules look at, named as AWS's guide and API reference do."""

from __future__ import annotations

from collections.abc import Iterable

AREAS: dict[str, tuple[str, ...]] = {
    "User pools": ("user_pool_settings", "user_pool_domains", "resource_servers"),
    "App clients": ("app_client_settings", "permissions", "client_tokens"),
    "Users and their attributes": ("attributes", "verification", "administration", "user_import", "groups"),
    "Sign-up and confirmation": ("sign_up", "confirmation"),
    "Passwords and account recovery": ("passwords",),
    "Authentication": ("login", "srp", "choice_based_sign_in", "passkeys", "custom_challenges"),
    "Multi-factor authentication": ("mfa", "devices"),
    "User existence errors": ("user_existence",),
    "Tokens": ("tokens", "refresh_tokens", "revocation", "scopes"),
    "Managed login and the authorization server": (
        *("openid_configuration", "authorize_endpoint", "token_endpoint", "userinfo_endpoint"),
        *("revoke_endpoint", "logout_endpoint", "managed_login_branding", "terms"),
    ),
    "Third-party identity providers": (
        *("identity_providers", "identity_provider_redirects", "provider_links", "federation"),
    ),
    "Lambda triggers": ("triggers", "sign_up_triggers", "token_triggers", "custom_senders", "user_migration"),
    "Threat protection and logs": ("threat_protection",),
    "Quotas": ("limits",),
    "API requests": ("requests",),
}
"""Each with its groups of rules: the files of tests/conformance, without `test_`."""


def by_area(groups: Iterable[str]) -> dict[str, list[str]]:
    """These groups by their areas, in the order above; a group of none has one of its own, by its name."""
    left = list(dict.fromkeys(groups))
    found: dict[str, list[str]] = {}
    for area, members in AREAS.items():
        if here := [group for group in members if group in left]:
            found[area] = here
    placed = {group for members in found.values() for group in members}
    for group in left:
        if group not in placed:
            found[group.replace("_", " ").capitalize()] = [group]
    return found
