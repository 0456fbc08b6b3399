"""What the hosted pages remember of a browser: for how long, and under which cookie."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.hosted_ui import providers
from cognito_emulator.cognito.hosted_ui.app_client import PageClients
from cognito_emulator.cognito.hosted_ui.providers import ProviderResponses
from cognito_emulator.cognito.hosted_ui.session import (
    LIFETIME_SECONDS,
    AtProvider,
    Session,
    Sessions,
)
from cognito_emulator.cognito.hosted_ui.visit import Handler, Visits
from cognito_emulator.cognito.service import UserPoolsService
from tests.unit.clock import Clock
from tests.unit.emulator import own_pool
from tests.unit.emulator.user_pools import UserPools

POOL, SOMEBODY, NOW = "us-east-1_Example00", 7, 1000.0
CALLBACK = "https://app.example/back"


def request(cookie: str = "", query: str = "") -> Request:
    headers = [(b"host", b"localhost:4566"), (b"cookie", cookie.encode())]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/login",
        "query_string": query.encode(),
        "headers": headers,
        "scheme": "http",
        "server": ("localhost", 4566),
    }
    return Request(scope)


def cookie_after(sessions: Sessions, session: Session, cookie: str = "") -> str:
    """The cookie that an answer gives, as the browser sends it back."""
    response = Response()
    sessions.remember(request(cookie), response, session)
    return response.headers["set-cookie"].partition(";")[0]


def test_who_has_signed_in_is_known_for_an_hour() -> None:
    session = Session()
    session.sign_in(POOL, SOMEBODY, NOW)
    found = session.signed_in_to(POOL, NOW + 3599)
    assert found is not None
    assert found.user_id == SOMEBODY
    assert session.signed_in_to(POOL, NOW + 3600) is None


def test_an_hour_is_counted_from_the_sign_in_and_not_from_the_first_page() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    session = sessions.of(request())
    clock.now += 59 * 60
    session.sign_in(POOL, SOMEBODY, NOW)
    cookie = cookie_after(sessions, session)
    clock.now += 2 * 60
    assert sessions.of(request(cookie)).signed_in_to(POOL, NOW + 120)


def test_a_sign_in_at_a_provider_ends_after_five_minutes() -> None:
    session = Session()
    in_time, late = (session.goes_to_provider(AtProvider("P", {}, "nonce", NOW)) for _ in range(2))
    assert session.comes_back(in_time, NOW + 299)
    assert session.comes_back(late, NOW + 300) is None


def test_of_many_sign_ins_that_began_at_providers_the_last_ten_count() -> None:
    session = Session()
    states = [session.goes_to_provider(AtProvider("P", {}, "nonce", NOW)) for _ in range(11)]
    first, *last = [session.comes_back(state, NOW) for state in states]
    assert first is None
    assert all(last)


def test_of_too_many_browsers_the_one_that_came_first_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cognito_emulator.cognito.hosted_ui.session.MOST_SESSIONS", 2)
    sessions = Sessions()
    began = [sessions.of(request()) for _ in range(2)]
    cookies = [cookie_after(sessions, session) for session in began]
    sessions.of(request())
    assert sessions.of(request(cookies[1])) is began[1]
    assert sessions.of(request(cookies[0])) is not began[0]


def test_a_browser_that_comes_back_after_an_hour_is_a_new_one() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    session = sessions.of(request())
    cookie = cookie_after(sessions, session)
    clock.now += LIFETIME_SECONDS - 1
    assert sessions.of(request(cookie)) is session
    clock.now += 2
    assert sessions.of(request(cookie)) is not session


def test_a_cookie_that_was_known_before_the_sign_in_is_nobodys_afterwards() -> None:
    """Else who has planted it would be signed in with the victim."""
    sessions = Sessions()
    session = sessions.of(request())
    planted = cookie_after(sessions, session)
    session.sign_in(POOL, SOMEBODY, NOW)
    own = cookie_after(sessions, session, planted)
    assert own != planted
    assert sessions.of(request(own)).signed_in_to(POOL, NOW)
    assert sessions.of(request(planted)).signed_in_to(POOL, NOW) is None


def _visits() -> Visits:
    """Of a pool with an app client for the pages."""
    cognito = own_pool.cognito()
    own_pool.client(
        cognito.store,
        own_pool.pool(cognito.store),
        CallbackURLs=[CALLBACK],
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
    )
    return Visits(PageClients(UserPoolsService(cognito)), Sessions())


async def _answer_of(visits: Visits, handler: Handler, asked: Request) -> Response:
    return await visits.endpoint(handler)(asked)


async def _fail(*_: object) -> Response:
    raise ValueError("nobody has foreseen this")


def test_what_nobody_has_foreseen_is_told_to_the_app(caplog: pytest.LogCaptureFixture) -> None:
    """Source: "Authorize endpoint" in the Cognito developer guide (server_error)."""
    visits = _visits()
    query = str(httpx.QueryParams(client_id="client", response_type="code", redirect_uri=CALLBACK, state="s"))
    answer = asyncio.run(_answer_of(visits, _fail, request(query=query)))
    assert (answer.status_code, answer.headers["location"]) == (302, f"{CALLBACK}?error=server_error&state=s")
    assert "/login failed with ValueError" in caplog.text


def test_what_nobody_has_foreseen_of_a_provider_is_told_to_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """Source: "Authorize endpoint" in the Cognito developer guide (server_error)."""
    pools = UserPools(Clock())
    pool = pools.pool()
    pools.ask(
        "CreateIdentityProvider",
        UserPoolId=pool.id,
        ProviderName="P",
        ProviderType="OIDC",
        ProviderDetails={"oidc_issuer": "https://idp.example"},
    )
    client = pools.client(
        pool,
        CallbackURLs=[CALLBACK],
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        AllowedOAuthFlowsUserPoolClient=True,
        SupportedIdentityProviders=["P"],
    )
    parameters = {"client_id": client.id, "response_type": "code", "redirect_uri": CALLBACK, "state": "s"}
    sessions = Sessions()
    session = sessions.of(request())
    state = session.goes_to_provider(AtProvider("P", parameters, "nonce", pools.cognito.clock()))
    cookie = cookie_after(sessions, session)
    monkeypatch.setattr(providers, "claims_of", _fail)
    responses = ProviderResponses(PageClients(pools.service), sessions)
    asked = request(cookie, str(httpx.QueryParams(state=state, code="a code")))
    answer = asyncio.run(responses.endpoint(asked))
    assert (answer.status_code, answer.headers["location"]) == (302, f"{CALLBACK}?error=server_error&state=s")


def test_what_the_user_pool_refuses_outside_a_form_is_shown() -> None:
    visits = _visits()
    query = str(httpx.QueryParams(client_id="client", response_type="code", redirect_uri=CALLBACK))
    answer = asyncio.run(_answer_of(visits, _refuse, request(query=query)))
    assert answer.status_code == 502
    assert b"The user pool answered: not now" in answer.body


async def _refuse(*_: object) -> Response:
    raise AwsError("InternalErrorException", "not now")


def test_a_notice_is_shown_once() -> None:
    session = Session(notice="Choose a new password.")
    assert session.take_notice() == "Choose a new password."
    assert session.take_notice() == ""


def test_engines_on_one_machine_have_a_cookie_each() -> None:
    """Cookies do not tell ports apart."""
    assert cookie_after(Sessions(), Session()).startswith("hosted_ui_4566=")
