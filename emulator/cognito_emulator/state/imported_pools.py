"""An export read back: all of it, or nothing."""

from __future__ import annotations

import base64
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.protocol import model
from cognito_emulator.cognito.rules import client_settings, pool_settings
from cognito_emulator.cognito.rules.factor_settings import has_factor_beside_sms
from cognito_emulator.cognito.rules.model_constraints import WrongTypeError, violations
from cognito_emulator.cognito.store.clients import ClientSecret
from cognito_emulator.cognito.store.groups import Group
from cognito_emulator.cognito.store.identities import ProviderIdentity
from cognito_emulator.cognito.store.passkeys import Passkey
from cognito_emulator.cognito.store.pools import MFA
from cognito_emulator.cognito.store.store import Store
from cognito_emulator.cognito.tokens.claims import ACCESS, ID
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.state.errors import FileRefusedError
from cognito_emulator.state.export_shape import MOST_PROBLEMS, check_export

_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_KEY_OF_POOL = re.compile(r"[0-9a-zA-Z]+")


@dataclass(frozen=True)
class Imported:
    pools: int
    people: int


def import_pools(cognito: Cognito, content: object, *, replacing: bool) -> Imported:
    """Have the pools of an export, with everybody in them. Raises FileRefusedError, with nothing changed.

    A pool that is there already is replaced where `replacing` says so, and keeps its signing keys.
    """
    pools: list[Mapping[str, Any]] = check_export(content)["pools"]
    problems = [problem for pool in pools for problem in _problems(cognito.store, pool, replacing)]
    if problems:
        raise FileRefusedError(*problems[:MOST_PROBLEMS])
    with cognito.store.database.transaction():
        for pool in pools:
            _replace(cognito.store, pool)
    cognito.store.clients.forget_pool()
    return Imported(len(pools), sum(len(pool["people"]) for pool in pools))


def _problems(store: Store, pool: Mapping[str, Any], replacing: bool) -> Iterator[str]:
    region, _, key = pool["id"].partition("_")
    if not (_ACCOUNT.fullmatch(pool["account"]) and _REGION.fullmatch(pool["region"])):
        yield f"Pool {pool['id']}: {pool['account']} in {pool['region']} is no account in a Region."
    if region != pool["region"] or not _KEY_OF_POOL.fullmatch(key):
        yield f"Pool {pool['id']}: its id does not begin with its Region, {pool['region']}."
    if store.pools.find(pool["id"]) and not replacing:
        yield f"Pool {pool['id']} is here already: let the import replace it, or delete it first."
    yield from _refused_settings(pool)
    names = {group["name"] for group in pool["groups"]}
    for number, person in enumerate(pool["people"], 1):
        if missing := [group for group in person["groups"] if group not in names]:
            yield f"Pool {pool['id']}, person {number}: the pool has no group {missing[0]}."


def _refused_settings(pool: Mapping[str, Any]) -> Iterator[str]:
    """What the API would have refused of the pool's own settings and its clients'."""
    config: dict[str, Any] = next((one["content"] for one in pool["documents"] if one["kind"] == MFA), {})
    try:
        yield from _unfit("UserPoolType", pool["settings"], f"Pool {pool['id']}")
        settings = pool_settings.with_defaults(pool["settings"])
        has_other_factors = has_factor_beside_sms(config)
        pool_settings.check_pool(settings, pool["region"], has_other_factors=has_other_factors)
        if not settings.get("Name") or not settings.get("SchemaAttributes"):
            yield f"Pool {pool['id']}: its settings have no Name, or no SchemaAttributes."
        for client in pool["clients"]:
            yield from _unfit("UserPoolClientType", client["settings"], f"App client {client['id']}")
    except AwsError as error:
        yield f"Pool {pool['id']}: {error.code}: {error.message}"
    except (WrongTypeError, LookupError, TypeError, AttributeError) as error:
        yield f"Pool {pool['id']}: its settings are not those of a pool ({type(error).__name__})."


def _unfit(shape: str, settings: dict[str, Any], what: str) -> Iterator[str]:
    fixed = {"SchemaAttributes"}  # types alone: AWS's own names are longer than its model lets one make
    violations(model().shape_for(shape), settings)
    checked = {name: value for name, value in settings.items() if name not in fixed}
    for violation in violations(model().shape_for(shape), checked):
        yield f"{what}: {violation}"


def _replace(store: Store, content: Mapping[str, Any]) -> None:
    pool = _pool(content)
    keys = [(use, store.pools.signing_key(pool.id, use)) for use in (ID, ACCESS)]
    store.pools.remove(pool.id)
    store.pools.add(pool)
    for use, key in keys:
        if key:
            store.pools.add_signing_key(pool.id, use, *key)
    for document in content["documents"]:
        store.pools.put_document(pool.id, document["kind"], document["key"], document["content"])
    for group in content["groups"]:
        store.groups.put(
            Group(pool.id, group["name"], group["settings"], group["created"], group["modified"])
        )
    for number, client in enumerate(content["clients"], 1):
        with _one_owner(f"Pool {pool.id}, app client {number}: there is one of this id, or of its secret's."):
            _add_client(store, pool, client)
    for number, person in enumerate(content["people"], 1):
        with _one_owner(f"Pool {pool.id}, person {number}: somebody has the same name, address or passkey."):
            _add_person(store, pool, person)


def _pool(content: Mapping[str, Any]) -> UserPool:
    settings = pool_settings.with_defaults(content["settings"])
    return UserPool(
        *(content["id"], content["account"], content["region"]),
        *(settings, content["created"], content["modified"]),
    )


@contextmanager
def _one_owner(sentence: str) -> Iterator[None]:
    """The database's refusal of a second owner, as a sentence."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise FileRefusedError(sentence) from error


def _add_client(store: Store, pool: UserPool, client: Mapping[str, Any]) -> None:
    settings = client_settings.with_defaults(client["settings"])
    store.clients.add(AppClient(client["id"], pool.id, settings, (), client["created"], client["modified"]))
    for secret in client["secrets"]:
        store.clients.add_secret(client["id"], ClientSecret(secret["id"], secret["value"], secret["created"]))


def _add_person(store: Store, pool: UserPool, person: Mapping[str, Any]) -> None:
    password = base64.b64decode(person["password"]) if person["password"] else None
    user = store.users.add(
        pool,
        person["username"],
        person["attributes"],
        status=person["status"],
        password=password,
        now=person["created"],
    )
    store.users.set_all(
        user,
        enabled=person["enabled"],
        password_set=person["password_set"],
        factors=person["factors"],
        modified=person["modified"],
    )
    for name in person["groups"]:
        store.groups.join(Group(pool.id, name, {}, 0, 0), user)
    for key in person["passkeys"]:
        store.passkeys.put(Passkey(user.id, key["id"], key["created"], key["content"]))
    for one in person["identities"]:
        store.identities.add(
            ProviderIdentity(
                pool.id, one["provider"], one["attribute"], one["value"], user.id, one["created"]
            )
        )
