"""An app client's settings: AWS's defaults, and what AWS refuses.

Sources: CreateUserPoolClient and UserPoolClientType in Cognito's API reference; "App client settings" in the
developer guide (callback URLs: https, but for loopback and an app's own scheme, and no fragment). The words
are AWS's, as CloudFormation's and Terraform's users report them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cognito_emulator.cognito.errors import AwsError, invalid_parameter
from cognito_emulator.cognito.rules.attribute_permissions import check_lists
from cognito_emulator.cognito.rules.attribute_schema import Schema
from cognito_emulator.cognito.rules.feature_plans import check_plan_has

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
_MACHINE_FLOW = "ALLOW_CLIENT_TOKEN_AUTH"
_HOUR_BY_DEFAULT = {"AccessTokenValidity": 3600, "IdTokenValidity": 3600}


@dataclass(frozen=True)
class ClientSurroundings:
    """What a client's settings may name: the pool's settings and schema, its providers and custom scopes.

    `doing` is "creating" or "updating".
    """

    pool: Mapping[str, Any]
    schema: Schema
    providers: Collection[str]
    scopes: Collection[str]
    has_secret: bool
    doing: str


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


def check_client(settings: Mapping[str, Any], around: ClientSurroundings) -> None:
    """Raise AwsError for settings that AWS refuses."""
    check_lists(around.schema, settings, around.doing)
    _check_lifetimes(settings)
    _check_flows(settings, around)
    for name in ("CallbackURLs", "LogoutURLs"):
        for url in settings.get(name) or ():
            _check_url(url)
    _check_default_redirect(settings)
    _check_grants(settings, around)
    for provider in settings.get("SupportedIdentityProviders") or ():
        if provider not in ("COGNITO", *around.providers):
            raise invalid_parameter(f"The provider {provider} does not exist for User Pool.")
    if settings.get("EnablePropagateAdditionalUserContextData") and not around.has_secret:
        raise invalid_parameter(
            "Client Secret is required to set EnablePropagateAdditionalUserContextData as true"
        )
    _check_analytics(settings.get("AnalyticsConfiguration") or {})


def _check_lifetimes(settings: Mapping[str, Any]) -> None:
    units = settings.get("TokenValidityUnits") or {}
    lives = dict(_HOUR_BY_DEFAULT)
    for setting, unit_key, default_unit, shortest, longest in _LIFETIMES:
        value = settings.get(setting)
        if not value:
            continue
        lives[setting] = value * _SECONDS[units.get(unit_key) or default_unit]
        if not shortest <= lives[setting] <= longest:
            raise invalid_parameter("Invalid range for token validity.")
    refresh = lives.pop("RefreshTokenValidity", longest)
    if any(life > refresh for life in lives.values()):
        raise invalid_parameter(
            "Access and Id Token expiration times must be less than or equal to refresh token "
            "expiration times."
        )


def _check_flows(settings: Mapping[str, Any], around: ClientSurroundings) -> None:
    flows = set(settings.get("ExplicitAuthFlows") or ())
    of_today = {flow for flow in flows if flow.startswith("ALLOW_")}
    if of_today and flows - of_today:
        raise invalid_parameter(
            "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names."
        )
    if "ALLOW_USER_AUTH" in flows:
        check_plan_has(around.pool, "Choice-Based Sign-In")
    if _MACHINE_FLOW in flows:
        if len(flows) > 1:
            raise invalid_parameter(f"{_MACHINE_FLOW} cannot be used with other authentication flows.")
        if not around.has_secret:
            raise invalid_parameter(f"Client Secret is required for {_MACHINE_FLOW}.")
    rotation = settings.get("RefreshTokenRotation") or {}
    if rotation.get("Feature") == "ENABLED" and "ALLOW_REFRESH_TOKEN_AUTH" in flows:
        raise invalid_parameter("ALLOW_REFRESH_TOKEN_AUTH cannot be used with refresh token rotation.")


def _check_default_redirect(settings: Mapping[str, Any]) -> None:
    default = settings.get("DefaultRedirectURI")
    if default and default not in (settings.get("CallbackURLs") or ()):
        raise invalid_parameter(f"The default redirect URI {default} is not in the callback URIs list.")


def _check_grants(settings: Mapping[str, Any], around: ClientSurroundings) -> None:
    flows, scopes = set(settings.get("AllowedOAuthFlows") or ()), settings.get("AllowedOAuthScopes") or ()
    _check_scopes(scopes, around.scopes)
    if "client_credentials" in flows:
        _check_machine(flows, scopes, around)
    if not settings.get("AllowedOAuthFlowsUserPoolClient"):
        return
    if not flows or not scopes:
        raise _invalid_flow(
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use "
            "OAuth flows."
        )
    if flows & {"code", "implicit"} and not settings.get("CallbackURLs"):
        raise _invalid_flow("CallbackUrls can not be empty when code flow or implicit flow is selected")


def _check_scopes(wanted: Iterable[str], of_pool: Collection[str]) -> None:
    for scope in wanted:
        if scope not in _OIDC_SCOPES and scope not in of_pool:
            raise AwsError("ScopeDoesNotExistException", f"Invalid scope requested: {scope}")


def _check_machine(flows: set[str], scopes: Iterable[str], around: ClientSurroundings) -> None:
    if len(flows) > 1:
        raise _invalid_flow(
            "client_credentials flow can not be selected along with code flow or implicit flow."
        )
    if not around.has_secret:
        raise _invalid_flow(
            "client_credentials flow can not be selected if client does not have a client secret."
        )
    for scope in scopes:
        if scope in _OIDC_SCOPES:
            raise _invalid_flow(f"{scope} is not supported with client_credentials flow")


def _check_analytics(analytics: Mapping[str, Any]) -> None:
    by_id = [name for name in ("ApplicationId", "RoleArn", "ExternalId") if analytics.get(name)]
    is_by_arn = bool(analytics.get("ApplicationArn")) and not by_id
    if analytics and not is_by_arn and (len(by_id) < 3 or analytics.get("ApplicationArn")):
        raise invalid_parameter(
            "Invalid analytics configuration given, either <application arn> or <application id, role arn, "
            "external id> are valid"
        )


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise invalid_parameter(f"{url} is not a valid redirect URI.") from error
    if "#" in url:
        raise invalid_parameter(f"{url} cannot use fragment")
    if not parts.scheme:
        raise invalid_parameter(f"{url} is not a valid redirect URI.")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise invalid_parameter(f"{url} cannot use the HTTP protocol.")


def _invalid_flow(message: str) -> AwsError:
    return AwsError("InvalidOAuthFlowException", message)
