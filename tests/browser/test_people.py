"""The overview tells how far each person has come, and what is missing."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.visitor import Visitor


def row_of(page: Page, visitor: Visitor) -> Locator:
    return page.get_by_role("row").filter(has_text=visitor.email)


def test_the_overview_follows_a_person_through_the_flow_by_itself(visitor: Visitor) -> None:
    overview = visitor.page.context.new_page()
    overview.goto(f"{visitor.app.url}people")
    visitor.sign_up()
    expect(row_of(overview, visitor)).to_contain_text("UNCONFIRMED")
    expect(row_of(overview, visitor)).to_contain_text("waits for their confirmation")
    visitor.confirm(visitor.read_code())
    cells = row_of(overview, visitor).get_by_role("cell")
    expect(cells.nth(0)).to_have_text("CONFIRMED")
    expect(cells.nth(1)).to_contain_text("Doctor")
    expect(cells.nth(2)).to_have_text("Doctor")
    expect(cells.nth(3)).to_have_text("nothing")


def test_a_person_who_lost_the_group_needs_attention(visitor: Visitor) -> None:
    visitor.sign_up_and_confirm("Doctor")
    stack = visitor.app.stack
    stack.cognito().admin_remove_user_from_group(
        UserPoolId=stack.user_pool_id, Username=visitor.email, GroupName="Doctor"
    )
    visitor.page.goto(f"{visitor.app.url}people")
    expect(row_of(visitor.page, visitor)).to_contain_text("group Doctor")
    expect(visitor.page.get_by_text("attention")).to_be_visible()


def test_a_confirmed_person_without_a_profile_needs_attention(visitor: Visitor) -> None:
    visitor.sign_up_and_confirm("Patient")
    stack = visitor.app.stack
    user = stack.cognito().admin_get_user(UserPoolId=stack.user_pool_id, Username=visitor.email)
    sub = next(pair["Value"] for pair in user["UserAttributes"] if pair["Name"] == "sub")
    stack.dynamodb().delete_item(TableName=stack.table_name, Key={"user_id": {"S": sub}})
    visitor.page.goto(f"{visitor.app.url}people")
    expect(row_of(visitor.page, visitor).get_by_text("profile", exact=True)).to_be_visible()
