"""The engine of a checkout, and what is in it."""

from __future__ import annotations

import json

import psutil

from scripts.stack_file import Stack, read_stack
from tests import http
from tests.stack.conftest import Checkout


def engine_process(checkout: Checkout) -> psutil.Process:
    remembered = json.loads((checkout.root / ".local" / "embedded" / "process.json").read_text())
    return psutil.Process(remembered["pid"])


def stack_of(checkout: Checkout) -> Stack:
    return read_stack(checkout.root / ".local" / "stack.json")


def people_of(checkout: Checkout) -> set[str]:
    """The user names in the pool."""
    stack = stack_of(checkout)
    pages = stack.cognito().get_paginator("list_users").paginate(UserPoolId=stack.user_pool_id)
    return {user["Username"] for page in pages for user in page["Users"]}


def reset_engine(checkout: Checkout) -> None:
    """As a test suite of somebody's does it between its tests."""
    http.post(f"{stack_of(checkout).endpoint_url}/_ministack/reset", timeout=30).raise_for_status()
