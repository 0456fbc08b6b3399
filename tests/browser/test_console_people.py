"""People in the console, in a browser."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.console import ConsoleBrowser
from tests.emulator.account import PASSWORD, Pool, User


@pytest.fixture(scope="module")
def pool(console: ConsoleBrowser) -> Pool:
    pool = console.account.pool()
    console.account.cognito.create_group(UserPoolId=pool.id, GroupName="Admin&more")
    for _ in range(51):
        pool.sign_up()
    return pool


@pytest.fixture
def person(pool: Pool) -> User:
    return pool.sign_up()


def test_axe_finds_nothing_in_the_list_and_on_a_persons_page(console: ConsoleBrowser, person: User) -> None:
    person.admin_confirm()
    person.log_in()
    _keep_item(console, person)
    pool = person.pool.id
    for path in (f"?pool={pool}", f"?pool={pool}&q=nobody", f"/{pool}/{person.sub}"):
        assert console.faults(f"/people{path}") == []


def test_a_person_is_searched_for_confirmed_and_put_into_a_group(
    console: ConsoleBrowser, person: User
) -> None:
    with console.page("/people") as page:
        page.get_by_label("Name, address or sub").fill(person.email)
        page.keyboard.press("Enter")
        page.get_by_role("link", name=person.email).click()
        page.get_by_role("button", name="Confirm", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("Confirmed")
        page.get_by_label("Another group").select_option("Admin&more")
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("button", name="Remove from Admin&more")).to_be_visible()
    assert person.groups() == ["Admin&more"]


def test_a_refusal_stands_on_the_page_and_a_password_is_shown_on_demand(
    console: ConsoleBrowser, person: User
) -> None:
    with console.page(f"/people/{person.pool.id}/{person.sub}") as page:
        field = page.get_by_label("New password")
        field.fill("short")
        expect(field).to_have_attribute("type", "password")
        page.get_by_role("button", name="Show").click()
        expect(field).to_have_attribute("type", "text")
        page.get_by_role("button", name="Set the password").click()
        expect(page.get_by_role("alert")).to_contain_text("InvalidPasswordException")
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_role("button", name="Set the password").click()
        expect(page.get_by_role("status")).to_have_text("The password is set.")


def test_nobody_is_deleted_by_one_press(console: ConsoleBrowser, person: User) -> None:
    with console.page(f"/people/{person.pool.id}/{person.sub}") as page:
        delete = page.get_by_role("button", name="Delete this user for good")
        expect(delete).to_be_hidden()
        page.get_by_text("Delete…").click()
        delete.click()
        expect(page.get_by_role("status")).to_have_text("The user is deleted.")


def test_the_list_goes_on_behind_fifty_people_and_the_pool_goes_along(
    console: ConsoleBrowser, pool: Pool
) -> None:
    with console.page(f"/people?pool={pool.id}") as page:
        expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(50)
        page.get_by_role("link", name="After").click()
        expect(page.get_by_text("51 to ")).to_be_visible()
        page.get_by_role("link", name="Before").click()
        expect(page.get_by_text("1 to 50 of")).to_be_visible()
        here = page.get_by_role("navigation", name="Console").get_by_role("link", name="People")
        expect(here).to_have_attribute("href", f"/_console/people?pool={pool.id}")


def _keep_item(console: ConsoleBrowser, person: User) -> None:
    table = f"profiles-{uuid.uuid4().hex}"
    console.account.dynamodb.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "user", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "user", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    item = {"user": {"S": person.sub}, "note": {"S": "long" * 60}}
    console.account.dynamodb.put_item(TableName=table, Item=item)
