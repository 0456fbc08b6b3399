"""Passkeys: who may register one, and whom one signs in from then on.

Sources: "Passwordless sign-in with WebAuthn passkeys" in the Cognito developer guide;
WebAuthnConfigurationType and WebAuthnCredentialDescription in its API reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.authentication.challenges import WEB_AUTHN
from cognito_emulator.cognito.authentication.second_factors import PASSKEYS, active_factors
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.rules.factor_settings import MULTI_FACTOR, allowed_factors, first_factors
from cognito_emulator.cognito.store.passkeys import Passkey
from cognito_emulator.cognito.store.pools import DOMAIN, MFA
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

MOST = 20
# what is kept of one
NAME, RELYING_PARTY = "name", "relying party"
ATTACHMENT, TRANSPORTS = "attachment", "transports"


def described(passkey: Passkey) -> dict[str, Any]:
    """WebAuthnCredentialDescription."""
    attachment = passkey.content.get(ATTACHMENT)
    return {
        "CredentialId": passkey.credential_id,
        "FriendlyCredentialName": passkey.content[NAME],
        "RelyingPartyId": passkey.content[RELYING_PARTY],
        **({"AuthenticatorAttachment": attachment} if attachment else {}),
        "AuthenticatorTransports": passkey.content[TRANSPORTS],
        "CreatedAt": passkey.created,
    }


def check_enabled(pool: UserPool) -> None:
    if WEB_AUTHN not in first_factors(pool.settings):
        raise AwsError("WebAuthnNotEnabledException", "Passkeys are not enabled for this user pool.")


def may_sign_in(cognito: Cognito, pool: UserPool, user: User) -> bool:
    """Whether one of the user's passkeys is enough: beside a second factor it has to be one itself."""
    party = relying_party(cognito, pool)
    if not any(each.content[RELYING_PARTY] == party for each in cognito.store.passkeys.of_user(user.id)):
        return False
    if pool.mfa == "OFF":
        return True
    config = cognito.store.pools.document(pool.id, MFA, "") or {}
    if pool.mfa != "ON" and not active_factors(user, allowed_factors(pool.settings, config)):
        return True
    return is_multi_factor(config) and bool(user.factors.get(PASSKEYS))


def may_have_a_first(cognito: Cognito, pool: UserPool, user: User) -> bool:
    """Whether a user without a passkey could have one."""
    is_enabled = WEB_AUTHN in first_factors(pool.settings) and relying_party(cognito, pool)
    return bool(is_enabled) and not cognito.store.passkeys.of_user(user.id)


def are_possible(cognito: Cognito, pool: UserPool) -> bool:
    """Whether somebody in this pool could sign in by a passkey."""
    config = cognito.store.pools.document(pool.id, MFA, "") or {}
    has_party = relying_party(cognito, pool) is not None
    return has_party and (pool.mfa != "ON" or is_multi_factor(config))


def is_multi_factor(config: Mapping[str, Any]) -> bool:
    """Whether a pool takes a passkey with user verification for both factors."""
    return bool((config.get("WebAuthnConfiguration") or {}).get("FactorConfiguration") == MULTI_FACTOR)


def relying_party(cognito: Cognito, pool: UserPool) -> str | None:
    """The domain that passkeys are for: as configured, or the pool's own, a custom one before a prefix."""
    config = (cognito.store.pools.document(pool.id, MFA, "") or {}).get("WebAuthnConfiguration") or {}
    if config.get("RelyingPartyId"):
        return str(config["RelyingPartyId"])
    domains = cognito.store.pools.documents(pool.id, DOMAIN)
    own = [str(each["Domain"]) for each in domains if each.get("CustomDomainConfig")]
    prefixed = [f"{each['Domain']}.auth.{pool.region}.amazoncognito.com" for each in domains]
    return next(iter([*own, *prefixed]), None)
