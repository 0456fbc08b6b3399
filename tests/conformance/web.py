"""A pool's pages and OAuth endpoints: where they are, and a browser without scripts that signs in there."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

from tests import http
from tests.conformance.endpoint import Endpoint
from tests.conformance.pools import FLOWS, Person, Pool, Pools

CALLBACK = "https://app.example.com/callback"
OTHER_CALLBACK = "https://app.example.com/other"
LOGOUT = "https://app.example.com/bye"
SCOPES = ["openid", "email", "profile", "phone", "aws.cognito.signin.user.admin"]
# An app client that signs people in by the pages; None takes a setting out
APP: dict[str, Any] = {
    "ExplicitAuthFlows": FLOWS,
    "CallbackURLs": [CALLBACK, OTHER_CALLBACK],
    "LogoutURLs": [LOGOUT],
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": SCOPES,
    "AllowedOAuthFlowsUserPoolClient": True,
    "SupportedIdentityProviders": ["COGNITO"],
}
_SECONDS = 30
_MOST_REDIRECTS = 10


@dataclass(frozen=True)
class App:
    """An app of a pool: `base` is the address of the pool's domain."""

    pool: Pool
    base: str
    client_id: str
    client_secret: str | None = None

    def browser(self) -> Browser:
        """A new one, which has signed in nowhere."""
        return Browser(self)

    def request(self, **changes: str | None) -> dict[str, str]:
        """The parameters of an authorization request; a change to None takes one away."""
        usual = {
            "client_id": self.client_id,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "openid email",
            "state": "a state",
        }
        return {name: value for name, value in {**usual, **changes}.items() if value is not None}

    def code(self, person: Person, **changes: str | None) -> str:
        """The authorization code of somebody's sign-in."""
        return self.browser().signed_in(person, **changes).query["code"]

    def tokens(self, person: Person, **changes: str | None) -> dict[str, Any]:
        """The token endpoint's answer to the code of somebody's sign-in."""
        answer = self.redeem(self.code(person, **changes))
        assert answer.status_code == 200, f"no tokens for a code: HTTP {answer.status_code} {answer.text}"
        return dict(answer.json())

    def redeem(self, code: str | None, **changes: str | None) -> httpx.Response:
        usual: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
        }
        return self.ask_token({**usual, **self._names_itself(), **changes})

    def refresh(self, refresh_token: str | None, **changes: str | None) -> httpx.Response:
        usual: dict[str, str | None] = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self.ask_token({**usual, **self._names_itself(), **changes})

    def ask_token(
        self, form: Mapping[str, str | None], basic: tuple[str, str] | None = None
    ) -> httpx.Response:
        return self._post("/oauth2/token", form, basic)

    def revoke(
        self, token: str | None, basic: tuple[str, str] | None = None, **changes: str
    ) -> httpx.Response:
        named = {} if basic else self._names_itself()
        return self._post("/oauth2/revoke", {"token": token, **named, **changes}, basic)

    def user_info(self, access_token: str | None, method: str = "GET") -> httpx.Response:
        headers = {"Authorization": f"Bearer {access_token}"} if access_token else {}
        url = f"{self.base}/oauth2/userInfo"
        return http.request(method, url, headers=headers, timeout=_SECONDS, trust_env=False)

    def _names_itself(self) -> dict[str, str | None]:
        return {"client_id": self.client_id, "client_secret": self.client_secret}

    def _post(
        self, path: str, form: Mapping[str, str | None], basic: tuple[str, str] | None = None
    ) -> httpx.Response:
        given = {name: value for name, value in form.items() if value is not None}
        auth = httpx.BasicAuth(*basic) if basic else None
        url = f"{self.base}{path}"
        return http.post(url, data=given, auth=auth, timeout=_SECONDS, trust_env=False)


