"""Resource servers and their scopes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.pools import Pool
from tests.conformance.refusals import refused

READ = {"ScopeName": "read", "ScopeDescription": "Read notes"}


def create(pool: Pool, identifier: str = "notes", **settings: Any) -> dict[str, Any]:
    answer = pool.cognito.create_resource_server(
        UserPoolId=pool.id, Identifier=identifier, Name="Notes", **settings
    )
    return dict(answer["ResourceServer"])


def test_an_identifier_is_a_pools_once(pool: Pool) -> None:
    """Model: CreateResourceServerRequest.Identifier ("A unique resource server identifier")."""
    create(pool)
    with refused("InvalidParameterException"):
        create(pool)


def test_an_identifier_may_be_an_address(pool: Pool) -> None:
    """Model: CreateResourceServerRequest.Identifier ("You can also set an API URL")."""
    made = create(pool, "https://notes.example.com", Scopes=[READ])
    assert (made["Identifier"], made["Scopes"]) == ("https://notes.example.com", [READ])


@pytest.mark.parametrize("name", ["re/ad", "re ad", ""])
def test_a_scope_has_no_slash_and_no_space(pool: Pool, name: str) -> None:
    """Model: ResourceServerScopeNameType (pattern)."""
    with refused("InvalidParameterException"):
        create(pool, Scopes=[{"ScopeName": name, "ScopeDescription": "Read"}])


def test_a_server_has_each_scope_once(pool: Pool) -> None:
    """Model: CreateResourceServer.errors InvalidParameterException; ResourceServerScopeType.ScopeName."""
    with refused("InvalidParameterException"):
        create(pool, Scopes=[READ, {**READ, "ScopeDescription": "Read once more"}])


def test_a_server_has_at_most_a_hundred_scopes(pool: Pool) -> None:
    """Model: ResourceServerScopeListType (max 100)."""
    scopes = [{"ScopeName": f"scope{n}", "ScopeDescription": "One"} for n in range(101)]
    with refused("InvalidParameterException"):
        create(pool, Scopes=scopes)


def test_a_pool_has_at_most_25_servers(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html ("Resource servers per
    user
    pool": 25). Model: CreateResourceServer.errors LimitExceededException."""
    for number in range(25):
        create(pool, f"server{number}")
    with refused("LimitExceededException"):
        create(pool, "one-more")


def test_an_update_takes_away_the_scopes_that_it_leaves_out(pool: Pool) -> None:
    """Model: UpdateResourceServer ("If you don't provide a value for an attribute, it is set to the default
    value")."""
    create(pool, Scopes=[READ])
    about = {"UserPoolId": pool.id, "Identifier": "notes"}
    pool.cognito.update_resource_server(**about, Name="Notes of all")
    said = pool.cognito.describe_resource_server(**about)["ResourceServer"]
    assert (said["Name"], said["Scopes"]) == ("Notes of all", [])


def test_a_server_that_is_not_there_is_not_found(pool: Pool) -> None:
    """Model: DescribeResourceServer.errors ResourceNotFoundException."""
    with refused("ResourceNotFoundException"):
        pool.cognito.describe_resource_server(UserPoolId=pool.id, Identifier="nothing")


def test_a_deleted_server_is_gone(pool: Pool) -> None:
    """Model: DeleteResourceServer; ListResourceServers."""
    create(pool)
    pool.cognito.delete_resource_server(UserPoolId=pool.id, Identifier="notes")
    assert pool.cognito.list_resource_servers(UserPoolId=pool.id)["ResourceServers"] == []
