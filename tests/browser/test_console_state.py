"""State in the console, in a browser."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.console import WIDTHS, ConsoleBrowser, faults_of


def test_axe_finds_nothing_also_with_a_saved_state_and_a_refusal(console: ConsoleBrowser) -> None:
    assert console.faults("/state") == []
    console.account.pool()
    with console.page("/state", color_scheme="dark") as page:
        page.get_by_label("Name").fill("before")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status")).to_have_text("The state is saved.")
        file = {"name": "people.csv", "mimeType": "text/csv", "buffer": b"username\na\na\n"}
        page.get_by_label("File of people").set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("button", name="Seed").click()
        expect(page.get_by_role("alert")).to_contain_text("Row 2: ")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert faults_of(page) == []


def test_a_pool_is_exported_emptied_and_imported_again(console: ConsoleBrowser, tmp_path: Path) -> None:
    pool = console.account.pool()
    person = pool.sign_up()
    with console.page("/state") as page:
        page.get_by_label("Export", exact=True).select_option(pool.id)
        with page.expect_download() as download:
            page.get_by_role("button", name="Export", exact=True).click()
        file = tmp_path / "export.json"
        download.value.save_as(file)
        assert json.loads(file.read_text())["pools"][0]["people"][0]["username"] == person.sub
        page.get_by_label("Of", exact=True).select_option(pool.id)
        page.get_by_role("button", name="Delete all users").click()
        expect(page.get_by_role("status")).to_contain_text("1 person.")
        page.get_by_label("Exported file").set_input_files(file)
        page.get_by_role("button", name="Import", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("is here already")
        page.get_by_label("Exported file").set_input_files(file)
        page.get_by_label("Replace pools").check()
        page.get_by_role("button", name="Import", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("1 person.")
    assert person.status() == "UNCONFIRMED"


def test_a_saved_state_is_loaded(console: ConsoleBrowser) -> None:
    pool = console.account.pool()
    person = pool.sign_up()
    with console.page("/state") as page:
        page.get_by_label("Name").fill("with-somebody")
        page.get_by_role("button", name="Save").click()
        person.admin_confirm()
        page.get_by_role("button", name="Load with-somebody").click()
        expect(page.get_by_role("status")).to_contain_text("as they were")
    assert person.status() == "UNCONFIRMED"