@dataclass(frozen=True)
class Landing:
    """Where a redirect leads: outside the pool's domain, or the login page that asks who it is."""

    url: str
    status: int
    page: httpx.Response | None = None

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.url).query))

    @property
    def fragment(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.url).fragment))

    @property
    def place(self) -> str:
        """The address without query and fragment."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{parts.path}"

    @property
    def asks_who_it_is(self) -> bool:
        return self.page is not None and _sign_in_form(self.page) is not None

    def must_tell(self, error: str, description: str | None = None) -> None:
        """Assert that the app is told this error, with its state."""
        assert self.place == CALLBACK, f"answers HTTP {self.status} at {self.place}; AWS redirects to the app"
        assert self.status == 302, f"redirects by HTTP {self.status}; AWS by 302"
        told = self.query
        assert told.get("error") == error, f"tells {told.get('error')}; AWS tells {error}"
        assert description is None or description in told.get("error_description", "")
        assert told.get("state") == "a state", "keeps the state to itself"
        assert "code" not in told

    def must_stay(self) -> None:
        """Assert that nobody is sent on: an error is shown."""
        assert self.page is not None, f"sends people on to {self.place}; AWS shows an error"
        assert not self.asks_who_it_is, "asks who it is; AWS shows an error"


@dataclass
class Browser:
    """Keeps cookies, follows redirects within the domain, fills the form that asks for a password."""

    app: App
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        # a connection for each request: nobody has to close a browser
        once = httpx.Limits(max_keepalive_connections=0)
        self.client = http.Client(timeout=_SECONDS, trust_env=False, limits=once)

    def authorize(self, **changes: str | None) -> Landing:
        return self.open("/oauth2/authorize", **self.app.request(**changes))

    def signed_in(self, person: Person, **changes: str | None) -> Landing:
        """Where somebody ends who signs in; whoever is not asked any more is there already."""
        landing = self.authorize(**changes)
        return self.submit(landing, person) if landing.asks_who_it_is else landing

    def submit(self, landing: Landing, person: Person, password: str | None = None) -> Landing:
        """Fill in the login page."""
        assert landing.page is not None, f"no login page at {landing.place}"
        form = _sign_in_form(landing.page)
        assert form is not None, f"no form with a password: HTTP {landing.page.status_code}"
        filled = form.filled(person.username, password or person.password)
        return self._follow(self.client.post(urljoin(str(landing.page.url), form.action), data=filled))

    def open(self, path: str, **parameters: str) -> Landing:
        return self._follow(self.client.get(f"{self.app.base}{path}", params=parameters))

    def first_answer(self, **changes: str | None) -> httpx.Response:
        """What the authorize endpoint itself answers."""
        return self.client.get(f"{self.app.base}/oauth2/authorize", params=self.app.request(**changes))

    def _follow(self, answer: httpx.Response) -> Landing:
        for _ in range(_MOST_REDIRECTS):
            if not answer.is_redirect:
                return Landing(str(answer.url), answer.status_code, answer)
            target = urljoin(str(answer.url), answer.headers["location"])
            if urlsplit(target).netloc != urlsplit(self.app.base).netloc:
                return Landing(target, answer.status_code)
            answer = self.client.get(target)
        raise AssertionError("redirects without an end")


@dataclass
class Form:
    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    texts: list[tuple[str, str]] = field(default_factory=list)
    password: str | None = None

    def filled(self, username: str, password: str) -> dict[str, str]:
        assert self.texts, "the form has no field for a name"
        assert self.password, "the form has no field for a password"
        return {**self.hidden, self.texts[0][0]: username, self.password: password}


class _Forms(HTMLParser):
    """The forms of a page, with the fields of each."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(said.get("action", "")))
        elif tag == "input" and self.found and said.get("name"):
            self._add(self.found[-1], said)

    def _add(self, form: Form, field_: Mapping[str, str]) -> None:
        kind, name = field_.get("type", "text").lower(), field_["name"]
        if kind == "hidden":
            form.hidden[name] = field_.get("value", "")
        elif kind == "password":
            form.password = form.password or name
        elif kind in ("text", "email", "tel"):
            form.texts.append((name, field_.get("value", "")))


def _sign_in_form(page: httpx.Response) -> Form | None:
    parser = _Forms()
    parser.feed(page.text)
    return next((form for form in parser.found if form.password and form.texts), None)


def name_filled_in(landing: Landing) -> str:
    """What the login page's field for the name holds before anybody has typed."""
    assert landing.page is not None
    form = _sign_in_form(landing.page)
    assert form is not None
    return form.texts[0][1]


@dataclass
class Apps:
    """Makes pools that have a domain, and apps of theirs; takes the domains away again."""

    endpoint: Endpoint
    pools: Pools
    _domains: dict[str, str] = field(default_factory=dict)

    def create(self, client: Mapping[str, Any] | None = None, **pool: Any) -> App:
        """An app with APP and `client` over it, of a pool of its own."""
        made = self.pools.create(client={**APP, **(client or {})}, **pool)
        domain = f"conformance-{secrets.token_hex(6)}"
        made.cognito.create_user_pool_domain(UserPoolId=made.id, Domain=domain)
        self._domains[made.id] = domain
        return App(made, _base(self.endpoint, made.id), made.client_id, made.client_secret)

    def another(self, app: App, **client: Any) -> App:
        """One more app of the same pool."""
        settings = {"ClientName": "another", **APP, **client}
        given = {name: value for name, value in settings.items() if value is not None}
        made = app.pool.cognito.create_user_pool_client(UserPoolId=app.pool.id, **given)["UserPoolClient"]
        return App(app.pool, app.base, made["ClientId"], made.get("ClientSecret"))

    def delete_domains(self) -> None:
        for pool_id, domain in self._domains.items():
            self.endpoint.cognito().delete_user_pool_domain(UserPoolId=pool_id, Domain=domain)


@contextmanager
def apps_at(endpoint: Endpoint, pools: Pools) -> Iterator[Apps]:
    made = Apps(endpoint, pools)
    yield made
    made.delete_domains()


def discovery_document(endpoint: Endpoint, pool_id: str) -> httpx.Response:
    url = f"{endpoint.url}/{pool_id}/.well-known/openid-configuration"
    return http.get(url, timeout=_SECONDS, trust_env=False)


def _base(endpoint: Endpoint, pool_id: str) -> str:
    """AWS gives a domain a host name of its own; an engine answers for all of them at its one address."""
    if not (urlsplit(endpoint.url).hostname or "").endswith(".amazonaws.com"):
        return endpoint.url
    found = urlsplit(discovery_document(endpoint, pool_id).json()["authorization_endpoint"])
    return f"{found.scheme}://{found.netloc}"


def proof_key() -> tuple[str, str]:
    """A verifier and its challenge by S256 (RFC 7636)."""
    verifier = secrets.token_urlsafe(48)
    digest = sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def must_be_refused(answer: httpx.Response, error: str, status: int = 400) -> None:
    """Assert that an OAuth endpoint refuses with this error, as JSON."""
    said = answer.text[:200]
    assert answer.status_code == status, f"answers HTTP {answer.status_code} {said}; AWS: {status} {error}"
    assert answer.headers.get("content-type", "").startswith("application/json"), "answers no JSON"
    assert answer.json().get("error") == error, f"answers {said}; AWS: {error}"
