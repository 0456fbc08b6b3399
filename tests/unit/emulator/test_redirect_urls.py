"""Where the pages send people: to an app client's own addresses, and with the answer in their query."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.hosted_ui.app_client import PageClients
from cognito_emulator.cognito.hosted_ui.authorization_request import (
    AuthorizationRequest,
    BadRequestError,
    RefusedToAppError,
    read,
)
from cognito_emulator.cognito.rules.client_settings import ClientSurroundings, check_client
from cognito_emulator.cognito.service import UserPoolsService
from tests.unit.emulator import own_pool

# what pytest captures is sent from process to process, which a lone surrogate cannot be
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
URLS = st.one_of(
    TEXT,
    st.builds("{}://{}/{}".format, st.sampled_from(["http", "https", "app", "HTTP"]), TEXT, TEXT),
    st.sampled_from(["http://localhost", "https://a.example/b?c=d", "myapp://back", "http://[::1]:3000/x"]),
)
NOTHING_AROUND = ClientSurroundings({}, {}, (), (), has_secret=False, doing="creating")
CALLBACK, QUERIED = "https://app.example/back", "https://app.example/back?tenant=1"


def is_taken(url: str) -> bool:
    """Whether an app client may have this callback URL."""
    try:
        check_client({"CallbackURLs": [url]}, NOTHING_AROUND)
    except AwsError as error:
        assert error.code == "InvalidParameterException"  # noqa: PT017 - both are answers
        return False
    return True


@given(URLS)
@example("http://[::1/x")
@example("http://localhost.example.com/")
@example("http://localhost@example.com/")
@example("http://127.0.0.1.example.com/")
@example("https://example.com/#")
@example("//example.com")
@example("")
def test_a_callback_url_has_a_scheme_and_no_fragment_and_http_is_for_this_machine(url: str) -> None:
    if is_taken(url):
        parts = urlsplit(url)
        assert parts.scheme
        assert "#" not in url
        if parts.scheme == "http":
            assert parts.hostname in ("localhost", "127.0.0.1", "::1")


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://app.example/back", True),
        ("http://localhost:3000/back", True),
        ("http://127.0.0.1/", True),
        ("http://[::1]:8080/", True),
        ("myapp://signed-in", True),
        ("http://app.example/back", False),
        ("http://localhost@app.example/", False),
        ("http://localhost.app.example/", False),
        ("https://app.example/back#top", False),
        ("https://app.example/back#", False),
        ("/back", False),
        ("app.example", False),
        ("http://[::1/back", False),
    ],
)
def test_these_callback_urls_are_taken_and_these_are_not(url: str, taken: bool) -> None:
    assert is_taken(url) is taken


def clients(*callback_urls: str) -> PageClients:
    cognito: Cognito = own_pool.cognito()
    own_pool.client(
        cognito.store,
        own_pool.pool(cognito.store),
        CallbackURLs=list(callback_urls),
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["openid"],
    )
    return PageClients(UserPoolsService(cognito))


def asked(clients: PageClients, **query: str) -> AuthorizationRequest:
    return read({"client_id": "client", "response_type": "code", **query}, clients)


@given(URLS)
@example(f"{CALLBACK}/")
@example(f"{CALLBACK}?x=1")
@example(CALLBACK.upper())
@example("https://app.example/back/../evil")
@example(f" {CALLBACK}")
def test_nobody_is_sent_to_an_address_that_the_client_does_not_have(url: str) -> None:
    assume(url not in (CALLBACK, QUERIED))
    with pytest.raises(BadRequestError):
        asked(clients(CALLBACK, QUERIED), redirect_uri=url)


@pytest.mark.parametrize("error", [{"response_type": "token"}, {"scope": "openid admin"}])
def test_what_is_wrong_but_the_address_is_told_to_the_app(error: dict[str, str]) -> None:
    with pytest.raises(RefusedToAppError) as refused:
        asked(clients(CALLBACK), **{"redirect_uri": CALLBACK, "state": "s", **error})
    told = dict(parse_qsl(urlsplit(refused.value.url).query))
    assert refused.value.url.startswith(f"{CALLBACK}?")
    assert told["state"] == "s"
    assert told["error"]


@given(st.sampled_from([CALLBACK, QUERIED]), TEXT, TEXT)
@example(CALLBACK, "code", "a&code=another#x")
@example(QUERIED, "code", "\r\nSet-Cookie: a=b")
def test_an_answer_is_added_to_the_address_and_changes_nothing_of_it(url: str, code: str, state: str) -> None:
    request = asked(clients(CALLBACK, QUERIED), redirect_uri=url, state=state)
    answered = request.answered({"code": code})
    before, after = urlsplit(url), urlsplit(answered)
    assert (after.scheme, after.netloc, after.path) == (before.scheme, before.netloc, before.path)
    assert after.fragment == ""
    expected = [*parse_qsl(before.query), ("code", code), *([("state", state)] if state else [])]
    assert parse_qsl(after.query, keep_blank_values=True) == expected
    assert answered.isascii()
    assert answered.isprintable()
