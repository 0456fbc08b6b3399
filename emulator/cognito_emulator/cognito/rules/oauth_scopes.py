"""OAuth scopes: which a client may have, and what each says of a user.

Sources: "Scopes, M2M, and resource servers", "The user attributes endpoint" and "Authorize endpoint" in the
Cognito developer guide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.rules.attribute_permissions import readable
from cognito_emulator.cognito.rules.attribute_schema import Schema

OPENID = "openid"
_PROFILE = "profile"
_OF_ADDRESS = {
    "email": frozenset({"email", "email_verified"}),
    "phone": frozenset({"phone_number", "phone_number_verified"}),
}
_OF_ADDRESSES = frozenset().union(*_OF_ADDRESS.values())
_BELOW_OPENID = frozenset({_PROFILE, *_OF_ADDRESS})
RESERVED = frozenset({OPENID, *_BELOW_OPENID, "aws.cognito.signin.user.admin"})


def may_be_asked(client: AppClient, asked: Collection[str]) -> bool:
    """Whether a client may ask for these: all are its own, and OpenID Connect's come with `openid`."""
    scopes = frozenset(asked)
    return scopes <= frozenset(client.oauth_scopes) and (OPENID in scopes or not scopes & _BELOW_OPENID)


def shown_by(scopes: Collection[str], attributes: Mapping[str, str]) -> dict[str, str]:
    """Those of a user's readable attributes that scopes give: all of them for `openid` by itself."""
    narrowing = _BELOW_OPENID.intersection(scopes)
    if not narrowing:
        return dict(attributes)
    shown = {"sub"}.union(*(names for scope, names in _OF_ADDRESS.items() if scope in narrowing))
    if _PROFILE in narrowing:
        shown |= attributes.keys() - _OF_ADDRESSES
    return {name: value for name, value in attributes.items() if name in shown}


def are_readable(schema: Schema, client: AppClient, scopes: Collection[str]) -> bool:
    """Whether the client may read the address, and its verification, that a scope is for."""
    needed = frozenset().union(*(names for scope, names in _OF_ADDRESS.items() if scope in scopes))
    return needed <= readable(schema, client, dict.fromkeys(needed, "")).keys()


def active(scopes: Iterable[str], servers: Iterable[Mapping[str, Any]]) -> list[str]:
    """Each once, without those that no resource server has any more: tokens do not say what clients keep."""
    there = custom_scopes(servers)
    return [scope for scope in dict.fromkeys(scopes) if scope in RESERVED or scope in there]


def custom_scopes(servers: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The scopes of resource servers, as tokens say them: `IDENTIFIER/NAME`."""
    return frozenset(
        f"{server['Identifier']}/{scope['ScopeName']}"
        for server in servers
        for scope in server.get("Scopes") or ()
    )
