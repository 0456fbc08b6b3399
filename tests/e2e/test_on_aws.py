"""`--engine aws` mails to nobody who would bounce, and no more than the pool's sender has.

The engine under test is in AWS's place: AWS_ENDPOINT_URL leads there, a script answers `terraform output`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripts.errors import CommandError
from scripts.mailboxes.stack_mailbox import mailbox_of
from scripts.paths import PROJECT
from scripts.stack_file import LOCAL_ACCESS_KEY, LOCAL_SECRET_KEY, Stack
from tests.e2e.engines import UNUSABLE
from tests.e2e.mails import check_sender
from tests.e2e.shell import command

pytestmark = [pytest.mark.not_on("aws", "a local engine is in AWS's place"), pytest.mark.mails(0)]
THREE_TESTS = ("tests/e2e/test_sign_up.py", "-k", "names_no_type or ten_people or wrong_code")
A_SENDER = {
    "EmailSendingAccount": "DEVELOPER",
    "SourceArn": "arn:aws:ses:us-east-1:000000000000:identity/clinic.example",
}
Pytest = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def on_aws(stack: Stack, tmp_path: Path) -> Pytest:
    """Runs pytest as on AWS."""
    outputs = {name: {"value": value} for name, value in stack.outputs.items()}
    answers = {"output": outputs, "version": {"terraform_version": "1.9.0"}}
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(answers))
    told = (
        "import json, sys; answers = json.load(open(sys.argv[1])); "
        "print(json.dumps(next(answers[word] for word in sys.argv[2:] if word in answers)))"
    )
    command(tmp_path / "terraform", sys.executable, "-c", told, str(file))
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "AWS_ENDPOINT_URL": str(stack.endpoint_url),
        "AWS_ACCESS_KEY_ID": LOCAL_ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": LOCAL_SECRET_KEY,
        "COLUMNS": "300",
        **({"AWS_CA_BUNDLE": stack.ca_bundle} if stack.ca_bundle else {}),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--engine", "aws", *arguments],
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def recipients(stack: Stack) -> Callable[[], list[str]]:
    """To whom mails were sent since the test began."""
    mailbox = mailbox_of(stack)
    assert mailbox is not None
    before = len(mailbox.mails())
    return lambda: [mail.recipient for mail in mailbox.mails()[before:]]


@pytest.mark.mails(11)
def test_every_mail_that_was_announced_goes_to_the_mailbox_simulator_and_no_other(
    on_aws: Pytest, recipients: Callable[[], list[str]]
) -> None:
    done = on_aws("--yes-real-aws", *THREE_TESTS)
    assert done.returncode == 0, done.stdout
    assert "2 passed, 1 skipped" in done.stdout
    assert "Cognito sends 11 mails at most, to success+…@simulator.amazonses.com" in done.stdout
    mailed = recipients()
    assert len(mailed) == len(set(mailed)) == 11
    assert all(one.startswith("success+") and one.endswith("@simulator.amazonses.com") for one in mailed)


@pytest.mark.mails(1)
def test_a_mail_domain_of_ones_own_gets_them(on_aws: Pytest, recipients: Callable[[], list[str]]) -> None:
    done = on_aws("--yes-real-aws", "--mail-domain", "mail.clinic.dev", *THREE_TESTS[:2], "names_no_type")
    assert done.returncode == 0, done.stdout
    assert "Cognito sends 1 mails at most, to mail.clinic.dev" in done.stdout
    [mailed] = recipients()
    assert mailed.endswith("@mail.clinic.dev")


@pytest.mark.parametrize(
    "domain", ["example.com", "mail.EXAMPLE.org", "clinic.test", "a@clinic.dev", "clinic"]
)
def test_a_mail_domain_that_takes_no_mail_is_refused(
    on_aws: Pytest, recipients: Callable[[], list[str]], domain: str
) -> None:
    done = on_aws("--yes-real-aws", "--mail-domain", domain, *THREE_TESTS)
    assert done.returncode == UNUSABLE
    assert f"--mail-domain {domain} is" in done.stderr
    assert "Next: " in done.stderr
    assert recipients() == []


def test_more_mails_than_cognitos_own_sender_has_in_a_day_are_refused_before_the_first(
    on_aws: Pytest, recipients: Callable[[], list[str]], stack: Stack
) -> None:
    done = on_aws("--yes-real-aws", "tests/e2e")
    assert done.returncode == UNUSABLE, done.stdout
    told = done.stdout + done.stderr
    assert f"Pool {stack.user_pool_id} has Cognito's own sender (COGNITO_DEFAULT), which stops at 50" in told
    assert "Next: pytest tests/e2e/test_sign_up.py --engine aws --yes-real-aws" in told
    assert "docs/production.md" in told
    assert recipients() == []


def test_nobody_is_mailed_before_somebody_has_said_that_this_is_to_be_an_account_on_aws(
    on_aws: Pytest, recipients: Callable[[], list[str]]
) -> None:
    done = on_aws(*THREE_TESTS)
    assert done.returncode == UNUSABLE
    assert "--yes-real-aws" in done.stdout + done.stderr
    assert recipients() == []


@pytest.mark.parametrize(
    ("email", "mails", "is_refused"),
    [
        ({}, 50, False),
        ({}, 51, True),
        ({"EmailSendingAccount": "COGNITO_DEFAULT"}, 51, True),
        (A_SENDER, 51, False),
    ],
)
def test_a_sender_of_ones_own_has_more_than_cognitos(
    stack: Stack, email: dict[str, Any], mails: int, is_refused: bool
) -> None:
    cognito = stack.cognito()
    pool: Any = {"PoolName": "sender", **({"EmailConfiguration": email} if email else {})}
    made = cognito.create_user_pool(**pool)["UserPool"]["Id"]
    asked = replace(stack, engine="aws", outputs={**stack.outputs, "user_pool_id": made})
    try:
        if is_refused:
            with pytest.raises(CommandError, match=f"up to {mails} mails"):
                check_sender(asked, mails)
        else:
            check_sender(asked, mails)
    finally:
        cognito.delete_user_pool(UserPoolId=made)
