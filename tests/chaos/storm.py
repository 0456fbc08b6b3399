"""Many people signing up at once while something is broken, and how long until nobody lacks anything."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from scripts.errors import CommandError
from scripts.health import answers, wait_until
from scripts.mailboxes.mailbox import Mailbox, newest_mail
from scripts.mailboxes.stack_mailbox import mailbox_of
from scripts.operator.reconciliation.reconciliation import reconcile
from scripts.people import has_all, has_confirmed, incomplete_people, queue_is_drained
from scripts.stack_file import Stack
from tests.e2e.person import Person

AT_ONCE = 8
CONVERGE_SECONDS = 240
AGAIN_SECONDS = 60
TYPES = ("Patient", "Doctor")


@dataclass(frozen=True)
class Outcome:
    """A row of the table: the fault, how many signed up, and what became of them."""

    fault: str
    sign_ups: int
    failed_to_the_person: int
    repaired: int
    lost: int
    seconds_to_converge: float

    def row(self) -> dict[str, object]:
        """Its cells, by heading."""
        return {name.replace("_", " "): value for name, value in asdict(self).items()}


Record = Callable[[Outcome], None]


@dataclass(frozen=True)
class Storm:
    """The people of a storm, and for each the error that they were shown, by AWS's name, if any."""

    people: list[Person]
    shown: list[str | None]

    @property
    def errors(self) -> Counter[str]:
        return Counter(error for error in self.shown if error)

    @property
    def users(self) -> list[str]:
        """Whoever has a user, by sub."""
        return [person.user_id for person in self.people if person.user_id]

    @property
    def unharmed(self) -> list[str]:
        """Whoever was shown no error, by sub."""
        return [person.user_id for person, error in zip(self.people, self.shown, strict=True) if not error]


def sign_up_many(stack: Stack, count: int, at_once: int = AT_ONCE) -> Storm:
    """Let so many people sign up and confirm, each by their own mailed code."""
    people = [new_person(stack, number) for number in range(count)]
    mailbox = mailbox_of(stack)
    assert mailbox is not None
    with ThreadPoolExecutor(at_once) as pool:
        return Storm(people, list(pool.map(lambda person: _sign_up(person, mailbox), people)))


def outcome_of(fault: str, storm: Storm, stack: Stack, checkpoint: Path) -> Outcome:
    """Wait until nobody lacks anything, or the time is over; then count.

    Whoever was shown no error has to be whole by the repair queue alone. Who was shown one is then found by a
    reconciliation, as the runbook has it, and repaired by the queue too.
    """
    begin, incomplete = time.monotonic(), incomplete_people(stack, storm.users)
    _wait_for(storm.unharmed, stack)
    assert incomplete_people(stack, storm.unharmed) == []
    if storm.errors:
        reconcile(stack, checkpoint, repair=True)
        _wait_for(storm.users, stack)
    seconds, lost = round(time.monotonic() - begin, 1), incomplete_people(stack, storm.users)
    repaired = len(incomplete) - len(lost)
    return Outcome(fault, len(storm.users), storm.errors.total(), repaired, len(lost), seconds)


def _wait_for(users: list[str], stack: Stack) -> None:
    wait_until(lambda: queue_is_drained(stack) and not incomplete_people(stack, users), CONVERGE_SECONDS)


def assert_nobody_is_lost(outcome: Outcome, storm: Storm, stack: Stack) -> None:
    """Every confirmed person has one profile, their own group and no other; no message is left anywhere."""
    assert outcome.lost == 0
    assert queue_is_drained(stack)
    assert dead_letters(stack) == 0
    confirmed = [person for person in storm.people if person.user_id and has_confirmed(stack, person.user_id)]
    assert confirmed
    for person in confirmed:
        assert has_all(stack, person.user_id)
        assert person.groups() == [person.user_type]
    assert profiles_of(stack, storm) == len(confirmed)


def profiles_of(stack: Stack, storm: Storm) -> int:
    """How many profiles carry the address of one of these people: one more would be a duplicate."""
    emails = {person.email for person in storm.people}
    pages = stack.client("dynamodb").get_paginator("scan").paginate(TableName=stack.table_name)
    return sum(item["email"]["S"] in emails for page in pages for item in page["Items"])


def dead_letters(stack: Stack) -> int:
    answer = stack.client("sqs").get_queue_attributes(
        QueueUrl=stack.outputs["repair_dead_letter_queue_url"], AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def new_person(stack: Stack, number: int) -> Person:
    """Somebody who has not signed up yet; every other one a doctor."""
    person = Person.new(stack)
    person.user_type, person.name = TYPES[number % len(TYPES)], f"Person {secrets.token_hex(4)}"
    return person


def _sign_up(person: Person, mailbox: Mailbox) -> str | None:
    """Sign up and confirm; returns AWS's name of the error that the person was shown, if any."""
    try:
        _again_when_it_answers(person.sign_up, person.stack)
        _again_when_it_answers(lambda: person.confirm(_code_of(person, mailbox)), person.stack)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    except BotoCoreError as error:
        return type(error).__name__
    return None


def _code_of(person: Person, mailbox: Mailbox) -> str:
    """The mailed code; who gets no mail asks for another."""
    try:
        return newest_mail(mailbox, person.email).code
    except CommandError:
        person.stack.cognito().resend_confirmation_code(
            ClientId=person.stack.user_pool_client_id, Username=person.email
        )
        return newest_mail(mailbox, person.email).code


def _again_when_it_answers(step: Callable[[], None], stack: Stack) -> None:
    """Who gets no answer at all tries once more, as people do."""
    try:
        step()
    except (BotoCoreError, httpx.TransportError):
        wait_until(lambda: answers(str(stack.endpoint_url)), AGAIN_SECONDS)
        step()
