"""`make logs`: a line for each call, what functions write, and nothing of a person."""

from __future__ import annotations

import re
import secrets

from scripts.mailboxes.mailbox import EmulatorMailbox, newest_mail
from scripts.stack_file import Stack
from tests.stack.commands import running
from tests.stack.conftest import Checkout
from tests.stack.engine import engine_process, stack_of

PASSWORD = "Correct-horse-7-battery"


def sign_up(stack: Stack, email: str) -> str:
    """Sign somebody up and confirm them: their code."""
    attributes = {"email": email, "name": "Augusta Ada", "custom:user_type": "Patient"}
    stack.cognito().sign_up(
        ClientId=stack.user_pool_client_id,
        Username=email,
        Password=PASSWORD,
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        ClientMetadata=stack.client_metadata,
    )
    code = newest_mail(EmulatorMailbox(str(stack.endpoint_url)), email).code
    stack.cognito().confirm_sign_up(
        ClientId=stack.user_pool_client_id,
        Username=email,
        ConfirmationCode=code,
        ClientMetadata=stack.client_metadata,
    )
    return code


def test_a_sign_up_is_in_the_log_while_it_is_followed_and_nothing_of_the_person_is(
    checkout: Checkout,
) -> None:
    checkout.up()
    stack = stack_of(checkout)
    email = f"ada-{secrets.token_hex(4)}@example.com"
    with running(checkout, "logs", "--follow") as following:
        following.wait_for("Ready.")
        code = sign_up(stack, email)
        following.wait_for("cognito-idp ConfirmSignUp 200")
        following.interrupt()
        assert following.status() == 0
    printed = checkout.run("logs").stdout
    function = stack.post_confirmation_function_name
    for line in (
        "cognito-idp SignUp 200",
        f"lambda {function} ok",
        "dynamodb PutItem 200",
        f"lambda {function} [|] ",
    ):
        assert re.search(rf"^\S+ {line}", printed, re.MULTILINE), line
    personal = [email, "Augusta", code, PASSWORD]
    assert [value for value in personal if value in printed or value in following.output] == []


def test_an_engine_that_is_to_log_all_is_another_engine(checkout: Checkout) -> None:
    up = checkout.run("up", "--log", "debug")
    assert up.returncode == 0, up.stderr
    command = engine_process(checkout).cmdline()
    assert command[command.index("--log-level") + 1] == "debug"
    refused = checkout.run("up")
    assert refused.returncode != 0
    assert "its log debug" in refused.stderr
    assert "make down" in refused.stderr
