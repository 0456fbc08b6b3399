"""UpdateGroup. Source: its page in Cognito's API reference, which speaks of no defaults."""

from __future__ import annotations

from tests.emulator.account import Account
from tests.emulator.errors import error_of


def test_a_changed_group_keeps_what_was_left_out(account: Account) -> None:
    pool, cognito = account.pool(), account.cognito
    made = cognito.create_group(
        UserPoolId=pool.id, GroupName="Readers", Description="Who reads", Precedence=3
    )["Group"]
    changed = cognito.update_group(UserPoolId=pool.id, GroupName="Readers", Precedence=0)["Group"]
    assert (changed["Description"], changed["Precedence"]) == ("Who reads", 0)
    assert changed["CreationDate"] == made["CreationDate"] < changed["LastModifiedDate"]
    assert cognito.get_group(UserPoolId=pool.id, GroupName="Readers")["Group"] == changed


def test_a_group_that_is_not_there_is_not_changed(account: Account) -> None:
    pool, cognito = account.pool(), account.cognito
    refused = error_of(lambda: cognito.update_group(UserPoolId=pool.id, GroupName="Nobodies", Precedence=1))
    assert refused[0] == "ResourceNotFoundException"
    assert cognito.list_groups(UserPoolId=pool.id)["Groups"] == []
