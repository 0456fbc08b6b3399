"""JavaScript in a browser, from a page of another origin than the engine: by the API, by the pages."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from scripts.certificate import trust_command
from scripts.stack_file import Stack
from tests.browser.chromium import HOW_TO_INSTALL, running_chromium
from tests.clients.browser_pages import FOLDER, bundled, served, tell
from tests.clients.npm import INSTALL_SECONDS, version
from tests.clients.once import once
from tests.clients.shown import Shown, Steps
from tests.e2e.person import Person
from tests.embedded_stack import embedded_stack

# packages and stacks are there only after the first test has asked for them
pytestmark = pytest.mark.timeout(INSTALL_SECONDS + 300)
PATIENCE_MILLISECONDS = 45_000
# what a client's page writes down once it is back and has its tokens
SIGNED_IN = "body[data-event=signedIn]"
NEEDS_CERTUTIL = "no certutil here (it is not on PATH); install it: apt-get install libnss3-tools"
WHOLE = {"sign up", "confirm", "refresh", "change attributes", "reset password", "sign out"}
WITH_THE_API = ("sdk_v3", "amplify")
WITH_THE_PAGES = ("amplify_redirect", "oidc_client")


@dataclass(frozen=True)
class Client:
    """A client's page in a browser, and the steps that its script has."""

    page: Page
    address: str
    steps: Steps

    def open(self) -> None:
        self.page.goto(self.address)
        self.page.wait_for_function("window.steps")

    def names(self) -> list[str]:
        names: list[str] = self.page.evaluate("Object.keys(window.steps)")
        return names

    def do(self, step: str) -> None:
        with self.steps.step(step):
            self.page.evaluate("step => window.steps[step]()", step)


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of all pages. Skips where Chromium or Node is missing, before any stack is made."""
    with running_chromium() as chromium:
        if chromium is None:
            pytest.skip(HOW_TO_INSTALL)
    with served(once(lambda: bundled(tmp_path_factory.mktemp("pages")))()) as address:
        yield address


@pytest.fixture(scope="module")
def https_stack(pages: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """What `make up TLS=1 ISSUER=endpoint` makes, its app client at home on these pages."""
    if sys.platform == "darwin":
        pytest.skip("macOS keeps what browsers trust in a person's own keychain, which no test writes to")
    if shutil.which("certutil") is None:
        pytest.skip(NEEDS_CERTUTIL)
    addresses = json.dumps([f"{pages}{name}.html" for name in WITH_THE_PAGES])
    environment = {
        "ISSUER": "endpoint",
        "TF_VAR_callback_urls": addresses,
        "TF_VAR_logout_urls": addresses,
    }
    with embedded_stack(tmp_path_factory.mktemp("https"), tls=True, environment=environment) as deployed:
        yield deployed


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """At home in an empty directory: Chromium's store of authorities would be there."""
    with running_chromium(home=tmp_path) as chromium:
        assert chromium
        yield chromium


@pytest.fixture
def trusting_browser(https_stack: Stack, tmp_path: Path) -> Iterator[Browser]:
    """Of somebody who has typed what `make up TLS=1` prints."""
    assert https_stack.ca_bundle
    environment = {**os.environ, "HOME": str(tmp_path)}
    subprocess.run(["sh", "-c", trust_command(https_stack.ca_bundle)], env=environment, check=True)
    with running_chromium(home=tmp_path) as chromium:
        assert chromium
        yield chromium


@pytest.mark.parametrize("name", WITH_THE_API)
def test_a_library_in_a_page_of_another_origin_does_all_that_it_does_on_aws(
    name: str, pages: str, stack: Stack, browser: Browser, shown: Shown
) -> None:
    package = package_of(name)
    label = f"{package} in Chromium"
    with shown(label, version(FOLDER, package)) as steps:
        client = _client(browser, stack, f"{pages}{name}.html", steps)
        client.open()
        names = client.names()
        for step in names:
            client.do(step)
        assert {"sign up", "confirm", "refresh", "change attributes", "reset password", "sign out"} < set(
            names
        )


@pytest.mark.parametrize("name", WITH_THE_PAGES)
def test_a_library_signs_somebody_in_and_out_by_the_hosted_pages(
    name: str, pages: str, https_stack: Stack, trusting_browser: Browser, shown: Shown
) -> None:
    package = package_of(name)
    label = f"{package} in Chromium, by the pages"
    person = Person.new(https_stack)
    person.user_type = "Doctor"
    person.sign_up_and_confirm()
    with shown(label, version(FOLDER, package)) as steps:
        client = _client(trusting_browser, https_stack, f"{pages}{name}.html", steps)
        client.open()
        with steps.step("sign in"):
            client.page.evaluate("step => window.steps[step]()", "to the pages")
            client.page.wait_for_url(f"{https_stack.endpoint_url}/login?**")
            _sign_in(client.page, person)
            client.page.wait_for_selector(SIGNED_IN, state="attached")
            client.page.evaluate("step => window.steps[step]()", "signed in")
        for step in client.names():
            if step not in ("to the pages", "signed in", "sign out", "signed out"):
                client.do(step)
        with steps.step("sign out"):
            with client.page.expect_navigation(url=client.address):
                client.page.evaluate("step => window.steps[step]()", "sign out")
            client.page.wait_for_function("window.steps")
            client.page.evaluate("step => window.steps[step]()", "signed out")
        with steps.step("asked again after signing out"):
            client.page.evaluate("step => window.steps[step]()", "to the pages")
            client.page.wait_for_url(f"{https_stack.endpoint_url}/login?**")


def test_a_browser_that_was_not_told_to_trust_the_certificate_does_not(
    pages: str, https_stack: Stack, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(f"{pages}sdk_v3.html")
    asked = "url => fetch(url).then(() => true, () => false)"
    assert page.evaluate(asked, f"{https_stack.endpoint_url}/health") is False


def test_every_package_of_the_browser_has_a_page_here() -> None:
    packages = json.loads((FOLDER / "package.json").read_text())["dependencies"].keys()
    assert {package_of(name) for name in (*WITH_THE_API, *WITH_THE_PAGES)} == packages


def package_of(name: str) -> str:
    """The package whose steps a page has."""
    [package] = re.findall(r'^flow\("(.+)", \{$', (FOLDER / f"{name}.mjs").read_text(), re.MULTILINE)
    return str(package)


def _client(browser: Browser, stack: Stack, address: str, steps: Steps) -> Client:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    tell(context, stack, address)
    return Client(context.new_page(), address, steps)


def _sign_in(page: Page, person: Person) -> None:
    page.get_by_label("Email address", exact=True).fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
