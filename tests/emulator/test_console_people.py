"""People in the console: found in any pool, and changed by the same operations as by the API."""

from __future__ import annotations

import re
import uuid
from html import unescape
from typing import Any

import httpx
import pytest

from tests import http
from tests.emulator.account import PASSWORD, Account, Pool, User
from tests.emulator.functions import RAISES, RETURNS_THE_EVENT

PEOPLE = "/_console/people"


@pytest.fixture(scope="module")
def pool(account: Account) -> Pool:
    return account.pool()


@pytest.fixture
def person(pool: Pool) -> User:
    return pool.sign_up()


def listed(pool: Pool, **query: str) -> str:
    answer = http.get(pool.account.endpoint_url + PEOPLE, params={"pool": pool.id, **query}, trust_env=False)
    return unescape(answer.raise_for_status().text)


def address(person: User) -> str:
    return f"{person.pool.account.endpoint_url}{PEOPLE}/{person.pool.id}/{person.sub}"


def page_of(person: User) -> str:
    return unescape(http.get(address(person), trust_env=False).raise_for_status().text)


def post(person: User, action: str, **form: str) -> httpx.Response:
    return http.post(f"{address(person)}/{action}", data=form, trust_env=False, follow_redirects=True)


def change(person: User, action: str, **form: str) -> str:
    return unescape(post(person, action, **form).raise_for_status().text)


def test_somebody_is_found_by_the_beginning_or_a_part_of_what_they_have(pool: Pool, person: User) -> None:
    for text in (person.email[:8], person.email[:8].upper(), person.sub[:9]):
        assert person.email in listed(pool, q=text)
    assert person.email not in listed(pool, q=person.email[4:12])
    assert person.email in listed(pool, q=person.email[4:12], match="contains")
    assert person.email not in listed(pool, q="nobody", match="contains")


def test_nobody_of_another_pool_is_listed(account: Account, person: User) -> None:
    assert person.sub not in listed(account.pool(), q=person.email)
    assert person.sub in listed(person.pool, q=person.email)


def test_a_pool_of_any_account_and_region_can_be_chosen(endpoint_url: str) -> None:
    elsewhere = Account(endpoint_url, "eu-west-1", "111122223333").pool()
    person = elsewhere.sign_up()
    assert person.email in listed(elsewhere)
    assert person.email in page_of(person)


def test_what_is_searched_for_and_who_is_found_is_text_and_no_markup(account: Account) -> None:
    pool = account.pool(username="name")
    name = f"<b>{uuid.uuid4().hex}</b>"
    person = pool.sign_up(name)
    text = http.get(
        account.endpoint_url + PEOPLE,
        params={"pool": pool.id, "q": '"><script>alert(1)</script>'},
        trust_env=False,
    ).text
    assert "<script>alert" not in text
    assert name not in http.get(address(person), trust_env=False).text
    assert name in page_of(person)


def test_a_page_shows_attributes_status_groups_sessions_and_devices(person: User) -> None:
    person.admin_confirm()
    person.log_in()
    text = page_of(person)
    for shown in (person.email, person.sub, "CONFIRMED", "email_verified", "client", "open"):
        assert shown in text


