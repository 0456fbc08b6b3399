"""What stands in whole answers to a public client and to a browser, but for what is another's each time."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cognito_emulator.cognito.context import ANYBODY
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.hosted_ui.app import HostedUi
from cognito_emulator.cognito.messages.messages import delivery_details
from cognito_emulator.cognito.oauth.endpoints import OAuthEndpoints
from cognito_emulator.cognito.protocol import TARGET_PREFIX, answer_to, error_answer, is_call, read_call
from tests.unit.emulator.accounts import CALLBACK, Place

Answer = tuple[int, list[tuple[str, str]], Any]
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_OWN_ON_PAGES = (
    (re.compile(r"[\w-]{43,}"), lambda found: f"text of {len(found[0])}"),
    (re.compile(r"(?<=&#34;id&#34;: &#34;)[^&]+"), lambda found: f"id of {len(found[0])}"),
    (re.compile(r"\w(?=\*\*\*)|(?<=\*)\d{4}"), lambda found: "x" * len(found[0])),
)
_TEXTS, _NUMBERS = ("Session", "SECRET_BLOCK", "challenge", "id"), ("SALT", "SRP_B")
_SAME_EACH_TIME = ("SALT", "id")
_USERNAMES = ("USERNAME", "USER_ID_FOR_SRP")
_DIFFERENT = ("content-length", "x-amz-cognito-request-id")
_DESTINATIONS = ("Destination", "CODE_DELIVERY_DESTINATION")


@dataclass
class Engine:
    """The user pools API, the pages and the OAuth endpoints as one app."""

    place: Place
    pages: HostedUi = field(init=False)
    oauth: OAuthEndpoints = field(init=False)

    def __post_init__(self) -> None:
        self.pages, self.oauth = HostedUi(self.place.service), OAuthEndpoints(self.place.cognito)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_call(scope):
            await (await self._called(scope, receive))(scope, receive, send)
        else:
            await (self.oauth if self.oauth.has(scope) else self.pages)(scope, receive, send)

    async def _called(self, scope: Scope, receive: Receive) -> Response:
        try:
            call = await read_call(scope, receive)
        except AwsError as error:
            return error_answer(error)
        return await answer_to(self.place.service, call, ANYBODY)


@dataclass
class Asker:
    """Somebody who knows a name: a public client and a browser, with what the answers have told them."""

    place: Place
    name: str
    told: dict[str, Any] = field(default_factory=dict)
    _page: str = ""
    _seen: dict[str, list[str]] = field(default_factory=dict)
    _client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        self.name = self.place.kind.asked_by(self.name)
        transport = httpx.ASGITransport(app=Engine(self.place))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://localhost:4566")

    def call(self, operation: str, **request: Any) -> Answer:
        body = json.dumps({"ClientId": self.place.client.id, **request})
        headers = {"x-amz-target": TARGET_PREFIX + operation, "content-type": "application/x-amz-json-1.1"}
        answer = self._ask("POST", "/", content=body, headers=headers)
        said = json.loads(answer.content) if answer.content else {}
        if answer.status_code == 200:
            self.told.update(said)
        return answer.status_code, self._headers(answer), self._form_of(said)

    def open(self, path: str, **parameters: str) -> Answer:
        return self._shown(self._ask("GET", path, params={**self._request(), **parameters}))

    def submit(self, path: str, *, on: str = "", **fields: str) -> Answer:
        """Send a form, with the token of the page that it is on."""
        self.open(on or path)
        hidden = dict(_HIDDEN.findall(self._page))
        return self._shown(self._ask("POST", path, params=self._request(), data={**hidden, **fields}))

    def answer_page(self, **fields: str) -> Answer:
        """Send a form of the page that was shown last, at the sign-in's address."""
        hidden = dict(_HIDDEN.findall(self._page))
        return self._shown(self._ask("POST", "/login", params=self._request(), data={**hidden, **fields}))

    def token(self, **form: str) -> Answer:
        return self._shown(
            self._ask("POST", "/oauth2/token", data={"client_id": self.place.client.id, **form})
        )

    def _request(self) -> dict[str, str]:
        return {"client_id": self.place.client.id, "response_type": "code", "redirect_uri": CALLBACK}

    def _ask(self, method: str, url: str, **sent: Any) -> httpx.Response:
        return asyncio.run(self._client.request(method, url, **sent))

    def _shown(self, answer: httpx.Response) -> Answer:
        self._page = answer.text
        return answer.status_code, self._headers(answer), self._without_own(answer.text)

    def _headers(self, answer: httpx.Response) -> list[tuple[str, str]]:
        headers = answer.headers.multi_items()
        return [(name, self._without_own(value)) for name, value in headers if name not in _DIFFERENT]

    def _without_own(self, text: str) -> str:
        for name in {self.name, quote(self.name, safe="")}:
            text = text.replace(name, "NAME")
        for pattern, form in _OWN_ON_PAGES:
            text = pattern.sub(form, text)
        return text

    def _form_of(self, said: Any, member: str = "") -> Any:
        """A body with the form of what is somebody's own in the place of its value."""
        if isinstance(said, Mapping):
            return {name: self._form_of(value, name) for name, value in said.items()}
        if isinstance(said, list):
            return [self._form_of(value, member) for value in said]
        return self._form_of_text(said, member) if isinstance(said, str) else said

    def _form_of_text(self, said: str, member: str) -> Any:
        if member in _USERNAMES:
            return f"{self._form_of_username(said)}{self._which('Username', said)}"
        if member in _DESTINATIONS:
            return f"{self._form_of_destination(said)}{self._which('Destination', said)}"
        if member == "CREDENTIAL_REQUEST_OPTIONS":
            return self._form_of(json.loads(said))
        which = self._which(member, said) if member in _SAME_EACH_TIME else ""
        if member in _TEXTS:
            return f"text of {len(said)}{which}"
        if member in _NUMBERS and re.fullmatch("[0-9a-f]+", said):
            # hexadecimal numbers lose the zeros before them
            return f"number of {-(-len(said) // 8) * 8}{which}"
        return _UUID.sub("a UUID", self._without_own(said))

    def _which(self, what: str, said: str) -> str:
        """Whether it is what was said before: of somebody as of nobody it is always the same."""
        seen = self._seen.setdefault(what, [])
        if said not in seen:
            seen.append(said)
        return f" ({seen.index(said) + 1})"

    def _form_of_username(self, said: str) -> str:
        if self.place.kind.shows_usernames:
            return "told, as AWS says"
        if _UUID.fullmatch(said):
            return "a UUID"
        return {self.name: "the name", self.place.pool.folded(self.name): "the name, folded"}.get(said, said)

    def _form_of_destination(self, said: str) -> str:
        attribute = "phone_number" if self.name.startswith("+") else "email"
        is_named, name = "@" in self.name or self.name.startswith("+"), self.place.pool.folded(self.name)
        if is_named and said == delivery_details(name, attribute)["Destination"]:
            return "the name"
        return re.sub(r"[^*@+]", "x", said)
