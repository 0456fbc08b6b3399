"""The engine's log: a line is the engine's own, whatever a request has in it, and has nothing of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests import http
from tests.emulator.account import PASSWORD, Account, Pool
from tests.emulator.functions import ADDS_TO_THE_GROUP_MEMBERS, RAISES, RETURNS_THE_EVENT
from tests.emulator_process import EmulatorProcess, emulator_process

SHOWS_REQUESTS = ("-m", "cognito_emulator", "--log-level", "debug")
QUIET = ("-m", "cognito_emulator", "--log-level", "warning")
TELLS_ITS_TRIGGER = f"""
print("began with", event["triggerSource"])
{RETURNS_THE_EVENT}
"""
REQUEST_ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@pytest.fixture
def engine() -> Iterator[EmulatorProcess]:
    with emulator_process() as running:
        yield running


def test_a_request_neither_acts_in_the_log_nor_writes_a_line_of_its_own() -> None:
    with emulator_process(entry=SHOWS_REQUESTS) as emulator:
        http.get(f"{emulator.endpoint_url}/%1B%5B2Jowned%0Aforged%E2%80%AE", trust_env=False)
        log = emulator.log.read_text()
    assert r"/\x1b[2Jowned\nforged\u202e" in log
    assert not any(line.startswith("forged") for line in log.splitlines())
    assert "\x1b" not in log


def test_a_whole_sign_up_is_a_line_each_call_and_each_run_and_tells_nothing_of_the_person(
    engine: EmulatorProcess,
) -> None:
    pool = pool_with_functions(Account(engine.endpoint_url))
    person = pool.sign_up(ClientMetadata={"name": "Augusta"})
    code = person.mailed_code()
    person.confirm(code)
    tokens = person.log_in()
    with pytest.raises(pool.account.cognito.exceptions.NotAuthorizedException):
        person.confirm("000000")
    log = engine.log.read_text()
    for line in (
        f"cognito-idp SignUp 200 [0-9]+ ms {REQUEST_ID}",
        "lambda function-[0-9a-f]+ ok [0-9]+ ms cold",
        "lambda function-[0-9a-f]+ [|] began with PreSignUp_SignUp",
        f"cognito-idp AdminAddUserToGroup 200 [0-9]+ ms {REQUEST_ID}",
        f"cognito-idp ConfirmSignUp 200 [0-9]+ ms {REQUEST_ID}",
        f"cognito-idp InitiateAuth 200 [0-9]+ ms {REQUEST_ID}",
        f"cognito-idp ConfirmSignUp 400 [0-9]+ ms {REQUEST_ID}",
    ):
        assert re.search(rf"^\S+ {line}$", log, re.MULTILINE), line
    parts = [part for name in ("AccessToken", "IdToken") for part in tokens[name].split(".")[1:]]
    personal = [person.email, code, PASSWORD, "Augusta", tokens["RefreshToken"], *parts]
    assert [value for value in personal if value in log] == []


def test_what_a_caller_calls_an_operation_is_in_no_line(engine: EmulatorProcess) -> None:
    for target in ("AWSCognitoIdentityProviderService.ada@example.com", "ada@example.com"):
        headers = {"x-amz-target": target, "content-type": "application/x-amz-json-1.1"}
        http.post(engine.endpoint_url, headers=headers, content=b"{}", trust_env=False)
    http.get(f"{engine.endpoint_url}/bucket/ada@example.com?name=ada@example.com", trust_env=False)
    log = engine.log.read_text()
    assert "(unnamed)" in log
    assert "ada" not in log


def test_a_function_that_fails_is_told_with_its_error_and_what_it_wrote(engine: EmulatorProcess) -> None:
    account = Account(engine.endpoint_url)
    pool = account.pool(PreSignUp=account.function(RAISES))
    with pytest.raises(account.cognito.exceptions.UserLambdaValidationException):
        pool.sign_up()
    log = engine.log.read_text()
    assert re.search(r"lambda function-[0-9a-f]+ Runtime.HandlerError [0-9]+ ms cold", log)
    assert "no room at the inn" in log


def test_who_asks_for_warnings_alone_gets_no_line() -> None:
    with emulator_process(entry=QUIET) as emulator:
        pool_with_functions(Account(emulator.endpoint_url)).sign_up()
        log = emulator.log.read_text()
    assert log.splitlines()[1:] == ["Ready."]


def pool_with_functions(account: Account) -> Pool:
    pool = account.pool(
        PreSignUp=account.function(TELLS_ITS_TRIGGER),
        PostConfirmation=account.function(ADDS_TO_THE_GROUP_MEMBERS),
    )
    account.cognito.create_group(UserPoolId=pool.id, GroupName="Members")
    return pool
