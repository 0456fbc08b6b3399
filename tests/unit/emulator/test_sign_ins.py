"""Sign-ins and the refresh tokens that continue them, as they are kept."""

from __future__ import annotations

import pytest

from cognito_emulator.cognito.store.sign_ins import AuthorizationCode, SignIn
from cognito_emulator.cognito.store.store import Store
from cognito_emulator.cognito.user import User
from tests.unit.emulator import own_pool


@pytest.fixture
def store() -> Store:
    return Store.open()


@pytest.fixture
def user(store: Store) -> User:
    pool = own_pool.pool(store)
    own_pool.client(store, pool)
    return own_pool.user(store, pool, "somebody")


def sign_in(store: Store, user: User, origin_jti: str = "o") -> SignIn:
    made = SignIn(origin_jti, user.pool_id, "client", user.id, "scope", False, 1000, 2000.0)
    store.sign_ins.add(made)
    store.sign_ins.add_refresh_token(f"token of {origin_jti}", origin_jti, made.ends)
    return made


def end_of(store: Store, token: str) -> float:
    found = store.sign_ins.of_refresh_token(token)
    assert found is not None
    return found[1]


def test_a_refresh_token_continues_its_sign_in(store: Store, user: User) -> None:
    made = sign_in(store, user)
    assert store.sign_ins.of_refresh_token("token of o") == (made, 2000.0)
    assert store.sign_ins.of_refresh_token("another") is None


def test_using_a_rotated_token_again_does_not_lengthen_its_grace_period(store: Store, user: User) -> None:
    sign_in(store, user)
    for ends in (1010.0, 1019.0):
        store.sign_ins.end_refresh_token("token of o", ends)
    assert end_of(store, "token of o") == 1010.0


def test_revoking_one_sign_in_leaves_the_others(store: Store, user: User) -> None:
    for origin_jti in ("o", "p"):
        sign_in(store, user, origin_jti)
    store.sign_ins.revoke("o")
    assert [found.is_revoked for name in "op" if (found := store.sign_ins.find(name))] == [True, False]


def test_signing_out_everywhere_revokes_one_users_sign_ins(store: Store, user: User) -> None:
    pool = store.pools.find(user.pool_id)
    assert pool is not None
    sign_in(store, user)
    sign_in(store, own_pool.user(store, pool, "another"), "p")
    store.sign_ins.revoke_all(user.id)
    assert [found.is_revoked for name in "op" if (found := store.sign_ins.find(name))] == [True, False]


def test_no_token_of_a_deleted_user_is_left(store: Store, user: User) -> None:
    sign_in(store, user)
    store.users.remove(user)
    assert store.sign_ins.find("o") is None
    assert store.sign_ins.of_refresh_token("token of o") is None


def test_an_authorization_code_works_once(store: Store, user: User) -> None:
    grant = AuthorizationCode("client", user.id, 1300.0, {"scope": "openid"})
    store.sign_ins.add_authorization_code("code", grant)
    assert store.sign_ins.take_authorization_code("code") == grant
    assert store.sign_ins.take_authorization_code("code") is None


def test_whoever_reads_the_database_finds_no_token_in_it(store: Store, user: User) -> None:
    sign_in(store, user)
    store.sign_ins.add_authorization_code("code of o", AuthorizationCode("client", user.id, 1300.0, {}))
    content = store.database.copy()
    assert b"token of o" not in content
    assert b"code of o" not in content
