"""What tokens say of attributes and groups, and what a function may have them say."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.store.groups import Group
from cognito_emulator.cognito.tokens.claims import GroupClaims, attribute_claims, with_groups
from cognito_emulator.cognito.triggers.pre_token_generation import changed_claims

ID_TOKEN: dict[str, Any] = {
    "sub": "s",
    "token_use": "id",
    "origin_jti": "o",
    "iat": 100,
    "exp": 3700,
    "auth_time": 100,
    "email": "person@example.com",
    "email_verified": False,
}


def group(name: str, precedence: int | None) -> Group:
    settings: dict[str, Any] = {"RoleArn": f"arn:{name.lower()}"}
    if precedence is not None:
        settings["Precedence"] = precedence
    return Group("pool", name, settings, 0.0, 0.0)


READERS, EDITORS = group("Readers", 10), group("Editors", 1)


def test_whether_an_address_is_verified_is_a_boolean_and_all_else_is_text() -> None:
    said = attribute_claims({"email_verified": "false", "phone_number_verified": "true", "custom:level": "7"})
    assert said == {"email_verified": False, "phone_number_verified": True, "custom:level": "7"}


def test_the_best_groups_role_is_preferred_and_all_roles_are_named() -> None:
    groups = GroupClaims.of([READERS, EDITORS])
    claims = with_groups(ID_TOKEN, groups)
    assert claims["cognito:preferred_role"] == "arn:editors"
    assert claims["cognito:roles"] == ["arn:editors", "arn:readers"]


def test_two_best_groups_of_different_roles_prefer_none() -> None:
    groups = GroupClaims.of([READERS, group("Editors", 10)])
    assert "cognito:preferred_role" not in with_groups(ID_TOKEN, groups)


def test_no_precedence_is_worse_than_any() -> None:
    groups = GroupClaims.of([group("Readers", None), group("Editors", 2**31 - 1)])
    assert groups.preferred_role == "arn:editors"


def test_an_access_token_names_groups_but_no_roles() -> None:
    claims = with_groups({**ID_TOKEN, "token_use": "access"}, GroupClaims.of([READERS]))
    assert claims["cognito:groups"] == ["Readers"]
    assert "cognito:roles" not in claims


def test_who_is_in_no_group_has_no_claim_of_groups() -> None:
    assert "cognito:groups" not in with_groups({**ID_TOKEN, "cognito:groups": []}, GroupClaims.of([]))


def test_a_function_may_add_and_take_away_but_not_who_signed_in() -> None:
    details = {
        "claimsToAddOrOverride": {"plan": "basic", "sub": "another", "email": "other@example.com"},
        "claimsToSuppress": ["email_verified", "exp"],
    }
    claims = changed_claims({"id": ID_TOKEN}, details, GroupClaims.of([]), has_scopes=False)["id"]
    assert (claims["plan"], claims["sub"], claims["email"]) == ("basic", "s", "other@example.com")
    assert "email_verified" not in claims
    assert claims["exp"] == 3700


def test_the_second_version_of_the_event_changes_the_access_token_and_its_scopes() -> None:
    access = {"token_use": "access", "scope": "openid email", "sub": "s"}
    section = {"scopesToAdd": ["notes/read", "email"], "scopesToSuppress": ["openid"]}
    details = {"accessTokenGeneration": {**section, "claimsToAddOrOverride": {"plan": "basic"}}}
    tokens = {"id": ID_TOKEN, "access": access}
    claims = changed_claims(tokens, details, GroupClaims.of([]), has_scopes=True)
    assert (claims["access"]["scope"], claims["access"]["plan"]) == ("email notes/read", "basic")
    assert "plan" not in claims["id"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
CLAIMS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        (
            *("claimsToAddOrOverride", "claimsToSuppress", "scopesToAdd", "scopesToSuppress"),
            *("groupsToOverride", "iamRolesToOverride", "preferredRole"),
        ),
        JSON,
    ),
)
DETAILS = st.fixed_dictionaries(
    {},
    optional={
        "claimsToAddOrOverride": JSON,
        "claimsToSuppress": JSON,
        "groupOverrideDetails": CLAIMS | JSON,
        "idTokenGeneration": CLAIMS | JSON,
        "accessTokenGeneration": CLAIMS | JSON,
    },
)


@given(DETAILS, st.booleans())
def test_whatever_a_function_says_changes_claims_or_is_unrecognizable(
    details: dict[str, Any], has_scopes: bool
) -> None:
    tokens = {"id": ID_TOKEN, "access": {"token_use": "access", "sub": "s", "scope": "openid"}}
    try:
        claims = changed_claims(tokens, details, GroupClaims.of([READERS]), has_scopes=has_scopes)
    except AwsError as error:
        assert error.code == "InvalidLambdaResponseException"  # noqa: PT017 - both are answers
        return
    assert [claims[use]["sub"] for use in ("id", "access")] == ["s", "s"]
    assert all(isinstance(scope, str) for scope in claims["access"]["scope"].split())
