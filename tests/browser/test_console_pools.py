"""Pools in the console, in a browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.console import ConsoleBrowser
from tests.emulator.functions import RETURNS_THE_EVENT


def test_axe_finds_nothing_in_the_list_and_on_a_pools_page(console: ConsoleBrowser) -> None:
    function = console.account.function(RETURNS_THE_EVENT)
    pool = console.account.pool(permitted=False, PostConfirmation=function)
    for path in ("/pools", f"/pools/{pool.id}"):
        assert console.faults(path) == []
    with console.page("/pools") as page:
        page.get_by_role("link", name="pool", exact=True).click()
        expect(page.get_by_text("AWS refuses")).to_be_visible()
        page.get_by_text("DescribeUserPool").click()
        expect(page.get_by_role("main")).to_contain_text('"LambdaConfig"')
