"""A browser without scripts: follows links within the engine, keeps cookies, fills forms by their names."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx

from tests import http
from tests.emulator.account import Account

CALLBACK = "https://app.example/callback"
LOGOUT = "https://app.example/bye"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_ACTION = re.compile(r'<form method="post" action="([^"]+)"')


@dataclass
class HostedUiBrowser:
    """`client_id` is an app client's that allows the code flow."""

    account: Account
    pool_id: str
    client_id: str
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = http.Client(base_url=self.account.endpoint_url, timeout=30, trust_env=False)

    def get(self, path: str, **parameters: str) -> httpx.Response:
        """A page for this client, redirects within the engine followed."""
        return self._follow(self.client.get(f"{path}?{urlencode(self.request(**parameters))}"))

    def submit(self, page: httpx.Response, **fields: str) -> httpx.Response:
        """Send the page's first form; a redirect to the app is returned as it is."""
        hidden = dict(_HIDDEN.findall(page.text))
        action = _ACTION.search(page.text)
        assert action, page.text
        form = {name: html.unescape(value) for name, value in hidden.items()} | fields
        return self._follow(self.client.post(html.unescape(action[1]), data=form))

    def request(self, **changes: str) -> dict[str, str]:
        """The parameters of an authorization request; an empty change takes one away."""
        usual = {"client_id": self.client_id, "response_type": "code", "redirect_uri": CALLBACK}
        return {name: value for name, value in {**usual, **changes}.items() if value}

    def codes_to(self, address: str) -> list[str]:
        """The code of each mail to an address that has one, the oldest first."""
        answer = self.client.get("/_inbox.json", params={"to": address}).raise_for_status()
        return [message["code"] for message in reversed(answer.json()["messages"]) if message["code"]]

    def _follow(self, answer: httpx.Response) -> httpx.Response:
        while answer.is_redirect and answer.headers["location"].startswith("/"):
            answer = self.client.get(answer.headers["location"])
        return answer
