"""`make integration` passes where every command has its result, and ends at the first that has another.

A test that is written here stands in for the end-to-end tests, which have their own runs.
"""

from __future__ import annotations

import subprocess

import pytest

from scripts.terraform.provider import registry_problem
from tests.stack.conftest import Checkout
from tests.stack.engine import stack_of

OPTION = "def pytest_addoption(parser):\n    parser.addoption('--engine')\n"
PASSES = "def test_it(pytestconfig):\n    assert pytestconfig.getoption('--engine') == 'running'\n"
FAILS = "def test_it():\n    raise ValueError('no group')\n"
CHANGES_A_GROUP = """
from scripts.stack_file import read_stack

def test_it():
    stack = read_stack()
    doctor = {"UserPoolId": stack.user_pool_id, "GroupName": "Doctor"}
    stack.cognito().update_group(**doctor, Description="behind Terraform's back")
"""


def integrate(checkout: Checkout, e2e: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it in the checkout, with this for the end-to-end tests."""
    (checkout.root / "pyproject.toml").write_text("[tool.pytest.ini_options]\npythonpath = ['.']\n")
    (checkout.root / "tests" / "e2e").mkdir(parents=True, exist_ok=True)
    (checkout.root / "tests" / "conftest.py").write_text(OPTION)
    (checkout.root / "tests" / "e2e" / "test_it.py").write_text(e2e)
    return checkout.run("integration", **environment)


def test_every_command_has_the_result_that_it_should_have(checkout: Checkout) -> None:
    done = integrate(checkout, PASSES, TF_PROVIDER="offline")
    assert done.returncode == 0, done.stdout + done.stderr
    for said in (
        "the offline provider",
        "No changes",
        "Nothing to change",
        "1 resources changed",
        "All 7 steps",
    ):
        assert said in done.stdout
    stack = stack_of(checkout)
    described = stack.cognito().get_group(UserPoolId=stack.user_pool_id, GroupName="Admin")["Group"]
    assert (described["Precedence"], described["Description"]) == (1, "Runs the service")


def test_the_first_command_with_another_result_ends_it(checkout: Checkout) -> None:
    failed = integrate(checkout, FAILS, TF_PROVIDER="offline")
    assert failed.returncode == 1
    assert "make e2e ended with status 1" in failed.stderr
    assert "== make plan" not in failed.stdout

    changed = integrate(checkout, CHANGES_A_GROUP, TF_PROVIDER="offline")
    assert changed.returncode == 1
    assert "make plan ended with status 2" in changed.stderr
    assert "== a second make up" not in changed.stdout

    other = integrate(checkout, PASSES, TF_PROVIDER="registry")
    assert other.returncode == 1
    assert "The stack was made with the offline provider" in other.stderr
    assert "== make e2e" not in other.stdout


def test_a_registry_that_is_out_of_reach_is_not_fallen_back_from(checkout: Checkout) -> None:
    if registry_problem("registry.terraform.io") is None:
        pytest.skip("the Terraform registry answers here; run this test without a connection to it")
    done = integrate(checkout, PASSES, TF_PROVIDER="registry")
    assert done.returncode == 1
    assert "terraform init failed with the registry provider" in done.stderr
    assert "== make e2e" not in done.stdout
