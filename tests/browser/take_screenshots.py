"""Pictures of every page, into docs/images (`make screenshots`): a stack of its own, a few people."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from scripts.paths import PROJECT
from tests.browser.chromium import HOW_TO_INSTALL, running_chromium
from tests.browser.console_pictures import take_console_pictures
from tests.browser.demo_app import DemoApp, running_demo_app
from tests.browser.visitor import Visitor

IMAGES = PROJECT / "docs" / "images"
WIDE = {"width": 1000, "height": 700}
NARROW = {"width": 360, "height": 740}


@dataclass(frozen=True)
class Camera:
    """Takes the whole page, at half as many pixels again, to stay sharp."""

    page: Page

    def take(self, name: str) -> None:
        self.page.evaluate("document.fonts.ready")
        self.page.screenshot(path=IMAGES / f"{name}.png", full_page=True)
        print(f"docs/images/{name}.png")


def main() -> int:
    with running_chromium() as browser, TemporaryDirectory() as directory:
        if browser is None:
            print(HOW_TO_INSTALL, file=sys.stderr)
            return 1
        IMAGES.mkdir(parents=True, exist_ok=True)
        with running_demo_app(Path(directory)) as app:
            _before_ada(browser, app)
            _ada(browser, app)
            _narrow(browser, app)
            for name in take_console_pictures(browser, app, "ada.lovelace@example.com", IMAGES):
                print(f"docs/images/{name}")
    return 0


def _before_ada(browser: Browser, app: DemoApp) -> None:
    """People at every stage, so that the overview has something to tell."""
    for name, user_type, stage in [
        ("Grace Hopper", "Patient", "confirmed"),
        ("Ignaz Semmelweis", "Doctor", "without group"),
        ("Mary Seacole", "Doctor", "confirmed"),
        ("Alan Turing", "Patient", "unconfirmed"),
    ]:
        visitor = _visitor(browser, app, name)
        if stage == "unconfirmed":
            visitor.sign_up(user_type)
        else:
            visitor.sign_up_and_confirm(user_type)
        if stage == "without group":
            app.stack.cognito().admin_remove_user_from_group(
                UserPoolId=app.stack.user_pool_id, Username=visitor.email, GroupName=user_type
            )
        visitor.page.context.close()


def _ada(browser: Browser, app: DemoApp) -> None:
    ada = _visitor(browser, app, "Ada Lovelace")
    camera = Camera(ada.page)
    ada.page.goto(app.url)
    camera.take("welcome")
    ada.follow("Create an account")
    ada.fill_sign_up("Doctor")
    camera.take("sign-up")
    ada.fill("Password", "short")
    ada.press("Sign up")
    camera.take("sign-up-refused")
    ada.fill("Password", ada.password)
    ada.press("Sign up")
    camera.take("confirm")
    code = ada.read_code()
    _take_inbox(ada)
    ada.confirm(code)
    camera.take("sign-in")
    ada.follow("Forgot your password?")
    camera.take("forgotten-password")
    ada.press("Mail me a code")
    camera.take("new-password")
    ada.open_sign_in()
    ada.sign_in()
    camera.take("signed-in")
    ada.page.goto(f"{app.url}people")
    camera.take("people")
    ada.page.goto(f"{app.stack.endpoint_url}/signup?client_id=nobody")
    camera.take("unknown-app")
    ada.page.context.close()


def _take_inbox(visitor: Visitor) -> None:
    tab = visitor.page.context.new_page()
    tab.goto(visitor.app.inbox_url)
    Camera(tab).take("inbox")
    tab.close()


def _narrow(browser: Browser, app: DemoApp) -> None:
    visitor = _visitor(browser, app, "Florence Nightingale", NARROW)
    visitor.open_sign_up()
    Camera(visitor.page).take("sign-up-narrow")
    visitor.page.goto(f"{app.url}people")
    Camera(visitor.page).take("people-narrow")
    visitor.page.context.close()


def _visitor(browser: Browser, app: DemoApp, name: str, size: dict[str, int] = WIDE) -> Visitor:
    context = browser.new_context(viewport=size, device_scale_factor=1.5)  # type: ignore[arg-type]
    email = f"{re.sub('[^a-z]+', '.', name.lower())}@example.com"
    return Visitor(context.new_page(), app, email=email, name=name)


if __name__ == "__main__":
    sys.exit(main())
