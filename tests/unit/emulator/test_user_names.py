"""Who is who, by every name that finds them."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.cognito.ministack.pool_description import PoolDescription
from cognito_emulator.cognito.ministack.user_names import PoolNames
from cognito_emulator.cognito.ministack.user_pools import UserPool

ADDRESS = "Person@example.com"


def names(**settings: Any) -> PoolNames:
    return PoolNames(PoolDescription(UserPool.of_id("us-east-1_Example00"), settings))


def insensitive(**settings: Any) -> PoolNames:
    return names(UsernameConfiguration={"CaseSensitive": False}, **settings)


def test_an_address_that_is_a_user_name_finds_its_owner_unverified() -> None:
    pool = names(UsernameAttributes=["email"])
    pool.put("u-1", {"email": ADDRESS, "email_verified": "false"})
    assert pool.owner(ADDRESS) == pool.owner("u-1") == "u-1"


def test_an_alias_finds_its_owner_once_it_is_verified() -> None:
    pool = names(AliasAttributes=["email", "preferred_username"])
    pool.put("ada", {"email": ADDRESS, "preferred_username": "countess"})
    assert (pool.owner(ADDRESS), pool.owner("countess")) == (None, "ada")
    pool.put("ada", {"email_verified": "true"})
    assert pool.owner(ADDRESS) == "ada"


def test_case_matters_unless_the_pool_says_otherwise() -> None:
    for pool, found in ((names(), None), (insensitive(), "Ada")):
        pool.put("Ada", {})
        assert pool.owner("aDA") == found


def test_an_administrator_finds_by_the_sub_and_a_sign_in_does_not() -> None:
    pool = names()
    pool.put("ada", {"sub": "s-1"})
    assert (pool.named("s-1"), pool.owner("s-1")) == ("ada", None)


def test_a_changed_address_leaves_the_old_one_free() -> None:
    pool = insensitive(UsernameAttributes=["email"])
    pool.put("u-1", {"email": ADDRESS})
    pool.put("u-1", {"email": "new@example.com"})
    assert (pool.owner(ADDRESS), pool.owner("NEW@example.com")) == (None, "u-1")


def test_a_removed_user_has_no_name_left() -> None:
    pool = insensitive(UsernameAttributes=["email"])
    pool.put("u-1", {"email": ADDRESS, "sub": "u-1"})
    pool.remove("u-1")
    assert [pool.named(name) for name in ("u-1", ADDRESS)] == [None, None]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "remove"]),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["x@example.com", "y@example.com", "X@example.com", ""]),
    )
)


@given(STEPS)
def test_names_after_any_changes_are_those_of_the_users_left(
    steps: list[tuple[str, str, str]],
) -> None:
    """Kept up change by change, or read anew: the same, as long as no two users want one address."""
    pool, users = insensitive(UsernameAttributes=["email"]), dict[str, str]()
    for step, username, address in steps:
        if step == "remove":
            pool.remove(username)
            users.pop(username, None)
        elif not address or not pool.is_taken(address, by_other_than=username):
            pool.put(username, {"email": address})
            users[username] = address
    read = insensitive(UsernameAttributes=["email"])
    for username, address in users.items():
        read.put(username, {"email": address})
    for name in ("a", "b", "c", "x@example.com", "y@example.com"):
        assert pool.owner(name) == read.owner(name)
