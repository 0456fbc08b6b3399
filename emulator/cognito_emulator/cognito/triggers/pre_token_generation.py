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
from cognito_emulator.cognito.triggers.function import unrecognizable
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

UNTOUCHABLE = frozenset(
    {
        "acr",
        "amr",
        "at_hash",
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
    details = "claimsAndScopeOverrideDetails" if has_scopes else "claimsOverrideDetails"
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
    changed = {use: dict(claims) for use, claims in tokens.items()}
    override = details.get("groupOverrideDetails")
    if isinstance(override, dict):
        overridden = _overridden(groups, override)
        changed = {use: with_groups(claims, overridden) for use, claims in changed.items()}
    sections = {ID: "idTokenGeneration", ACCESS: "accessTokenGeneration"} if has_scopes else {ID: None}
    for use, section in sections.items():
        if use in changed:
            changed[use] = _token(changed[use], _map(details.get(section)) if section else details)
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
        if name not in UNTOUCHABLE and not name.startswith("aws:")
    }
    suppressed = set(_texts(section.get("claimsToSuppress"))) - UNTOUCHABLE
    said = {name: value for name, value in {**claims, **added}.items() if name not in suppressed}
    if claims["token_use"] == ACCESS:
        without = set(_texts(section.get("scopesToSuppress")))
        scopes = [*str(claims.get("scope", "")).split(), *_texts(section.get("scopesToAdd"))]
        said["scope"] = " ".join(scope for scope in dict.fromkeys(scopes) if scope not in without)
    return said


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
