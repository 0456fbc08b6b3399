"""No e-mail, name, code, password or token is in a log line, a metric, a queue or an error."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from scripts.stack_file import Stack
from tests.e2e.person import Person, new_password
from tests.embedded_stack import deployed_stack
from tests.emulator_process import emulator_process
from tests.security.flow_steps import forget, logged, repair
from tests.security.roles import out_of_reach, without
from tests.security.test_privilege import post_confirmation_event


class Told:
    """Everything that the stack has said to anybody but the person, and the values that it must not say."""

    def __init__(self, stack: Stack, engine_log: Path) -> None:
        self.stack, self.engine_log = stack, engine_log
        self.errors: list[str] = []
        self.marked: dict[str, str] = {}

    def person(self, user_type: str = "Patient") -> Person:
        """Somebody each of whose values is like nothing else."""
        mark = secrets.token_hex(6)
        person = Person.new(self.stack)
        person.email, person.name, person.user_type = f"mail-{mark}@example.com", f"Name{mark}", user_type
        self.marked |= {f"mail-{mark}": "an e-mail", person.name: "a name", person.password: "a password"}
        return person

    def code_of(self, person: Person) -> str:
        code = person.read_code()
        self.marked[code] = "a code"
        return code

    def tokens_of(self, person: Person) -> None:
        for name, token in person.log_in_by_password().items():
            if name.endswith("Token"):
                self.marked[token] = f"an {name}"

    def everywhere(self) -> dict[str, str]:
        queues = ("repair_queue_url", "repair_dead_letter_queue_url")
        return {
            "the functions' logs": "\n".join(logged(self.stack)),
            "the errors": "\n".join(self.errors),
            "the queues": "\n".join(_messages(self.stack, self.stack.outputs[queue]) for queue in queues),
            "the engine's log": self.engine_log.read_text(),
        }

    def leaks(self) -> list[str]:
        return [
            f"{what} in {where}"
            for where, text in self.everywhere().items()
            for value, what in self.marked.items()
            if re.search(rf"(?<![\w.]){re.escape(value)}(?!\w)", text)
        ]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with emulator_process() as emulator:
        stack = deployed_stack("embedded", emulator.endpoint_url, tmp_path_factory.mktemp("personal-data"))
        yield Told(stack, emulator.log)


def test_the_whole_flow_with_all_its_failures_tells_nothing_personal(told: Told) -> None:
    succeed(told)
    fail_as_the_person(told)
    fail_as_the_function(told)
    be_invoked_with_what_is_no_event(told)

    said = told.everywhere()["the functions' logs"]
    for line in ("Sign-up completed", "Left to the repair queue", "Repair done", "RepairFailed", "Malformed"):
        assert line in said, f"the flow did not come to: {line}"
    for line in ("cognito-idp SignUp 200", "cognito-idp ConfirmSignUp 400", "dynamodb PutItem 200"):
        assert line in told.everywhere()["the engine's log"], f"the engine's log has no: {line}"
    assert len(told.errors) >= 6
    assert told.leaks() == []


def test_the_search_finds_what_is_there(told: Told) -> None:
    person = told.person()
    told.errors.append(f"{person.name} <{person.email}>")
    leaks = told.leaks()
    del told.errors[-1]
    assert leaks == ["an e-mail in the errors", "a name in the errors"]


def succeed(told: Told) -> None:
    person = told.person("Doctor")
    person.sign_up()
    person.confirm(told.code_of(person))
    told.tokens_of(person)
    cognito, client_id = told.stack.cognito(), told.stack.user_pool_client_id
    cognito.forgot_password(ClientId=client_id, Username=person.email)
    code, person.password = told.code_of(person), new_password()
    told.marked[person.password] = "a password"
    cognito.confirm_forgot_password(
        ClientId=client_id, Username=person.email, ConfirmationCode=code, Password=person.password
    )
    told.tokens_of(person)


def fail_as_the_person(told: Told) -> None:
    mistaken = told.person(f"Type{secrets.token_hex(6)}")
    told.marked[str(mistaken.user_type)] = "a type"
    _failure(told, mistaken.sign_up)
    mistaken.user_type = "Patient"
    mistaken.sign_up()
    code = told.code_of(mistaken)
    _failure(told, lambda: mistaken.confirm(f"{(int(code) + 1) % 1_000_000:06}"))
    _failure(told, mistaken.log_in_by_password)


def fail_as_the_function(told: Told) -> None:
    for action in ("dynamodb:PutItem", "cognito-idp:AdminAddUserToGroup"):
        person = told.person()
        person.sign_up()
        code = told.code_of(person)
        with without(told.stack, "post_confirmation", action):
            _failure(told, lambda person=person, code=code: person.confirm(code))
    later = told.person()
    later.sign_up()
    code = told.code_of(later)
    with out_of_reach(told.stack, "post_confirmation", "DYNAMODB"):
        later.confirm(code)
    forget(later)
    repair(later)
    with without(told.stack, "repair", "cognito-idp:AdminAddUserToGroup"):
        forget(later)
        repair(later)


def be_invoked_with_what_is_no_event(told: Told) -> None:
    """Events with everything in the wrong place, by an operator who may invoke the functions."""
    person, functions = told.person(), told.stack.client("lambda")
    attributes = {"sub": [person.name], "email": person.email, "name": {"S": person.name}}
    events = [
        post_confirmation_event(told.stack, person.email, attributes),
        post_confirmation_event(told.stack, person.email, {"sub": "x", "custom:user_type": person.name}),
        {"Records": [{"body": person.email, "messageId": person.name}]},
        [person.email, person.name],
    ]
    for function in ("pre_sign_up", "post_confirmation", "repair"):
        for event in events:
            name = told.stack.outputs[f"{function}_function_name"]
            answer = functions.invoke(FunctionName=name, Payload=json.dumps(event))
            if "FunctionError" in answer:
                told.errors.append(answer["Payload"].read().decode())


def _failure(told: Told, call: object) -> None:
    assert callable(call)
    with pytest.raises(ClientError) as error:
        call()
    told.errors.append(json.dumps(error.value.response, default=str))


def _messages(stack: Stack, queue_url: str) -> str:
    sqs = stack.client("sqs")
    found = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10, VisibilityTimeout=0)
    return json.dumps(found.get("Messages", []))
