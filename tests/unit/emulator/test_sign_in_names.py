"""Who is who, by every name that finds them: each name has one owner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.cognito.errors import AwsError
from tests.unit.clock import Clock
from tests.unit.emulator.user_pools import OWNER, UserPools

ADDRESS = "Person@example.com"
INSENSITIVE = {"UsernameConfiguration": {"CaseSensitive": False}}


@pytest.fixture
def pools(clock: Clock) -> UserPools:
    return UserPools(clock)


def change(pools: UserPools, pool_id: str, username: str, **attributes: str) -> None:
    pairs = [{"Name": name, "Value": value} for name, value in attributes.items()]
    pools.ask("AdminUpdateUserAttributes", UserPoolId=pool_id, Username=username, UserAttributes=pairs)


def test_an_address_that_is_a_user_name_finds_its_owner_unverified(pools: UserPools) -> None:
    pool = pools.pool(UsernameAttributes=["email"])
    user = pools.person(pool, ADDRESS, email_verified="false")
    assert pools.owner(pool, ADDRESS) == pools.owner(pool, user.sub) == user.username


def test_an_alias_finds_its_owner_once_it_is_verified(pools: UserPools) -> None:
    pool = pools.pool(AliasAttributes=["email", "preferred_username"])
    pools.person(pool, "ada", email=ADDRESS, preferred_username="countess")
    assert (pools.owner(pool, ADDRESS), pools.owner(pool, "countess")) == (None, "ada")
    change(pools, pool.id, "ada", email_verified="true")
    assert pools.owner(pool, ADDRESS) == "ada"


def test_case_matters_unless_the_pool_says_otherwise(pools: UserPools) -> None:
    for settings, found in (({}, None), (INSENSITIVE, "Ada")):
        pool = pools.pool(**settings)
        pools.person(pool, "Ada")
        assert pools.owner(pool, "aDA") == found


def test_an_administrator_finds_by_the_sub_and_a_sign_in_does_not(pools: UserPools) -> None:
    pool = pools.pool()
    user = pools.person(pool, "ada")
    assert pools.cognito.user(pool, user.sub).username == "ada"
    assert pools.owner(pool, user.sub) is None


def test_a_changed_address_leaves_the_old_one_free(pools: UserPools) -> None:
    pool = pools.pool(UsernameAttributes=["email"], **INSENSITIVE)
    user = pools.person(pool, ADDRESS)
    change(pools, pool.id, user.username, email="new@example.com")
    assert (pools.owner(pool, ADDRESS), pools.owner(pool, "NEW@example.com")) == (None, user.username)


def test_a_removed_user_has_no_name_left(pools: UserPools) -> None:
    pool = pools.pool(UsernameAttributes=["email"], **INSENSITIVE)
    user = pools.person(pool, ADDRESS)
    pools.ask("AdminDeleteUser", UserPoolId=pool.id, Username=ADDRESS)
    assert [pools.owner(pool, name) for name in (user.username, ADDRESS)] == [None, None]


def tried(pools: UserPools, pool_id: str, step: str, username: str, attributes: dict[str, str]) -> str | None:
    """The error's code; None when the step was done."""
    try:
        if step == "create":
            pools.person(pools.cognito.pool(OWNER, pool_id), username, **attributes)
        elif step == "change":
            change(pools, pool_id, username, **attributes)
        else:
            pools.ask("AdminDeleteUser", UserPoolId=pool_id, Username=username)
    except AwsError as error:
        return error.code
    return None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["create", "change", "delete"]),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["x@example.com", "y@example.com", "X@example.com"]),
    ),
    max_size=12,
)


@given(STEPS)
def test_whatever_is_tried_nobody_has_two_owners_and_no_name_is_left_over(
    steps: list[tuple[str, str, str]],
) -> None:
    pools = UserPools(Clock())
    pool = pools.pool(AliasAttributes=["email"], **INSENSITIVE)
    addresses: dict[str, str] = {}
    for step, username, address in steps:
        verified = {"email": address, "email_verified": "true"}
        is_free = pools.owner(pool, address) in (None, username)
        refusal = tried(pools, pool.id, step, username, verified)
        if refusal is None:
            assert is_free or step == "delete"
            addresses.pop(username, None)
            if step != "delete":
                addresses[username] = address.lower()
        else:
            assert refusal == "UserNotFoundException" or not is_free or username in addresses
    owned = {address: pools.owner(pool, address) for address in ("x@example.com", "y@example.com")}
    assert owned == {
        address: next((name for name, kept in addresses.items() if kept == address), None)
        for address in owned
    }
