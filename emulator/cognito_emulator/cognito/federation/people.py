"""The pool's user that a provider's person is: found, brought up to date, or made at the first sign-in.

Sources: "User pool sign-in with third party identity providers", "Mapping IdP attributes to profiles and
tokens" and "Linking federated users to an existing user profile" in the Cognito developer guide; its table of
the trigger sources of federated users.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import ANYBODY, Cognito
from cognito_emulator.cognito.federation.identities import write_identities
from cognito_emulator.cognito.federation.outbound import ProviderError
from cognito_emulator.cognito.federation.provider import Provider
from cognito_emulator.cognito.rules.attribute_permissions import check_writable
from cognito_emulator.cognito.rules.attribute_schema import check_mutable, check_values
from cognito_emulator.cognito.rules.new_user import NewUser
from cognito_emulator.cognito.store.groups import Group
from cognito_emulator.cognito.store.identities import SUBJECT, ProviderIdentity
from cognito_emulator.cognito.triggers.sign_in import after_authentication, before_authentication
from cognito_emulator.cognito.triggers.sign_up import after_confirmation, before_sign_up
from cognito_emulator.cognito.user import EXTERNAL_PROVIDER, VERIFIED_BY, User
from cognito_emulator.cognito.user_pool import UserPool

_VERIFIED = frozenset(VERIFIED_BY.values())


@dataclass(frozen=True)
class Arrival:
    """Somebody whom a provider has signed in, on the way into a pool; `claims` is what it says of them."""

    pool: UserPool
    client: AppClient
    provider: Provider
    claims: Mapping[str, Any] = field(repr=False)

    @property
    def subject(self) -> str:
        return str(self.claims["sub"])

    @property
    def username(self) -> str:
        return f"{self.provider.name}_{self.subject}"

    @property
    def attributes(self) -> dict[str, str]:
        """The pool's attributes that the provider's claims are mapped to, as far as it says them."""
        said = {name: self.claims.get(claim) for name, claim in self.provider.mapping.items()}
        return {name: _text(claim) for name, claim in said.items() if claim is not None}

    @property
    def profile(self) -> dict[str, str]:
        """What each sign-in writes: no address is verified but where the provider says so."""
        attributes = self.attributes
        unsaid = {by: "false" for name, by in VERIFIED_BY.items() if name in attributes}
        return {**unsaid, **attributes}


async def signed_in_by(cognito: Cognito, arrival: Arrival) -> User:
    """The user, after the pool's functions. Raises AwsError, and ProviderError for who cannot be made."""
    found = _identity(cognito, arrival)
    if found is None:
        return await _first_sign_in(cognito, arrival)
    user = cognito.store.users.get(found.user_id)
    if user is None or not user.enabled:
        raise ProviderError("User is not enabled")
    name = user.username
    await before_authentication(cognito, arrival.pool, arrival.client, user, None, name=name)
    with cognito.store.database.transaction():
        user = _updated(cognito, arrival, cognito.again(user), found)
    await after_authentication(cognito, arrival.pool, arrival.client, user, None)
    return cognito.again(user)


def _identity(cognito: Cognito, arrival: Arrival) -> ProviderIdentity | None:
    """By the subject; else by a mapped attribute that an administrator has linked somebody by."""
    find, pool_id, name = cognito.store.identities.find, arrival.pool.id, arrival.provider.name
    by_subject = find(pool_id, name, SUBJECT, arrival.subject)
    by_attributes = (find(pool_id, name, key, value) for key, value in arrival.attributes.items())
    return by_subject or next((each for each in by_attributes if each), None)


def _updated(cognito: Cognito, arrival: Arrival, user: User, found: ProviderIdentity) -> User:
    """With what the provider says now. Who was linked by an attribute is known by the subject from now on."""
    _check(arrival)
    # AWS updates each mapped attribute, also one that is this already
    check_mutable(arrival.pool.schema, arrival.attributes)
    user = cognito.store.users.set_attributes(arrival.pool, user, arrival.profile, cognito.clock())
    if found.attribute != SUBJECT:
        cognito.store.identities.remove(found)
        _know(cognito, arrival, user)
    return write_identities(cognito, arrival.pool, user)


async def _first_sign_in(cognito: Cognito, arrival: Arrival) -> User:
    pool, client, attributes = arrival.pool, arrival.client, arrival.attributes
    _check(arrival)
    required = (name for name, attribute in pool.schema.items() if attribute.get("Required"))
    missing = [name for name in required if name != "sub" and not attributes.get(name)]
    if missing:
        raise ProviderError(f"attributes required: [{', '.join(missing)}]")
    newcomer = NewUser(arrival.username, attributes)
    await before_sign_up(cognito, pool, newcomer, "PreSignUp_ExternalProvider", client_id=client.id)
    with cognito.store.database.transaction():
        made = _add(cognito, arrival)
    await after_confirmation(cognito, pool, made, "PostConfirmation_ConfirmSignUp", client_id=client.id)
    return cognito.again(made)


def _add(cognito: Cognito, arrival: Arrival) -> User:
    """A function has run: somebody may have the name by now, or an administrator's link.

    What it says of confirmation and verification does nothing here (aws-amplify/amplify-js#5287).
    """
    pool = cognito.pool(ANYBODY, arrival.pool.id)
    users = cognito.store.users
    if users.owner(pool, arrival.username) is not None or _identity(cognito, arrival):
        raise ProviderError(f"Already found an entry for username {arrival.username}")
    said = {"sub": str(uuid.uuid4()), **arrival.profile}
    user = users.add(
        pool, arrival.username, said, status=EXTERNAL_PROVIDER, password=None, now=cognito.clock()
    )
    _know(cognito, arrival, user)
    _join(cognito, arrival, user)
    return write_identities(cognito, pool, user)


def _check(arrival: Arrival) -> None:
    """Raise AwsError where a mapped attribute is not in the schema, or not the client's to write."""
    attributes = arrival.attributes
    check_values(arrival.pool.schema, attributes)
    check_writable(arrival.pool.schema, arrival.client, attributes.keys() - _VERIFIED)


def _know(cognito: Cognito, arrival: Arrival, user: User) -> None:
    cognito.store.identities.add(
        ProviderIdentity(
            arrival.pool.id, arrival.provider.name, SUBJECT, arrival.subject, user.id, cognito.clock()
        )
    )


def _join(cognito: Cognito, arrival: Arrival, user: User) -> None:
    """The group of all who sign in through this provider, named by pool and provider."""
    groups, name, now = cognito.store.groups, arrival.provider.name, cognito.clock()
    group = groups.find(arrival.pool.id, f"{arrival.pool.id}_{name}")
    if group is None:
        told = {"Description": f"Autogenerated group for users who sign in using {name}"}
        group = Group(arrival.pool.id, f"{arrival.pool.id}_{name}", told, now, now)
        groups.put(group)
    groups.join(group, user)


def _text(claim: Any) -> str:
    """Of many values one text, as AWS has it: each encoded as in a form, with commas and in brackets."""
    if isinstance(claim, bool):
        return "true" if claim else "false"
    if isinstance(claim, list):
        return f"[{','.join(_encoded(_text(each)) for each in claim)}]"
    return claim if isinstance(claim, str) else json.dumps(claim)


def _encoded(value: str) -> str:
    return quote_plus(value, safe="*").replace("~", "%7E")
