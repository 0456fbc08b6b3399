"""The page in a Chromium, with a user pool of the plugin's behind it."""

import functools
import json
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect, sync_playwright

HERE = Path(__file__).parent
PASSWORD = "Correct-horse-7-battery"


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def address(user_pool, tmp_path):
    """Where the page is served, with a config.json that leads it to the user pool."""
    if not (HERE / "node_modules").exists():
        pytest.skip("the page's library is not installed; next: npm ci")
    for name in ("index.html", "app.js", "node_modules"):
        (tmp_path / name).symlink_to(HERE / name)
    settings = {
        "UserPoolId": user_pool.id,
        "ClientId": user_pool.client_id,
        "endpoint": user_pool.cognito.endpoint_url,
    }
    (tmp_path / "config.json").write_text(json.dumps(settings))
    handler = functools.partial(QuietHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def page():
    with sync_playwright() as playwright:
        try:
            system_chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=system_chromium, args=["--no-sandbox"])
        except Error as error:
            pytest.skip(
                f"no Chromium here ({error.message.splitlines()[0]}); next: playwright install chromium"
            )
        yield browser.new_page()
        browser.close()


def test_somebody_signs_up_confirms_and_is_signed_in(page, address, mailbox):
    page.goto(address)
    page.get_by_label("E-mail").fill("ada@clinic.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_label("Code from the mail").fill(mailbox.code_for("ada@clinic.test", seconds=30))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status")).to_have_text("You are signed in as ada@clinic.test.", timeout=30_000)


def test_a_short_password_is_refused_in_cognitos_words(page, address):
    page.goto(address)
    page.get_by_label("E-mail").fill("ada@clinic.test")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("status")).to_contain_text("Password not long enough", timeout=30_000)
