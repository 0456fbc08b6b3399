"""A stack that is to be kept, and the people in it."""

from __future__ import annotations

import json
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

import psutil

from scripts.mailboxes.mailbox import newest_mail
from scripts.mailboxes.stack_mailbox import mailbox_of
from scripts.stack_file import Stack, read_stack
from tests.stack.conftest import Checkout

PASSWORD = "Correct-horse-7-battery"


@dataclass(frozen=True)
class KeptStack:
    """A checkout whose stack is to be kept."""

    checkout: Checkout

    @property
    def state(self) -> Path:
        return self.checkout.root / ".local" / "persisted" / "emulator"

    def up(self) -> str:
        return self.checkout.up(PERSIST="1").stdout

    def refused_up(self) -> str:
        refused = self.checkout.run("up", PERSIST="1")
        assert refused.returncode == 1, refused.stdout
        assert "✓" not in refused.stdout + refused.stderr
        return refused.stderr

    def down(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.checkout.run("down", **environment)

    def plan(self) -> int:
        return self.checkout.run("plan").returncode

    def stack(self) -> Stack:
        return read_stack(self.checkout.root / ".local" / "stack.json")

    def kill_engine(self) -> None:
        process = self.engine()
        process.kill()
        process.wait(15)

    def engine(self) -> psutil.Process:
        remembered = json.loads((self.checkout.root / ".local" / "embedded" / "process.json").read_text())
        return psutil.Process(remembered["pid"])


def has_resources(terraform_state: Path) -> bool:
    return terraform_state.exists() and '"instances"' in terraform_state.read_text()


def sign_up(stack: Stack) -> str:
    """The address of somebody who has signed up and confirmed."""
    email, cognito = f"{uuid.uuid4().hex}@example.com", stack.cognito()
    attributes = [{"Name": "email", "Value": email}, {"Name": "name", "Value": "Ada"}]
    cognito.sign_up(
        ClientId=stack.user_pool_client_id,
        Username=email,
        Password=PASSWORD,
        UserAttributes=attributes,  # type: ignore[arg-type]
    )
    mailbox = mailbox_of(stack)
    assert mailbox
    cognito.confirm_sign_up(
        ClientId=stack.user_pool_client_id, Username=email, ConfirmationCode=newest_mail(mailbox, email).code
    )
    return email


def is_let_in(stack: Stack, email: str) -> bool:
    answer = stack.cognito().initiate_auth(
        ClientId=stack.user_pool_client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
    )
    return "AccessToken" in answer["AuthenticationResult"]
