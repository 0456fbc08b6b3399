"""Groups, and what they put into tokens."""

from __future__ import annotations

from tests.conformance.pools import Pool, claims, some_address
from tests.conformance.refusals import refused
from tests.conformance.roles import Roles


def test_both_tokens_carry_the_users_groups(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
    ("included in both the ID token and access token ... in the cognito:groups claim")."""
    person = pool.confirmed()
    for name in ("Readers", "Editors"):
        pool.add_to_group(person, pool.group(name))
    tokens = pool.tokens(person)
    for token in (tokens["IdToken"], tokens["AccessToken"]):
        assert set(claims(token)["cognito:groups"]) == {"Readers", "Editors"}


def test_a_user_in_no_group_has_no_groups_claim(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    (sample payload of a user in no group)."""
    pool.group("Readers")
    tokens = pool.tokens(pool.confirmed())
    for token in (tokens["IdToken"], tokens["AccessToken"]):
        assert "cognito:groups" not in claims(token)


def test_a_change_of_groups_shows_after_the_next_refresh(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
    (new ID and access tokens);
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html"""
    person = pool.confirmed()
    group = pool.group("Readers")
    refresh_token = pool.tokens(person)["RefreshToken"]
    pool.add_to_group(person, group)
    assert claims(pool.refresh(refresh_token)["AccessToken"])["cognito:groups"] == ["Readers"]
    pool.cognito.admin_remove_user_from_group(UserPoolId=pool.id, Username=person.username, GroupName=group)
    assert "cognito:groups" not in claims(pool.refresh(refresh_token)["AccessToken"])


def test_the_best_groups_role_is_the_preferred_role(pool: Pool, roles: Roles) -> None:
    """Model: CreateGroupRequest.Precedence ("the group with the lowest precedence value")."""
    person = pool.confirmed()
    readers, editors = roles.make_for_group(), roles.make_for_group()
    pool.add_to_group(person, pool.group("Readers", Precedence=10, RoleArn=readers))
    pool.add_to_group(person, pool.group("Editors", Precedence=1, RoleArn=editors))
    said = claims(pool.tokens(person)["IdToken"])
    assert said.get("cognito:preferred_role") == editors, "another preferred role, or none"
    assert set(said["cognito:roles"]) == {readers, editors}


def test_two_best_groups_with_different_roles_prefer_none(pool: Pool, roles: Roles) -> None:
    """Model: CreateGroupRequest.Precedence ("the cognito:preferred_role claim isn't set")."""
    person = pool.confirmed()
    readers, editors = roles.make_for_group(), roles.make_for_group()
    pool.add_to_group(person, pool.group("Readers", Precedence=1, RoleArn=readers))
    pool.add_to_group(person, pool.group("Editors", Precedence=1, RoleArn=editors))
    assert "cognito:preferred_role" not in claims(pool.tokens(person)["IdToken"])


def test_a_group_with_a_precedence_is_better_than_one_without(pool: Pool, roles: Roles) -> None:
    """Model: CreateGroupRequest.Precedence ("over groups with higher or null Precedence values")."""
    person = pool.confirmed()
    readers, editors = roles.make_for_group(), roles.make_for_group()
    pool.add_to_group(person, pool.group("Readers", RoleArn=readers))
    pool.add_to_group(person, pool.group("Editors", Precedence=50, RoleArn=editors))
    said = claims(pool.tokens(person)["IdToken"])
    assert said.get("cognito:preferred_role") == editors, "another preferred role, or none"


def test_an_unknown_group_takes_nobody(pool: Pool) -> None:
    """Model: AdminAddUserToGroup.errors ResourceNotFoundException."""
    with refused("ResourceNotFoundException"):
        pool.add_to_group(pool.confirmed(), "Nobodys")


def test_an_unknown_user_joins_no_group(pool: Pool) -> None:
    """Model: AdminAddUserToGroup.errors UserNotFoundException."""
    group = pool.group("Readers")
    with refused("UserNotFoundException"):
        pool.cognito.admin_add_user_to_group(UserPoolId=pool.id, Username=some_address(), GroupName=group)


def test_joining_a_group_twice_is_joining_it_once(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html
    (an empty body; no error for a member)."""
    person, group = pool.confirmed(), pool.group("Readers")
    pool.add_to_group(person, group)
    pool.add_to_group(person, group)
    groups = pool.cognito.admin_list_groups_for_user(UserPoolId=pool.id, Username=person.username)["Groups"]
    assert [each["GroupName"] for each in groups] == ["Readers"]
    assert claims(pool.tokens(person)["AccessToken"])["cognito:groups"] == ["Readers"]


def test_a_user_who_left_a_group_is_not_in_it(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html"""
    person, group = pool.confirmed(), pool.group("Readers")
    pool.add_to_group(person, group)
    pool.cognito.admin_remove_user_from_group(UserPoolId=pool.id, Username=person.username, GroupName=group)
    assert pool.cognito.list_users_in_group(UserPoolId=pool.id, GroupName=group)["Users"] == []


def test_a_group_is_listed_a_page_at_a_time(pool: Pool) -> None:
    """Model: ListUsersInGroupRequest.Limit, NextToken."""
    group = pool.group("Readers")
    people = [pool.confirmed() for _ in range(3)]
    for person in people:
        pool.add_to_group(person, group)
    first = pool.cognito.list_users_in_group(UserPoolId=pool.id, GroupName=group, Limit=2)
    second = pool.cognito.list_users_in_group(
        UserPoolId=pool.id, GroupName=group, Limit=2, NextToken=first["NextToken"]
    )
    assert (len(first["Users"]), len(second["Users"])) == (2, 1)
    listed = {user["Username"] for page in (first, second) for user in page["Users"]}
    assert len(listed) == 3
    assert "NextToken" not in second


def test_a_group_name_is_taken_once(pool: Pool) -> None:
    """Model: CreateGroup.errors GroupExistsException."""
    pool.group("Readers")
    with refused("GroupExistsException"):
        pool.group("Readers")


def test_a_group_name_has_no_space(pool: Pool) -> None:
    """Model: GroupNameType (pattern of letters, marks, symbols, numbers and punctuation)."""
    with refused("InvalidParameterException"):
        pool.group("two words")


def test_a_precedence_is_not_negative(pool: Pool) -> None:
    """Model: PrecedenceType (min 0)."""
    with refused("InvalidParameterException"):
        pool.group("Readers", Precedence=-1)


def test_an_unknown_group_cannot_be_read(pool: Pool) -> None:
    """Model: GetGroup.errors ResourceNotFoundException."""
    with refused("ResourceNotFoundException"):
        pool.cognito.get_group(UserPoolId=pool.id, GroupName="Nobodys")


def test_a_deleted_group_is_in_no_token(pool: Pool) -> None:
    """Model: DeleteGroup ("no longer contributes to users' ... cognito:groups claims")."""
    person, group = pool.confirmed(), pool.group("Readers")
    pool.add_to_group(person, group)
    pool.cognito.delete_group(UserPoolId=pool.id, GroupName=group)
    assert "cognito:groups" not in claims(pool.tokens(person)["AccessToken"])


def test_an_unknown_group_cannot_be_deleted(pool: Pool) -> None:
    """Model: DeleteGroup.errors ResourceNotFoundException."""
    with refused("ResourceNotFoundException"):
        pool.cognito.delete_group(UserPoolId=pool.id, GroupName="Nobodys")


def test_a_deleted_user_is_in_no_group(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html"""
    person, group = pool.confirmed(), pool.group("Readers")
    pool.add_to_group(person, group)
    pool.cognito.admin_delete_user(UserPoolId=pool.id, Username=person.username)
    assert pool.cognito.list_users_in_group(UserPoolId=pool.id, GroupName=group)["Users"] == []


def test_a_user_is_in_at_most_a_hundred_groups(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html ("Groups that each user
    can belong to")."""
    person = pool.confirmed()
    for number in range(100):
        pool.add_to_group(person, pool.group(f"Group-{number}"))
    pool.group("One-more")
    with refused("LimitExceededException"):
        pool.add_to_group(person, "One-more")
    pool.add_to_group(person, "Group-0")
