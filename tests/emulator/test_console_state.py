"""State in the console: reset, exported, imported, seeded, saved and loaded: whole, or not at all."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import http
from tests.emulator.account import PASSWORD, Account, Pool
from tests.emulator_process import running_emulator

STATE = "/_console/state"
FOREIGN: list[dict[str, str]] = [
    {"origin": "http://localhost:3000"},
    {"sec-fetch-site": "cross-site"},
    {"host": "evil.example"},
    {"x-forwarded-for": "192.0.2.1"},
]


@pytest.fixture(scope="module")
def own() -> Iterator[Account]:
    """An engine whose state no other test needs."""
    with running_emulator() as endpoint_url:
        yield Account(endpoint_url)


def post(account: Account, action: str, content: bytes | None = None, **form: str) -> httpx.Response:
    files = {"file": ("people", content)} if content is not None else None
    return http.post(
        f"{account.endpoint_url}{STATE}/{action}",
        data=form,
        files=files,
        trust_env=False,
        follow_redirects=True,
        timeout=60,
    )


def done(account: Account, action: str, content: bytes | None = None, **form: str) -> str:
    answer = post(account, action, content, **form)
    assert answer.status_code == 200, unescape(answer.text)
    return unescape(answer.text)


def refused(account: Account, action: str, content: bytes | None = None, **form: str) -> str:
    answer = post(account, action, content, **form)
    assert answer.status_code == 400
    return unescape(answer.text)


def export(account: Account, pool_id: str = "") -> dict[str, Any]:
    url = f"{account.endpoint_url}{STATE}/export"
    answer = http.get(url, params={"pool": pool_id}, trust_env=False).raise_for_status()
    assert answer.headers["content-disposition"].startswith("attachment")
    return dict(answer.json())


def people(pool: Pool) -> set[str]:
    users = pool.account.cognito.list_users(UserPoolId=pool.id)["Users"]
    return {user["Username"] for user in users}


def mails(account: Account, address: str) -> list[Any]:
    url = f"{account.endpoint_url}/_inbox.json"
    return list(http.get(url, params={"to": address}, trust_env=False).json()["messages"])


def test_a_reset_takes_the_people_and_mails_of_one_pool_and_leaves_the_pool(own: Account) -> None:
    one, other = own.pool(), own.pool()
    gone, stays = one.sign_up(), other.sign_up()
    assert "1 person" in done(own, "reset", pool=one.id)
    assert people(one) == set()
    assert mails(own, gone.email) == []
    assert people(other) == {stays.sub}
    assert len(mails(own, stays.email)) == 1
    assert one.sign_up().sub in people(one)


def test_a_reset_of_all_takes_everybody_and_every_message(own: Account) -> None:
    pools = [own.pool(), own.pool()]
    people_ = [pool.sign_up() for pool in pools]
    done(own, "reset", pool="")
    assert [people(pool) for pool in pools] == [set(), set()]
    assert [mails(own, person.email) for person in people_] == [[], []]


def test_a_pool_comes_into_another_engine_with_everybody_and_their_passwords(own: Account) -> None:
    pool = own.pool()
    own.cognito.create_group(UserPoolId=pool.id, GroupName="Members", Precedence=3)
    person, waiting = pool.sign_up(), pool.sign_up()
    person.admin_confirm()
    own.cognito.admin_add_user_to_group(UserPoolId=pool.id, Username=person.name, GroupName="Members")
    own.cognito.admin_disable_user(UserPoolId=pool.id, Username=waiting.name)
    content = json.dumps(export(own, pool.id)).encode()
    with running_emulator() as elsewhere:
        account = Account(elsewhere)
        assert "2 people" in done(account, "import", content)
        there = Pool(account, pool.id, pool.arn, pool.client_id)
        described = account.cognito.describe_user_pool(UserPoolId=pool.id)["UserPool"]
        before = own.cognito.describe_user_pool(UserPoolId=pool.id)["UserPool"]
        assert described == before
        answer = account.cognito.initiate_auth(
            ClientId=pool.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": person.name, "PASSWORD": PASSWORD},
        )
        assert answer["AuthenticationResult"]["AccessToken"]
        groups = account.cognito.admin_list_groups_for_user(UserPoolId=pool.id, Username=person.name)
        assert groups["Groups"][0]["Precedence"] == 3
        assert not account.cognito.admin_get_user(UserPoolId=pool.id, Username=waiting.name)["Enabled"]
        assert people(there) == {person.sub, waiting.sub}
        assert export(account, pool.id) == export(own, pool.id)


def test_a_pool_that_is_here_is_replaced_only_where_that_is_asked_for(own: Account) -> None:
    pool = own.pool()
    person = pool.sign_up()
    person.admin_confirm()
    token = person.log_in()["AccessToken"]
    content = json.dumps(export(own, pool.id)).encode()
    later = pool.sign_up()
    assert f"Pool {pool.id} is here already" in refused(own, "import", content)
    assert people(pool) == {person.sub, later.sub}
    done(own, "import", content, replacing="yes")
    assert people(pool) == {person.sub}
    keys = http.get(f"{own.endpoint_url}/{pool.id}/.well-known/jwks.json", trust_env=False).json()["keys"]
    assert json.loads(_first_part(token))["kid"] in {key["kid"] for key in keys}


def _first_part(token: str) -> bytes:
    part = token.split(".", maxsplit=1)[0]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": "another"}, "This is no export of this engine"),
        ({"version": 2}, "This export is of version 2; this release reads version 1."),
        ({"version": None}, "This export is of version None"),
        ({"pools": {}}, "pools: a list is needed."),
    ],
)
def test_an_export_of_another_kind_or_version_is_refused_with_a_sentence(
    own: Account, change: dict[str, Any], words: str
) -> None:
    content = {**export(own, own.pool().id), **change}
    assert words in refused(own, "import", json.dumps(content).encode(), replacing="yes")


def _broken_person(content: dict[str, Any]) -> None:
    content["pools"][1]["people"][0]["status"] = "HAPPY"


def _same_person_twice(content: dict[str, Any]) -> None:
    content["pools"][1]["people"] *= 2


def _unknown_group(content: dict[str, Any]) -> None:
    content["pools"][1]["people"][0]["groups"] = ["Nowhere"]


def _refused_settings(content: dict[str, Any]) -> None:
    content["pools"][1]["settings"]["UsernameAttributes"] = ["email"]
    content["pools"][1]["settings"]["AliasAttributes"] = ["email"]


def _settings_of_a_wrong_type(content: dict[str, Any]) -> None:
    content["pools"][1]["settings"]["Policies"] = "strict"


def _another_region(content: dict[str, Any]) -> None:
    content["pools"][1]["region"] = "eu-west-1"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_broken_person, "pools[1].people[0].status: a user's status is needed."),
        (_same_person_twice, "person 2: somebody has the same name, address or passkey."),
        (_unknown_group, "person 1: the pool has no group Nowhere."),
        (_refused_settings, "Only one of the aliasAttributes or usernameAttributes can be set"),
        (_settings_of_a_wrong_type, "its settings are not those of a pool"),
        (_another_region, "its id does not begin with its Region"),
    ],
)
def test_one_wrong_thing_keeps_the_whole_import_out(own: Account, spoil: Any, words: str) -> None:
    first, second = own.pool(), own.pool()
    second.sign_up()
    content = export(own)
    content["pools"] = [pool for pool in content["pools"] if pool["id"] in (first.id, second.id)]
    first_person = first.sign_up()
    spoil(content)
    assert words in refused(own, "import", json.dumps(content).encode(), replacing="yes")
    assert people(first) == {first_person.sub}  # the first pool of the file was whole


@pytest.mark.parametrize("content", [b"", b"nonsense", b"[" * 100_000, b"[]", b"\xff"])
def test_what_is_no_export_is_refused(own: Account, content: bytes) -> None:
    assert "Nothing was taken from the file." in refused(own, "import", content)


def test_nothing_is_taken_where_no_file_was_chosen(own: Account) -> None:
    assert "Choose a file first." in refused(own, "import")
    assert "Choose a file first." in refused(own, "seed", pool=own.pool().id)


def test_people_of_a_table_are_in_the_pool_with_groups_and_passwords(own: Account) -> None:
    pool = own.pool(username="name")
    own.cognito.create_group(UserPoolId=pool.id, GroupName="Members")
    header = "username,password,groups,email,email_verified"
    table = f"{header}\nada,{PASSWORD},Members,ada@example.com,true\nbob,,,,\n"
    assert "2 people" in done(own, "seed", table.encode(), pool=pool.id)
    ada = own.cognito.admin_get_user(UserPoolId=pool.id, Username="ada")
    assert ada["UserStatus"] == "CONFIRMED"
    assert {"Name": "email_verified", "Value": "true"} in ada["UserAttributes"]
    groups = own.cognito.admin_list_groups_for_user(UserPoolId=pool.id, Username="ada")["Groups"]
    assert [group["GroupName"] for group in groups] == ["Members"]
    assert (
        own.cognito.admin_get_user(UserPoolId=pool.id, Username="bob")["UserStatus"]
        == "FORCE_CHANGE_PASSWORD"
    )
    assert own.cognito.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("ada,,,", "Row 3: UsernameExistsException: User account already exists"),
        ("eve,short,,", "Row 3: InvalidPasswordException"),
        ("eve,,Nowhere,", "Row 3: ResourceNotFoundException: Group not found."),
        ("eve,,,no address", "Row 3: InvalidParameterException"),
        ("e v e,,,", "Row 3: InvalidParameterException"),
    ],
)
def test_one_bad_row_keeps_everybody_out_and_is_named(own: Account, row: str, words: str) -> None:
    pool = own.pool(username="name")
    table = f"username,password,groups,email\nada,,,ada@example.com\n{row}\n"
    text = refused(own, "seed", table.encode(), pool=pool.id)
    assert words in text
    assert people(pool) == set()


def test_every_bad_row_is_named_at_once(own: Account) -> None:
    pool = own.pool(username="name")
    text = refused(own, "seed", b"username,groups\na,No\nb,\nc,No\n", pool=pool.id)
    assert "Row 2: " in text
    assert "Row 4: " in text
    assert "Row 3: " not in text


def test_ten_thousand_people_are_seeded_and_found(own: Account) -> None:
    pool = own.pool(username="name")
    rows = "".join(f"u{n},u{n}@example.com,Person {n}\n" for n in range(10_000))
    assert "10000 people" in done(own, "seed", f"username,email,name\n{rows}".encode(), pool=pool.id)
    answer = http.get(
        f"{own.endpoint_url}/_console/people",
        params={"pool": pool.id, "q": "person 777", "sort": "email"},
        trust_env=False,
    )
    assert "1 to 11 of 11" in answer.text


def test_a_saved_state_comes_back_with_people_sessions_and_mails(own: Account) -> None:
    pool, name = own.pool(), f"before-{uuid.uuid4().hex[:8]}"
    person = pool.sign_up()
    person.admin_confirm()
    tokens = person.log_in()
    done(own, "save", name=name)
    own.cognito.admin_delete_user(UserPoolId=pool.id, Username=person.name)
    later, newer = pool.sign_up(), own.pool()
    assert "as they were when the state was saved" in done(own, "load", name=name)
    assert people(pool) == {person.sub}
    assert own.cognito.get_user(AccessToken=tokens["AccessToken"])["Username"] == person.sub
    assert len(mails(own, person.email)) == 1
    assert mails(own, later.email) == []
    with pytest.raises(own.cognito.exceptions.ResourceNotFoundException):
        own.cognito.describe_user_pool(UserPoolId=newer.id)
    assert pool.sign_up().sub in people(pool)


def test_a_saved_state_is_replaced_by_its_name_and_removed(own: Account) -> None:
    name = f"state-{uuid.uuid4().hex[:8]}"
    assert name in done(own, "save", name=name)
    done(own, "save", name=name)
    assert f"There is no saved state {name}-2." in refused(own, "load", name=f"{name}-2")
    assert name not in done(own, "remove", name=name)
    assert f"There is no saved state {name}." in refused(own, "load", name=name)
    assert f"There is no saved state {name}." in refused(own, "remove", name=name)


@pytest.mark.parametrize("name", ["", "../key", "a/b", ".x", "x" * 41, "ä"])
def test_a_name_that_could_be_a_path_is_none(own: Account, name: str) -> None:
    assert "A state's name has" in refused(own, "save", name=name)


def test_a_state_saved_in_a_directory_is_there_after_the_engines_end_and_not_in_clear(tmp_path: Path) -> None:
    directory = tmp_path / "state"
    with running_emulator(directory) as url:
        account = Account(url)
        pool = account.pool()
        person = pool.sign_up()
        done(account, "save", name="monday")
        account.cognito.admin_delete_user(UserPoolId=pool.id, Username=person.name)
    file = directory / "saved-monday.state"
    assert file.stat().st_mode & 0o777 == 0o600
    assert person.email.encode() not in file.read_bytes()
    with running_emulator(directory) as url:
        account = Account(url)
        there = Pool(account, pool.id, pool.arn, pool.client_id)
        assert people(there) == set()
        done(account, "load", name="monday")
        assert people(there) == {person.sub}
    with running_emulator(directory) as url:
        assert people(Pool(Account(url), pool.id, pool.arn, pool.client_id)) == {person.sub}


def test_a_damaged_saved_state_is_refused_with_its_file(tmp_path: Path) -> None:
    with running_emulator(tmp_path / "state") as url:
        account = Account(url)
        person = account.pool().sign_up()
        done(account, "save", name="monday")
        file = tmp_path / "state" / "saved-monday.state"
        file.write_bytes(file.read_bytes()[:-1])
        assert f"{file} is incomplete" in refused(account, "load", name="monday")
        assert people(person.pool) == {person.sub}


@pytest.mark.parametrize("action", ["reset", "import", "seed", "save", "load", "remove"])
@pytest.mark.parametrize("headers", FOREIGN)
def test_nothing_is_changed_by_a_link_or_from_elsewhere(
    own: Account, action: str, headers: dict[str, str]
) -> None:
    person = own.pool().sign_up()
    url = f"{own.endpoint_url}{STATE}/{action}"
    assert http.get(url, trust_env=False).status_code == 405
    answer = http.post(url, data={"pool": person.pool.id, "name": "x"}, headers=headers, trust_env=False)
    assert answer.status_code == 403
    assert people(person.pool) == {person.sub}


def test_a_change_that_there_is_not_and_an_unknown_pool_are_refused(own: Account) -> None:
    assert post(own, "explode").status_code == 404
    assert "There is no user pool of this id." in refused(own, "reset", pool="us-east-1_nowhere")
    assert "There is no user pool of this id." in refused(own, "seed", b"username\na\n", pool="")
    answer = http.get(f"{own.endpoint_url}{STATE}/export?pool=us-east-1_nowhere", trust_env=False)
    assert answer.status_code == 404
