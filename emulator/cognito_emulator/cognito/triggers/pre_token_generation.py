"""The PreTokenGeneration trigger: a function that changes what tokens say.

Source: "Pre token generation Lambda trigger" in the Cognito developer guide: versions one to three of
the event, the claims that no function may touch, and what it may say of groups and scopes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.tokens.claims import ACCESS, ID, GroupClaims, with_groups
from cognito_emulator.cognito.triggers.event import trigger_event, user_attributes
from cognito_emulator.cognito.triggers.responses import (
    check_members,
    is_list_of_texts,
    is_map,
    is_map_of_texts,
    is_text,
    unrecognizable,
)
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

_GROUPS = {
    "groupsToOverride": is_list_of_texts,
    "iamRolesToOverride": is_list_of_texts,
    "preferredRole": is_text,
}
_TOKEN = {"claimsToAddOrOverride": is_map, "claimsToSuppress": is_list_of_texts}
_ACCESS_TOKEN = {**_TOKEN, "scopesToAdd": is_list_of_texts, "scopesToSuppress": is_list_of_texts}
_DETAILS_V1 = {**_TOKEN, "claimsToAddOrOverride": is_map_of_texts, "groupOverrideDetails": is_map}
_DETAILS_V2 = {"idTokenGeneration": is_map, "accessTokenGeneration": is_map, "groupOverrideDetails": is_map}
UNTOUCHABLE = frozenset(
    {
        "acr",
        "amr",
        "at_hash",
        "aud",
        "auth_time",
        "azp",
        "client_id",
        "cognito:username",
        "device_key",
        "event_id",
        "exp",
        "iat",
        "identities",
        "iss",
        "jti",
        "nbf",
        "nonce",
        "origin_jti",
        "sub",
        "token_use",
        "username",
        "version",
    }
)
_NEVER_ADDED = ("aws:", "cognito:", "dev:")
_SIMPLE = frozenset({"phone_number_verified", "email_verified", "updated_at", "address"})  # in the ID token
_GROUPS_CLAIM = "cognito:groups"
_OF_GROUPS = frozenset({"cognito:roles", "cognito:preferred_role"})
_DETAILS = "claimsAndScopeOverrideDetails"
_FOR_CLIENTS = "3"
_CLIENT_SOURCE, _CLIENT_NAME = "TokenGeneration_ClientCredentials", "ClientCredentials"


@dataclass(frozen=True)
class TokenGeneration:
    """Why tokens are made, for whom, and with which groups."""

    source: str
    client_id: str
    user: User
    groups: GroupClaims
    client_metadata: Mapping[str, str] | None


async def before_tokens(
    cognito: Cognito, pool: UserPool, generation: TokenGeneration, tokens: Mapping[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """The claims of each token (by `id` and `access`) after the pool's function; AwsError when it fails."""
    arn, version = _function(pool)
    if not arn:
        return dict(tokens)
    has_scopes = version != "1"
    request: dict[str, Any] = {
        "userAttributes": user_attributes(generation.user),
        "groupConfiguration": {
            "groupsToOverride": generation.groups.names,
            "iamRolesToOverride": generation.groups.roles,
            "preferredRole": generation.groups.preferred_role,
        },
        "clientMetadata": generation.client_metadata,
    }
    if has_scopes:
        request["scopes"] = str(tokens.get(ACCESS, {}).get("scope", "")).split()
    details = _DETAILS if has_scopes else "claimsOverrideDetails"
    event = trigger_event(
        generation.source,
        pool,
        generation.user.username,
        generation.client_id,
        request=request,
        response={details: None},
        version=version,
    )
    said = await cognito.functions.run("PreTokenGeneration", pool, event, arn=arn) or {}
    return changed_claims(tokens, _map(said.get(details)), generation.groups, has_scopes=has_scopes)


