"""A stack whose parts somebody has removed behind its back: told by every command, mended by `make up`."""

from __future__ import annotations

from scripts.stack_file import Stack
from tests.stack.conftest import Checkout
from tests.stack.engine import engine_process, reset_engine, stack_of

COMMANDS = (
    ("status",),
    ("demo",),
    ("demo-web",),
    ("pending",),
    ("redrive",),
    ("reconcile",),
    ("load", "--people", "2"),
)


def delete_pool(stack: Stack) -> None:
    cognito = stack.cognito()
    domain = cognito.describe_user_pool(UserPoolId=stack.user_pool_id)["UserPool"]["Domain"]
    cognito.delete_user_pool_domain(UserPoolId=stack.user_pool_id, Domain=domain)
    cognito.delete_user_pool(UserPoolId=stack.user_pool_id)


def delete_table(stack: Stack) -> None:
    stack.dynamodb().delete_table(TableName=stack.table_name)


def delete_function(stack: Stack) -> None:
    stack.client("lambda").delete_function(FunctionName=stack.post_confirmation_function_name)


def test_a_reset_engine_is_told_by_every_command_and_up_deploys_into_it_anew(checkout: Checkout) -> None:
    checkout.up()
    engine, stack = engine_process(checkout), stack_of(checkout)
    reset_engine(checkout)
    for command in COMMANDS:
        refused = checkout.run(*command)
        said = refused.stdout + refused.stderr
        assert refused.returncode == 1, said
        assert f"has no user pool {stack.user_pool_id} and no table {stack.table_name}" in said
        assert "next: make up" in said
        assert "Traceback" not in said
    checkout.up()
    assert engine_process(checkout).pid == engine.pid
    _assert_that_it_works(checkout)


def test_a_part_that_was_deleted_is_told_by_status_and_made_anew_by_up(checkout: Checkout) -> None:
    checkout.up()
    for delete in (delete_pool, delete_table, delete_function):
        delete(stack_of(checkout))
        status = checkout.run("status")
        assert status.returncode == 1
        assert "or they were deleted" in status.stdout
        assert "next: make up" in status.stdout
        checkout.up()
        _assert_that_it_works(checkout)


def _assert_that_it_works(checkout: Checkout) -> None:
    assert checkout.run("status").returncode == 0
    demo = checkout.run("demo")
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "Signed up, confirmed, in their group" in demo.stdout
    assert checkout.run("plan").returncode == 0
