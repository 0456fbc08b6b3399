"""The README's sign-up by the AWS CLI works as it stands."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from scripts.paths import PROJECT
from scripts.stack_file import Stack
from tests.clients.shown import shown_by
from tests.e2e.person import Person
from tests.e2e.shell import aws_command

README = (PROJECT / "README.md").read_text()
[BLOCK] = re.findall(r"^```sh\n(# on this machine alone.*?)^```$", README, re.MULTILINE | re.DOTALL)
HERE, EVERYWHERE = str(BLOCK).split("# here and on AWS\n")
SIGN_UP, CONFIRM, LOG_IN = (f"aws {command}" for command in EVERYWHERE.split("aws ")[1:])


@pytest.mark.not_on(
    "aws", "nobody here reads the mail of AWS; read the code yourself and type the three commands"
)
def test_the_readmes_commands_sign_a_doctor_up_and_in(
    person: Person, record_property: Callable[[str, object], None]
) -> None:
    with TemporaryDirectory() as directory:
        cli_version = aws_command(Path(directory))
    with shown_by(record_property)("awscli", cli_version) as steps:
        with steps.step("sign up"):
            person.user_id = run(SIGN_UP, person)["UserSub"]
        with steps.step("confirm"):
            run(CONFIRM, person, CODE=person.read_code())
        with steps.step("sign in"):
            tokens = run(LOG_IN, person)["AuthenticationResult"]
    profile = person.profile()
    assert profile is not None
    assert profile["name"] == "Ada Lovelace"
    assert person.claims(tokens)["cognito:groups"] == ["Doctor"]


def run(command: str, person: Person, **variables: str) -> dict[str, Any]:
    """What one command of the README answers, in a shell where no AWS account is known."""
    script = f"{_address_of(person.stack)}\nset -euo pipefail\n{command}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "CLIENT_ID": person.stack.user_pool_client_id,
        "EMAIL": person.email,
        "PASSWORD": person.password,
        **variables,
    }
    if person.stack.ca_bundle:  # README's line for TLS=1
        environment["AWS_CA_BUNDLE"] = person.stack.ca_bundle
    with TemporaryDirectory() as directory:
        aws_command(Path(directory))
        environment["PATH"] = f"{directory}:{environment['PATH']}"
        done = subprocess.run(
            ["bash", "-c", script], env=environment, capture_output=True, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (0, "")
    answer: dict[str, Any] = json.loads(done.stdout or "{}")
    return answer


def _address_of(stack: Stack) -> str:
    """The README's own lines, with this stack's port in the place of the usual one."""
    assert "http://127.0.0.1:4566 " in HERE
    return HERE.replace("http://127.0.0.1:4566", str(stack.endpoint_url))
