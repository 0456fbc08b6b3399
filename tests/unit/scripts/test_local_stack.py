"""Where the hosted UI of a local stack stands."""

from __future__ import annotations

import pytest

from scripts.stack_file import Stack

OUTPUTS = {
    "hosted_ui_sign_up_url": "https://prefix.auth.us-east-1.amazoncognito.com/signup?client_id=c&scope=a+b",
    "hosted_ui_login_url": "https://prefix.auth.us-east-1.amazoncognito.com/login?client_id=c&scope=a+b",
    "region": "us-east-1",
}


@pytest.mark.parametrize(
    ("engine", "base"),
    [
        ("embedded", "http://127.0.0.1:4566"),
        ("container", "http://127.0.0.1:4566"),
        ("localstack", "http://127.0.0.1:4566/_aws/cognito-idp"),
    ],
)
def test_a_local_stacks_pages_are_the_engines_own(engine: str, base: str) -> None:
    stack = Stack.local(engine, "http://127.0.0.1:4566", OUTPUTS)
    assert stack.outputs["hosted_ui_sign_up_url"] == f"{base}/signup?client_id=c&scope=a+b"
    assert stack.hosted_ui_login_url == f"{base}/login?client_id=c&scope=a+b"
    assert stack.region == "us-east-1"


def test_only_the_emulator_has_an_inbox() -> None:
    assert Stack.local("embedded", "http://127.0.0.1:1", OUTPUTS).inbox_url == "http://127.0.0.1:1/_inbox"
    assert Stack.local("localstack", "http://127.0.0.1:1", OUTPUTS).inbox_url is None
    assert Stack("aws", None, OUTPUTS).inbox_url is None
