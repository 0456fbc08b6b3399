"""The browser of the tests: the system's Chromium, or the one that Playwright has installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

# the first is the same without windows: a page costs a third of the processor there
COMMANDS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOW_TO_INSTALL = "no Chromium here; install it: apt-get install chromium-headless-shell, or make chromium"


@contextmanager
def running_chromium(*arguments: str, home: Path | None = None) -> Iterator[Browser | None]:
    """A headless Chromium with these arguments too, at home in this directory; None where there is none.

    While it runs, so does Playwright's event loop, in the caller's thread: no `asyncio.run` there.
    """
    with sync_playwright() as playwright:
        found = [command for command in COMMANDS if shutil.which(command)]
        path = shutil.which(found[0]) if found else playwright.chromium.executable_path
        if path is None or not Path(path).exists():
            yield None
            return
        environment = {**os.environ, "HOME": str(home)} if home else dict(os.environ)
        browser = playwright.chromium.launch(
            executable_path=path, args=[*ARGUMENTS, *arguments], env={**environment}
        )
        try:
            yield browser
        finally:
            browser.close()
