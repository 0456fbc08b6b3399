"""What a stack adds to a person's page: its own commands, run with the person's sub."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from tests import http
from tests.emulator.account import Account, User
from tests.emulator_process import running_emulator_with

SAYS = "import sys; print('approved', sys.argv[1:], '<b>')"
FAILS = "import sys; print('✗ nobody waits'); sys.exit(3)"


def button(name: str, program: str) -> list[str]:
    return ["--person-command", f"{name}={sys.executable} -c \"{program}\" {{sub}} '$(id) ;'"]


@pytest.fixture(scope="module")
def person() -> Iterator[User]:
    commands = [*button("Approve", SAYS), *button("Reject", FAILS)]
    commands += ["--person-command", "Forget=/there/is/none {sub}"]
    with running_emulator_with(*commands) as endpoint_url:
        yield Account(endpoint_url).pool().sign_up()


def address(person: User) -> str:
    return f"{person.pool.account.endpoint_url}/_console/people/{person.pool.id}/{person.sub}"


def run(person: User, name: str) -> httpx.Response:
    return http.post(f"{address(person)}/command", data={"name": name}, trust_env=False)


def test_each_has_its_button(person: User) -> None:
    page = http.get(address(person), trust_env=False).text
    assert [name for name in ("Approve", "Reject", "Forget") if f">{name}</button>" in page] == [
        *("Approve", "Reject", "Forget")
    ]


def test_it_gets_the_sub_as_it_is_and_what_it_says_is_shown_as_text(person: User) -> None:
    answer = run(person, "Approve")
    assert answer.status_code == 200
    assert f"approved {[person.sub, '$(id) ;']} <b>" in unescape(answer.text)
    assert "<b>" not in answer.text
    assert ">done<" in answer.text


def test_one_that_fails_is_told_with_its_own_words(person: User) -> None:
    answer = run(person, "Reject")
    assert "✗ nobody waits" in unescape(answer.text)
    assert ">failed<" in answer.text


def test_one_that_is_not_there_is_told(person: User) -> None:
    assert "Forget could not be started: No such file or directory." in unescape(run(person, "Forget").text)


def test_nothing_is_run_that_was_not_given_at_the_start(person: User) -> None:
    assert run(person, "Delete").status_code == 404


def test_a_page_of_another_origin_runs_none(person: User) -> None:
    answer = http.post(
        f"{address(person)}/command",
        data={"name": "Approve"},
        headers={"Origin": "https://evil.example"},
        trust_env=False,
    )
    assert answer.status_code == 403
    assert "approved" not in answer.text


def test_an_engine_without_any_shows_none(account: Account) -> None:
    person = account.pool().sign_up()
    assert "own commands" not in http.get(address(person), trust_env=False).text
    assert run(person, "Approve").status_code == 404


def test_one_that_is_written_wrongly_is_refused_at_the_start() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "cognito_emulator", "--person-command", "Approve"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "'Approve' is no command: a person's command is NAME=COMMAND with {sub} in it" in told.stderr
