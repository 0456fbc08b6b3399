"""Something is broken while many people sign up; afterwards nobody lacks a profile or their group."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from scripts.engines import EngineSettings
from scripts.engines.embedded import EmbeddedEngine
from scripts.health import wait_until
from scripts.people import incomplete_people
from scripts.stack_file import Stack
from tests.chaos.faults import Faults
from tests.chaos.storm import Record, Storm, assert_nobody_is_lost, new_person, outcome_of, sign_up_many
from tests.e2e.person import Person

PEOPLE = 24
WAIT_SECONDS = 60
DOWN = {"code": "InternalServerError", "status": 500}
THROTTLED = {"code": "ProvisionedThroughputExceededException", "status": 400}
TOO_MANY = {"code": "TooManyRequestsException", "status": 400}

pytestmark = pytest.mark.timeout(900)

# a fault that goes on for ever makes dead letters sooner or later; the fourth try comes 105 s after the first
PASSES_SECONDS = 60
FAULTS: dict[str, list[dict[str, Any]]] = {
    "DynamoDB throttles 30 %": [
        {"service": "dynamodb", "probability": 0.3, "error": THROTTLED, "ttl_s": PASSES_SECONDS}
    ],
    "DynamoDB is down for 10 s": [{"service": "dynamodb", "error": DOWN, "ttl_s": 10}],
    "DynamoDB answers after 6 s, for 10 s": [{"service": "dynamodb", "latency": 6000, "ttl_s": 10}],
    # harder than a quota of 25 a second, which the sign-ups of one machine do not reach
    "Cognito throttles half of AdminAddUserToGroup": [
        {
            "service": "*",
            "operation": "AdminAddUserToGroup",
            "probability": 0.5,
            "error": TOO_MANY,
            "ttl_s": PASSES_SECONDS,
        }
    ],
    "30 % of the functions' connections are reset": [
        {"service": "*", "probability": 0.3, "reset": True, "ttl_s": PASSES_SECONDS}
    ],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_loses_nobody(
    fault: str, stack: Stack, faults: Faults, record: Record, tmp_path: Path
) -> None:
    for rule in FAULTS[fault]:
        faults.add(**rule)
    storm = sign_up_many(stack, PEOPLE)
    fired = faults.fired()
    assert fired > 0
    converge(fault, storm, stack, record, tmp_path)


def test_with_the_queue_down_as_well_people_see_it_and_reconcile_finds_them(
    stack: Stack, faults: Faults, record: Record, tmp_path: Path
) -> None:
    for service in ("dynamodb", "sqs"):
        faults.add(service=service, error=DOWN)
    storm = sign_up_many(stack, PEOPLE)
    assert storm.errors.total() == PEOPLE
    assert len(incomplete_people(stack, storm.users)) == PEOPLE
    faults.clear()
    converge("DynamoDB and SQS are down", storm, stack, record, tmp_path)


def test_a_function_killed_in_the_middle_loses_nobody(
    stack: Stack, faults: Faults, engine: EmbeddedEngine, record: Record, tmp_path: Path
) -> None:
    # slow enough to be in the middle when the process is killed
    faults.add(service="dynamodb", latency=400)
    with ThreadPoolExecutor(1) as pool:
        storming = pool.submit(sign_up_many, stack, PEOPLE)
        killed = 0
        while not storming.done() and killed < PEOPLE // 4:
            killed += wait_until(lambda: kill_one_function(engine, stack), WAIT_SECONDS)
        storm = storming.result()
    assert killed > 0
    faults.clear()
    converge("the function is killed in the middle", storm, stack, record, tmp_path)


@pytest.mark.usefixtures("faults")
def test_the_same_event_three_times_at_once_makes_one_profile(
    stack: Stack, record: Record, tmp_path: Path
) -> None:
    people = [new_person(stack, number) for number in range(PEOPLE // 3)]
    for person in people:
        person.sign_up()
    events = [confirmation_event(person, stack) for person in people for _ in range(3)]
    with ThreadPoolExecutor(len(events)) as pool:
        answers = list(pool.map(lambda event: invoke_until_it_succeeds(event, stack), events))
    assert answers == events
    created = [person.profile() for person in people]
    for person in people:
        person.confirm()
    storm = Storm(people, [None] * len(people))
    converge("the same event three times at once, and once more", storm, stack, record, tmp_path)
    assert [person.profile() for person in people] == created


@pytest.mark.usefixtures("faults")
def test_a_restart_in_the_middle_with_state_kept_loses_nobody(
    stack: Stack, restartable: tuple[EmbeddedEngine, EngineSettings], record: Record, tmp_path: Path
) -> None:
    engine, settings = restartable
    with ThreadPoolExecutor(1) as pool:
        storming = pool.submit(sign_up_many, stack, PEOPLE)
        assert wait_until(lambda: bool(functions_of(engine, stack)), WAIT_SECONDS)
        engine.stop()
        engine.start(settings)
        storm = storming.result()
    converge("the engine restarts, its state kept", storm, stack, record, tmp_path)


def test_everything_at_once_loses_nobody(
    stack: Stack, faults: Faults, engine: EmbeddedEngine, record: Record, tmp_path: Path
) -> None:
    faults.add(service="dynamodb", probability=0.3, error=THROTTLED)
    faults.add(service="dynamodb", probability=0.2, latency={"min": 500, "max": 2000})
    faults.add(service="*", operation="AdminAddUserToGroup", probability=0.3, error=TOO_MANY)
    faults.add(service="sqs", probability=0.3, error=DOWN)
    faults.add(service="*", probability=0.1, reset=True)
    with ThreadPoolExecutor(1) as pool:
        storming = pool.submit(sign_up_many, stack, PEOPLE)
        wait_until(lambda: kill_one_function(engine, stack), WAIT_SECONDS)
        storm = storming.result()
    faults.clear()
    converge("everything at once", storm, stack, record, tmp_path)


def converge(fault: str, storm: Storm, stack: Stack, record: Record, directory: Path) -> None:
    """Let the stack mend itself, put that into the table, and see that nobody is lost."""
    outcome = outcome_of(fault, storm, stack, directory / "checkpoint")
    record(outcome)
    assert_nobody_is_lost(outcome, storm, stack)


def confirmation_event(person: Person, stack: Stack) -> dict[str, Any]:
    """What Cognito sends when this person confirms."""
    return {
        "version": "1",
        "triggerSource": "PostConfirmation_ConfirmSignUp",
        "region": stack.region,
        "userPoolId": stack.user_pool_id,
        "userName": person.user_id,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": stack.user_pool_client_id},
        "request": {
            "userAttributes": {
                "sub": person.user_id,
                "email": person.email,
                "name": person.name,
                "custom:user_type": str(person.user_type),
            }
        },
        "response": {},
    }


def invoke_until_it_succeeds(event: dict[str, Any], stack: Stack) -> Any:
    """Run the PostConfirmation function, three times at most, and return what it answers."""
    for _ in range(3):
        answer = stack.client("lambda").invoke(
            FunctionName=stack.outputs["post_confirmation_function_name"], Payload=json.dumps(event)
        )
        content = json.load(answer["Payload"])
        if "FunctionError" not in answer:
            break
    return content


def kill_one_function(engine: EmbeddedEngine, stack: Stack) -> bool:
    """Kill one process that runs the PostConfirmation function, as a crash would; whether there was one."""
    for process in functions_of(engine, stack):
        with suppress(psutil.NoSuchProcess):
            process.kill()
            return True
    return False


def functions_of(engine: EmbeddedEngine, stack: Stack) -> list[psutil.Process]:
    """The processes that run the PostConfirmation function now."""
    name, process = str(stack.outputs["post_confirmation_function_name"]), engine.process()
    found = []
    for child in process.children(recursive=True) if process else []:
        with suppress(psutil.NoSuchProcess):
            if name in " ".join(child.cmdline()):
                found.append(child)
    return found
