"""A call that is copied as a command of the AWS CLI is the same call once more: the CLI itself makes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from cognito_emulator.console.timeline.aws_cli import command_of
from cognito_emulator.recording.step import CUT, Kind, Step
from tests.emulator.account import PASSWORD, Account, Pool
from tests.emulator.console_timeline import Timeline, shown_part
from tests.emulator.functions import RETURNS_THE_EVENT

HOSTILE = 'O\'Hara "$(touch owned)" `id` \\ --query\nfile:///etc/passwd é ☂'


@pytest.fixture
def pool(account: Account) -> Pool:
    return account.pool(username="name")


def run(command: str, directory: Path, **environment: str) -> dict[str, Any]:
    """The CLI's answer to a command that a shell gets as it is."""
    answer: dict[str, Any] = json.loads(printed_by(command, directory, **environment) or "{}")
    return answer


def printed_by(command: str, directory: Path, **environment: str) -> str:
    own = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(directory)}
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=directory,
        env={**own, **keys, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_sign_up_is_made_again_by_its_command_with_the_password_that_was_not_kept(
    endpoint_url: str, pool: Pool, tmp_path: Path
) -> None:
    person = pool.sign_up("ada", ClientMetadata={"told": HOSTILE})
    page = Timeline(endpoint_url).step(person, "SignUp")
    pool.account.cognito.admin_delete_user(UserPoolId=pool.id, Username="ada")
    answer = run(shown_part(page, "command"), tmp_path, PASSWORD=PASSWORD)
    assert answer["UserSub"] != person.sub
    first, second = _requests(endpoint_url, person.email)
    assert first == second
    assert first["ClientMetadata"]["told"] == HOSTILE
    assert not (tmp_path / "owned").exists()


def _requests(endpoint_url: str, email: str) -> list[dict[str, Any]]:
    timeline = Timeline(endpoint_url)
    return [json.loads(shown_part(timeline.get(path), "request")) for path in timeline.links(email, "SignUp")]


@pytest.mark.parametrize(
    ("service", "operation", "request_sent"),
    [
        ("cognito-idp", "ListUserPools", {"MaxResults": 5}),
        ("dynamodb", "ListTables", {}),
        ("sqs", "ListQueues", {"QueueNamePrefix": HOSTILE}),
        (
            "cognito-idp",
            "CreateUserPool",
            {"PoolName": "again", "Policies": {"PasswordPolicy": {"MinimumLength": 9}}},
        ),
    ],
)
def test_a_signed_call_of_a_json_service_is_made_by_its_command(
    endpoint_url: str, tmp_path: Path, service: str, operation: str, request_sent: Mapping[str, Any]
) -> None:
    command = command_of(call(service, operation, request_sent, is_signed=True), endpoint_url, "us-east-1")
    assert command
    assert command.variables == ()
    run(command.text, tmp_path)


def test_a_call_of_a_form_is_made_again_by_its_command(
    endpoint_url: str, account: Account, tmp_path: Path
) -> None:
    form = urlencode(
        {
            "Action": "CreateTopic",
            "Name": "copied",
            "Tags.member.1.Key": "told",
            "Tags.member.1.Value": HOSTILE,
        }
    )
    step = Step(Kind.CALL, "sns", "CreateTopic", 1000.0, request=form.encode(), is_signed=True)
    command = command_of(step, endpoint_url, "us-east-1")
    assert command
    arn = run(command.text, tmp_path)["TopicArn"]
    [tag] = account.client("sns").list_tags_for_resource(ResourceArn=arn)["Tags"]
    assert tag["Value"] == HOSTILE
    assert not (tmp_path / "owned").exists()


def test_a_run_of_a_function_is_made_again_by_its_command_with_its_event(
    endpoint_url: str, account: Account, tmp_path: Path
) -> None:
    path = f"/2015-03-31/functions/{account.function(RETURNS_THE_EVENT)}/invocations"
    event = {
        "told": HOSTILE,
        "userPoolId": "none",
        "userName": "none",
        "request": {"userAttributes": {"sub": "none"}},
    }
    content = json.dumps(event, ensure_ascii=False).encode()
    step = Step(
        Kind.CALL, "lambda", "InvokeFunction", 1000.0, content, method="POST", path=path, is_signed=True
    )
    command = command_of(step, endpoint_url, account.region)
    assert command
    answer, _ = json.JSONDecoder().raw_decode(printed_by(command.text, tmp_path))
    assert answer == event
    assert not (tmp_path / "owned").exists()


def test_what_is_no_call_or_was_cut_has_no_command(endpoint_url: str) -> None:
    steps = [
        call("s3", "PutObject", {}),
        call("hosted-ui", "POST /signup", {}),
        call("cognito-idp", "NoSuchOperation", {}),
        Step(Kind.CALL, "cognito-idp", "SignUp", 1000.0, request=b'{"ClientId": "a' + CUT),
        Step(Kind.TRIGGER, "us-east-1_Example00", "PreSignUp", 1000.0, request=b"{}"),
    ]
    assert [command_of(step, endpoint_url, "us-east-1") for step in steps] == [None] * len(steps)


def call(service: str, operation: str, request: Mapping[str, Any], *, is_signed: bool = False) -> Step:
    content = json.dumps(request).encode()
    return Step(Kind.CALL, service, operation, 1000.0, request=content, is_signed=is_signed)
