"""An app client's settings: AWS's defaults, and what AWS refuses.

Sources: CreateUserPoolClient and UserPoolClientType in Cognito's API reference; "App client settings" in the
developer guide (callback URLs: https, but for loopback and an app's own scheme, and no fragment).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from cognito_emulator.cognito.errors import AwsError, invalid_parameter
from cognito_emulator.cognito.rules.attribute_permissions import check_lists
from cognito_emulator.cognito.rules.attribute_schema import Schema

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_DAY, _HOUR = 86400, 3600
# setting, its unit's key, the unit by default, shortest and longest life in seconds
_LIFETIMES = (
    ("AccessTokenValidity", "AccessToken", "hours", 300, _DAY),
    ("IdTokenValidity", "IdToken", "hours", 300, _DAY),
    ("RefreshTokenValidity", "RefreshToken", "days", _HOUR, 3650 * _DAY),
)
_OIDC_SCOPES = frozenset({"phone", "email", "openid", "profile", "aws.cognito.signin.user.admin"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_LEGACY_FLOWS = frozenset({"ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"})


def with_defaults(given: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as they are described: an empty list is left out, and what is missing is AWS's default."""
    defaults = {
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {},
        "EnableTokenRevocation": True,
        "EnablePropagateAdditionalUserContextData": False,
        "AllowedOAuthFlowsUserPoolClient": False,
        "AuthSessionValidity": 3,
    }
    said = {name: value for name, value in given.items() if value not in (None, [])}
    if said.get("RefreshTokenValidity") == 0:
        del said["RefreshTokenValidity"]
    return {**defaults, **said}


def check_client(
    schema: Schema,
    settings: Mapping[str, Any],
    providers: Collection[str],
    scopes: Collection[str],
    doing: str,
) -> None:
    """Raise AwsError for settings that AWS refuses. `providers` and `scopes` are those that the pool has.

    `doing` is "creating" or "updating".
    """
    check_lists(schema, settings, doing)
    _check_lifetimes(settings)
    _check_flows(settings)
    _check_oauth(settings, scopes)
    for provider in settings.get("SupportedIdentityProviders") or ():
        if provider not in ("COGNITO", *providers):
            raise invalid_parameter(f"The provider {provider} does not exist for User Pool.")


def _check_lifetimes(settings: Mapping[str, Any]) -> None:
    units = settings.get("TokenValidityUnits") or {}
    lives: dict[str, int] = {}
    for setting, unit_key, default_unit, shortest, longest in _LIFETIMES:
        value = settings.get(setting)
        if not value:
            continue
        lives[setting] = value * _SECONDS[units.get(unit_key) or default_unit]
        if not shortest <= lives[setting] <= longest:
            raise AwsError("InvalidParameterException", f"Invalid range for token validity: {setting}.")


def _check_flows(settings: Mapping[str, Any]) -> None:
    flows = set(settings.get("ExplicitAuthFlows") or ())
    if flows & _LEGACY_FLOWS and flows - _LEGACY_FLOWS:
        raise invalid_parameter("Legacy auth flows and those with the prefix ALLOW_ cannot be used together.")


def _check_oauth(settings: Mapping[str, Any], scopes: Collection[str]) -> None:
    for name in ("CallbackURLs", "LogoutURLs"):
        for url in settings.get(name) or ():
            _check_url(url)
    default = settings.get("DefaultRedirectURI")
    if default and default not in (settings.get("CallbackURLs") or ()):
        raise invalid_parameter("DefaultRedirectURI must be in the list of CallbackURLs.")
    flows = set(settings.get("AllowedOAuthFlows") or ())
    if "client_credentials" in flows and len(flows) > 1:
        raise AwsError(
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        )
    for scope in settings.get("AllowedOAuthScopes") or ():
        if scope not in _OIDC_SCOPES and scope not in scopes:
            raise AwsError("ScopeDoesNotExistException", f"Invalid scope requested: {scope}")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise invalid_parameter(f"{url} is not a valid redirect URI.") from error
    if parts.fragment or "#" in url or not parts.scheme:
        raise invalid_parameter(f"{url} is not a valid redirect URI.")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise invalid_parameter(f"cannot use the HTTP protocol for {url}: only loopback addresses may.")
