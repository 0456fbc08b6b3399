"""What tokens say, given what the engine had them say."""

from __future__ import annotations

from typing import Any

from cognito_emulator.cognito.ministack.pool_description import ClientDescription, PoolDescription
from cognito_emulator.cognito.ministack.user_pools import UserPool
from cognito_emulator.cognito.tokens.claims import GroupClaims, claims_by_aws, with_groups
from cognito_emulator.cognito.triggers.pre_token_generation import changed_claims

SCHEMA = [
    {"Name": name, "AttributeDataType": "String"} for name in ("sub", "email", "email_verified", "name")
]
POOL = PoolDescription(UserPool.of_id("us-east-1_Example00"), {"SchemaAttributes": SCHEMA})
ID_TOKEN: dict[str, Any] = {
    "sub": "s",
    "token_use": "id",
    "origin_jti": "o",
    "iat": 100,
    "exp": 3700,
    "auth_time": 100,
    "email": "person@example.com",
    "email_verified": False,
    "name": "",
}
READERS = {"GroupName": "Readers", "RoleArn": "arn:readers", "Precedence": 10}
EDITORS = {"GroupName": "Editors", "RoleArn": "arn:editors", "Precedence": 1}


def client(*readable: str) -> ClientDescription:
    return ClientDescription({"ClientId": "c", "ReadAttributes": list(readable)})


def said(signed_in_at: int | None = None, *readable: str) -> dict[str, Any]:
    return claims_by_aws(ID_TOKEN, POOL, client(*readable), signed_in_at)


def test_an_id_token_says_what_the_client_may_read_and_its_own_claims() -> None:
    assert said(None, "email").keys() == ID_TOKEN.keys() - {"email_verified", "name"} | {"event_id"}


def test_a_false_flag_is_said_and_an_empty_attribute_is_not() -> None:
    assert said()["email_verified"] is False
    assert "name" not in said()


def test_every_token_of_a_sign_in_names_the_same_event_and_other_sign_ins_another() -> None:
    other = claims_by_aws({**ID_TOKEN, "origin_jti": "p"}, POOL, client(), None)
    assert said()["event_id"] == said()["event_id"] != other["event_id"]


def test_a_refreshed_token_was_signed_in_for_when_its_refresh_token_was_made() -> None:
    assert (said(40)["auth_time"], said(40)["iat"]) == (40, 100)


def test_no_token_is_older_than_its_sign_in_and_its_life_is_as_long() -> None:
    assert (said(101)["iat"], said(101)["exp"]) == (101, 3701)


def test_the_best_groups_role_is_preferred_and_all_roles_are_named() -> None:
    groups = GroupClaims.of([READERS, EDITORS])
    claims = with_groups(ID_TOKEN, groups)
    assert claims["cognito:preferred_role"] == "arn:editors"
    assert claims["cognito:roles"] == ["arn:editors", "arn:readers"]


def test_two_best_groups_of_different_roles_prefer_none() -> None:
    groups = GroupClaims.of([READERS, {**EDITORS, "Precedence": 10}])
    assert "cognito:preferred_role" not in with_groups(ID_TOKEN, groups)


def test_no_precedence_is_worse_than_any() -> None:
    groups = GroupClaims.of([{**READERS, "Precedence": None}, {**EDITORS, "Precedence": 2**31 - 1}])
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
