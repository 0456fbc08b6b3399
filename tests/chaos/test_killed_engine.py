"""An engine that keeps its state is killed twenty times under load: what was answered is there afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from scripts.engines import EngineSettings
from scripts.engines.embedded import EmbeddedEngine
from scripts.free_port import free_port
from scripts.health import wait_until
from scripts.operator.reconciliation.findings import Kind
from scripts.operator.reconciliation.reconciliation import reconcile
from scripts.people import incomplete_people, queue_is_drained
from scripts.stack_file import Stack
from tests import http
from tests.chaos.storm import CONVERGE_SECONDS, new_person
from tests.e2e.person import Person
from tests.embedded_stack import start_persisted
from tests.tables import KILLS

KILLS_IN_ALL = 20
AT_ONCE = 6
ANSWERED_BEFORE_A_KILL = 12
SAVES_BEFORE_A_KILL = 2  # one may be under way that has not all of what was answered
WAIT_SECONDS = 60
LACKS = {Kind.NO_PROFILE, Kind.NOT_SIGNED_UP, Kind.NO_GROUP}

pytestmark = pytest.mark.timeout(900)


@dataclass
class Answered:
    """What a round's people were answered before the engine was killed."""

    signed_up: list[Person] = field(default_factory=list)
    saved: list[Person] = field(default_factory=list)
    confirmed: list[Person] = field(default_factory=list)
    refresh_tokens: list[str] = field(default_factory=list)

    def count(self) -> int:
        return len(self.signed_up) + len(self.confirmed) + len(self.refresh_tokens)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EmbeddedEngine, EngineSettings, Stack]]:
    directory = tmp_path_factory.mktemp("killed")
    settings = EngineSettings(free_port(), persist=True)
    engine = EmbeddedEngine(directory / "engine", directory / "state")
    yield engine, settings, start_persisted(engine, settings, tmp_path_factory.mktemp("stack"))
    engine.stop()


def test_twenty_kills_lose_nothing_that_was_answered(
    kept: tuple[EmbeddedEngine, EngineSettings, Stack],
    record_property: Callable[[str, object], None],
    tmp_path: Path,
) -> None:
    engine, settings, stack = kept
    everybody: list[Answered] = []
    for number in range(1, KILLS_IN_ALL + 1):
        answered = _through_a_kill(engine, settings, stack)
        there = _there_afterwards(stack, answered)
        row = {"kill": number, "answered": answered.count(), "there afterwards": there}
        record_property(KILLS, row)
        assert there == answered.count()
        everybody.append(answered)
    confirmed = [person.user_id for answered in everybody for person in answered.confirmed]
    # a message that is still on its way would mend somebody between the two looks
    assert wait_until(lambda: queue_is_drained(stack), CONVERGE_SECONDS)
    lacking = set(incomplete_people(stack, confirmed))
    found = reconcile(stack, tmp_path / "checkpoint", repair=False).found
    named = {finding.user_id for finding in found if finding.kind in LACKS}
    assert named & set(confirmed) == lacking
    saved = [person.user_id for answered in everybody for person in answered.saved]
    assert not lacking & set(saved)


def _through_a_kill(engine: EmbeddedEngine, settings: EngineSettings, stack: Stack) -> Answered:
    """Let people in, six at once, kill the engine in the middle of it, and start it again.

    Who is in the middle of a call then tries again as an SDK does, and may be answered by the new one.
    """
    answered, is_over = Answered(), threading.Event()
    process = engine.process()
    assert process is not None
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for _ in range(AT_ONCE):
            threads.submit(_sign_up_until, is_over, stack, answered)
        assert wait_until(lambda: answered.count() >= ANSWERED_BEFORE_A_KILL, WAIT_SECONDS)
        answered.saved = list(answered.confirmed)
        last = _generation(stack) + SAVES_BEFORE_A_KILL
        assert wait_until(lambda: _generation(stack) >= last, WAIT_SECONDS)
        process.kill()
        is_over.set()
        process.wait(WAIT_SECONDS)
        engine.start(settings)
    return answered


def _generation(stack: Stack) -> int:
    """How often the engine has saved what its other services hold."""
    answer = http.get(f"{stack.endpoint_url}/_emulator/state", timeout=30).raise_for_status()
    return int(answer.json()["generation"])


def _sign_up_until(is_over: threading.Event, stack: Stack, answered: Answered) -> None:
    while not is_over.is_set():
        person = new_person(stack, 0)
        try:
            person.sign_up()
            answered.signed_up.append(person)
            person.confirm()
            answered.confirmed.append(person)
            answered.refresh_tokens.append(person.log_in_by_password()["RefreshToken"])
        except (BotoCoreError, ClientError, httpx.TransportError):
            return  # the engine was killed


def _there_afterwards(stack: Stack, answered: Answered) -> int:
    """How many of the answers are still true: accounts by their passwords, confirmations, refresh tokens."""
    cognito = stack.cognito()
    known = [person for person in answered.signed_up if _knows(person)]
    confirmed = [person for person in answered.confirmed if person.log_in_by_password()]
    refreshed = [
        cognito.initiate_auth(
            ClientId=stack.user_pool_client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": token},
        )
        for token in answered.refresh_tokens
    ]
    return len(known) + len(confirmed) + len(refreshed)


def _knows(person: Person) -> bool:
    """Whether the engine knows somebody who was told that they have signed up, and the code of their mail."""
    cognito = person.stack.cognito()
    user = cognito.admin_get_user(UserPoolId=person.stack.user_pool_id, Username=person.email)
    if user["UserStatus"] == "UNCONFIRMED":
        person.mails_read = 0  # the mail that was read before is there too
        person.confirm()
    return user["Username"] == person.user_id