async def before_client_token(
    cognito: Cognito,
    pool: UserPool,
    client_id: str,
    claims: Mapping[str, Any],
    client_metadata: Mapping[str, str] | None,
) -> dict[str, Any]:
    """The claims of an app client's own token after the pool's function, which has to be of version three."""
    arn, version = _function(pool)
    if not arn or version != _FOR_CLIENTS:
        return dict(claims)
    request = {
        "userAttributes": {},
        "groupConfiguration": None,
        "scopes": str(claims["scope"]).split(),
        "clientMetadata": client_metadata,
    }
    event = trigger_event(
        _CLIENT_SOURCE,
        pool,
        _CLIENT_NAME,
        client_id,
        request=request,
        response={_DETAILS: None},
        version=version,
    )
    said = await cognito.functions.run("PreTokenGeneration", pool, event, arn=arn) or {}
    nobody = GroupClaims([], [], None)
    return changed_claims({ACCESS: dict(claims)}, _map(said.get(_DETAILS)), nobody, has_scopes=True)[ACCESS]


def _function(pool: UserPool) -> tuple[str | None, str]:
    """The ARN of the pool's function, and the version of the event that it gets."""
    config = pool.functions.get("PreTokenGenerationConfig") or {}
    version = str(config.get("LambdaVersion") or "V1_0")
    arn = config.get("LambdaArn") or pool.functions.get("PreTokenGeneration")
    return arn, version[1:].partition("_")[0]


def changed_claims(
    tokens: Mapping[str, dict[str, Any]], details: Mapping[str, Any], groups: GroupClaims, *, has_scopes: bool
) -> dict[str, dict[str, Any]]:
    """The claims of each token after what a function has said; `has_scopes` from the event's version two.

    AwsError (InvalidLambdaResponseException) for something else where a map or a list of texts belongs.
    """
    check_members(details, _DETAILS_V2 if has_scopes else _DETAILS_V1)
    changed = {use: dict(claims) for use, claims in tokens.items()}
    if "groupOverrideDetails" in details:
        override = _map(details["groupOverrideDetails"])
        check_members(override, _GROUPS)
        overridden = _overridden(groups, override)
        changed = {use: with_groups(claims, overridden) for use, claims in changed.items()}
    sections = {ID: "idTokenGeneration", ACCESS: "accessTokenGeneration"} if has_scopes else {ID: None}
    for use, section in sections.items():
        said = _map(details.get(section)) if section else details
        if section:
            check_members(said, _ACCESS_TOKEN if use == ACCESS else _TOKEN)
        if use in changed:
            changed[use] = _token(changed[use], said)
    return changed


def _overridden(groups: GroupClaims, override: Mapping[str, Any]) -> GroupClaims:
    return replace(
        groups,
        names=_texts(override.get("groupsToOverride")),
        roles=_texts(override.get("iamRolesToOverride")),
        preferred_role=_text(override.get("preferredRole")),
    )


def _token(claims: Mapping[str, Any], section: Mapping[str, Any]) -> dict[str, Any]:
    added = {
        name: value
        for name, value in _map(section.get("claimsToAddOrOverride")).items()
        if _may_be_added(claims, name, value)
    }
    suppressed = _suppressed(_texts(section.get("claimsToSuppress")))
    said = {name: value for name, value in {**claims, **added}.items() if name not in suppressed}
    if claims["token_use"] == ACCESS:
        said["scope"] = " ".join(_scopes(str(claims.get("scope", "")).split(), section))
    return said


def _may_be_added(claims: Mapping[str, Any], name: str, value: object) -> bool:
    if name == "aud":
        return name not in claims and value == claims.get("client_id")
    if name in UNTOUCHABLE or name.startswith(_NEVER_ADDED):
        return False
    is_simple = claims["token_use"] == ID and name in _SIMPLE
    return not (is_simple and isinstance(value, (dict, list)))


def _suppressed(names: list[str]) -> set[str]:
    """A role goes with the groups, and only with them."""
    suppressed = set(names) - UNTOUCHABLE
    return suppressed | _OF_GROUPS if _GROUPS_CLAIM in suppressed else suppressed - _OF_GROUPS


def _scopes(granted: list[str], section: Mapping[str, Any]) -> list[str]:
    """A scope with a blank in it would be two, and is none."""
    added = [scope for scope in _texts(section.get("scopesToAdd")) if len(scope.split()) == 1]
    without = set(_texts(section.get("scopesToSuppress")))
    return [scope for scope in dict.fromkeys([*granted, *added]) if scope not in without]


def _map(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise unrecognizable()
    return value


def _texts(value: object) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise unrecognizable()
    return value


def _text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise unrecognizable()
    return value or None
