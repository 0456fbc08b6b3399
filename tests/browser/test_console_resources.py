"""Functions, queues and tables in a browser: both themes, both widths."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.console import ConsoleBrowser
from tests.emulator.functions import RAISES, TABLE


@pytest.fixture
def function(console: ConsoleBrowser) -> str:
    """One that has failed, in an engine with a queue that has a message and a table that has an item."""
    account = console.account
    arn = account.function(f"print('a line')\n{RAISES}")
    with pytest.raises(account.cognito.exceptions.UserLambdaValidationException):
        account.pool(PreSignUp=arn).sign_up()
    url = account.client("sqs").create_queue(QueueName="work")["QueueUrl"]
    account.client("sqs").send_message(QueueUrl=url, MessageBody='{"a": "message"}')
    return arn


def test_axe_finds_nothing_on_functions_queues_and_tables(console: ConsoleBrowser, function: str) -> None:
    table = f"/tables/000000000000/us-east-1/{TABLE}"
    for path in ("/functions", f"/functions/{quote(function)}", "/queues", "/tables", table):
        assert console.faults(path) == []


def test_a_function_leads_to_its_runs_and_a_run_to_its_step(console: ConsoleBrowser, function: str) -> None:
    with console.page("/functions") as page:
        page.get_by_role("link", name=function.rpartition(":")[2]).click()
        run = page.get_by_role("article").first
        expect(run).to_contain_text("no room at the inn")
        expect(run).to_contain_text("a line")
        run.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Function")
        expect(page.locator("#log")).to_contain_text("a line")


@pytest.mark.usefixtures("function")
def test_a_message_and_an_item_open_by_a_click(console: ConsoleBrowser) -> None:
    with console.page("/queues") as page:
        page.get_by_role("article", name="work").locator("summary").click()
        expect(page.get_by_text('"a": "message"').first).to_be_visible()
    with console.page(f"/tables/000000000000/us-east-1/{TABLE}") as page:
        page.locator("details > summary").first.click()
        expect(page.locator("details pre").first).to_contain_text("PreSignUp_SignUp")