def test_an_item_whose_key_is_the_sub_is_shown_with_its_table(account: Account, person: User) -> None:
    table = f"profiles-{uuid.uuid4().hex}"
    account.dynamodb.create_table(
        TableName=table,
        KeySchema=[
            {"AttributeName": "who", "KeyType": "HASH"},
            {"AttributeName": "what", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "who", "AttributeType": "S"},
            {"AttributeName": "what", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    assert table not in page_of(person)
    item: dict[str, Any] = {
        "who": {"S": person.sub},
        "what": {"S": "profile"},
        "tags": {"SS": ["b", "a"]},
        "n": {"N": "7"},
    }
    account.dynamodb.put_item(TableName=table, Item=item)
    text = page_of(person)
    assert f"Table {table}, by who" in text
    assert '"what": "profile"' in text
    assert table not in page_of(person.pool.sign_up())


def test_confirming_runs_the_pools_function(account: Account) -> None:
    pool = account.pool(PostConfirmation=account.function(RETURNS_THE_EVENT))
    person = pool.sign_up()
    assert "CONFIRMED" in change(person, "confirm")
    assert [event["triggerSource"] for event in person.events()] == ["PostConfirmation_ConfirmSignUp"]
    assert f'action="{address(person).removeprefix(account.endpoint_url)}/confirm"' not in page_of(person)


def test_what_a_function_refuses_is_told_in_awss_words_and_shown_as_it_is_then(account: Account) -> None:
    person = account.pool(PostConfirmation=account.function(RAISES)).sign_up()
    answer = post(person, "confirm")
    assert answer.status_code == 400
    text = unescape(answer.text)
    assert "UserLambdaValidationException: PostConfirmation failed with error no room at the inn." in text
    assert re.search(r'class="tag confirmed">CONFIRMED', text)


def test_a_password_is_set_for_good_or_for_once_and_shown_nowhere(person: User) -> None:
    person.admin_confirm()
    assert PASSWORD not in change(person, "password", password=PASSWORD, permanent="yes")
    assert person.log_in()["AccessToken"]
    change(person, "password", password=PASSWORD)
    assert person.status() == "FORCE_CHANGE_PASSWORD"


def test_a_password_that_the_policy_refuses_is_refused_in_awss_words(person: User) -> None:
    answer = post(person, "password", password="short", permanent="yes")
    assert answer.status_code == 400
    assert "InvalidPasswordException: Password did not conform with policy" in answer.text
    assert "InvalidParameterException" in post(person, "password", password="").text


def test_who_is_disabled_has_no_session_left_and_may_be_enabled_again(person: User) -> None:
    person.admin_confirm()
    refresh_token = person.log_in()["RefreshToken"]
    assert "DISABLED" in change(person, "disable")
    cognito = person.pool.account.cognito
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.initiate_auth(
            ClientId=person.pool.client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": refresh_token},
        )
    assert "DISABLED" not in change(person, "enable")
    assert person.log_in()["AccessToken"]


def test_all_sessions_are_ended(person: User) -> None:
    person.admin_confirm()
    person.log_in()
    assert re.search(r">open</span>", page_of(person))
    assert not re.search(r">open</span>", change(person, "sign-out"))


def test_groups_are_joined_and_left(account: Account, pool: Pool, person: User) -> None:
    name = f"group-{uuid.uuid4().hex}"
    account.cognito.create_group(UserPoolId=pool.id, GroupName=name)
    change(person, "join", group=name)
    assert person.groups() == [name]
    change(person, "leave", group=name)
    assert person.groups() == []
    refused = post(person, "join", group="nowhere")
    assert "ResourceNotFoundException: Group not found." in refused.text


def test_who_is_deleted_is_gone_and_their_page_too(pool: Pool, person: User) -> None:
    assert "The user is deleted." in change(person, "delete")
    assert person.sub not in listed(pool, q=person.email)
    assert http.get(address(person), trust_env=False).status_code == 404
    assert post(person, "confirm").status_code == 404


@pytest.mark.parametrize("action", ["confirm", "password", "enable", "disable", "join", "leave", "delete"])
def test_nothing_is_changed_by_a_link_or_by_a_page_of_another_origin(person: User, action: str) -> None:
    before = page_of(person)
    to = f"{address(person)}/{action}"
    assert http.get(to, trust_env=False).status_code == 405
    for headers in (
        {"origin": "http://localhost:3000"},
        {"sec-fetch-site": "cross-site"},
        {"host": "evil.example"},
    ):
        assert http.post(to, headers=headers, trust_env=False).status_code == 403
    assert page_of(person) == before


def test_no_form_of_a_person_names_an_action_that_there_is_not(person: User) -> None:
    assert post(person, "promote").status_code == 404
