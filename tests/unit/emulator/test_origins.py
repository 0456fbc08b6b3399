"""Whose pages may ask: loopback's, the app clients', those of the setting; and what no page may ask for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.gateway.origins import Origin
from cognito_emulator.gateway.settings import OriginSettings, SettingError
from tests.unit.emulator.origin_requests import LINK, admission, is_let_in, refusal_of, request

CALLBACKS = (
    "https://app.example/callback?from=cognito",
    "http://app.example:8080/",
    "myapp://callback",
    "https://[not an address]/callback",
)
DEVELOPERS_PATHS = [
    *(
        "/_inbox",
        "/_inbox.json",
        "/_console",
        "/_console/people",
        "/_emulator/style.css",
        "/_ministack/reset",
        "/_MINISTACK/config",
        "/_aws/ses",
    ),
    *("/_localstack/init", "/_localstack/health/more", "/latest/meta-data/iam/security-credentials/"),
    *("/LATEST/api/token", "/latest", "/v2/credentials/x", "/v4/abcdefgh/task", "/_", "/_aws/ses"),
]
PATHS_OF_AWS = [
    *("/", "/login", "/oauth2/token", "/us-east-1_A/.well-known/jwks.json", "/2015-03-31/functions"),
    *("/bucket/_inbox", "/latest-news/key", "/v2/email/identities", "/_aws/execute-api/abcdef01/dev/"),
    *("/_aws/lambda-url/abc/", "/_alb/balancer/", "/health", "/_localstack/health", "/_ministack/health"),
]


@pytest.mark.parametrize(
    "origin",
    [
        *("http://localhost:3000", "http://localhost", "https://LOCALHOST:8443", "http://app.localhost:1"),
        *("http://127.0.0.1:5173", "http://127.8.8.8", "http://[::1]:3000"),
        *("https://app.example", "https://app.example:443", "HTTPS://APP.EXAMPLE", "http://app.example:8080"),
        *("https://set.example:8443", "capacitor://localhost"),
    ],
)
def test_pages_of_loopback_of_the_app_clients_and_of_the_setting_may_ask(origin: str) -> None:
    decides = admission(origins="https://set.example:8443,capacitor://localhost", callback_urls=CALLBACKS)
    assert is_let_in(request(origin=origin), decides)


@pytest.mark.parametrize(
    "origin",
    [
        *(
            "https://evil.example",
            "http://app.example",
            "https://app.example:8443",
            "https://app.example.evil",
        ),
        *("https://evil.example/app.example", "http://set.example:8443", "https://x.set.example:8443"),
        *(
            "null",
            "",
            "file://",
            "http://",
            "localhost:3000",
            "//localhost:3000",
            "ftp://localhost",
            "myapp://callback",
        ),
        *("http://localhost.evil.example", "http://localhost@evil.example", "http://localhost:3000/"),
        *("http://localhost:3000 http://evil.example", "http://192.0.2.1:4566", "chrome-extension://abc"),
        *("http://localhost.localstack.cloud:3000", "http://0.0.0.0:3000", "http://l\xf6calhost"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "PUT", "DELETE", "HEAD"])
def test_every_other_page_is_refused_by_every_method(origin: str, method: str) -> None:
    decides = admission(origins="https://set.example:8443", callback_urls=CALLBACKS)
    assert not is_let_in(request("/", method, origin=origin), decides)


def test_two_origins_are_refused_though_both_are_allowed() -> None:
    scope = request(origin="http://localhost:3000")
    scope["headers"] = [*scope["headers"], (b"Origin", b"http://localhost:3000")]
    assert not is_let_in(scope)


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("engine.test", "https://engine.test"),
        ("engine.test:80", "http://engine.test"),
        ("engine.test:4566", "http://engine.test:4566"),
        ("localhost.localstack.cloud:4566", "http://localhost.localstack.cloud:4566"),
    ],
)
def test_the_engines_own_pages_may_ask(host: str, origin: str) -> None:
    assert is_let_in(request("/login", host=host, origin=origin), admission(hosts="engine.test"))


def test_the_refusal_names_the_origin_and_the_setting() -> None:
    refused = refusal_of(request(origin="https://evil.example"), admission())
    assert refused
    assert "https://evil.example may not call this engine" in refused.message
    assert "ALLOWED_ORIGINS" in refused.message


def test_an_origin_in_a_refusal_is_printable() -> None:
    refused = refusal_of(request(origin="http://\x1b[2J\xe9"), admission())
    assert refused
    assert refused.message.isascii()
    assert refused.message.isprintable()


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "Same-Origin", "none, cross-site"])
@pytest.mark.parametrize(
    "how",
    [
        {"mode": "no-cors", "dest": "image"},
        {"mode": "no-cors", "dest": "script"},
        {"mode": "navigate", "dest": "iframe"},
        {"mode": "navigate", "dest": "embed"},
        {"mode": "websocket", "dest": "document"},
        {},
    ],
)
def test_what_another_sites_page_asks_without_its_origin_is_refused(site: str, how: dict[str, str]) -> None:
    headers = {f"sec_fetch_{name}": value for name, value in {"site": site, **how}.items()}
    for path in ("/login", "/", "/bucket/picture.png"):
        refused = refusal_of(request(path, "GET", **headers), admission())
        assert refused
        assert "ALLOWED_ORIGINS" in refused.message


def test_a_link_of_another_site_leads_to_a_page_of_the_hosted_ui_alone() -> None:
    assert is_let_in(request("/login", "GET", **LINK))
    assert not is_let_in(request("/login", "POST", **LINK))
    assert not is_let_in(request("/login/", "GET", **LINK))
    assert not is_let_in(request("/bucket/key", "GET", **LINK))
    assert not is_let_in(request("/_inbox", "GET", **LINK))


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_an_address_that_was_typed_and_the_engines_own_pages_lead_everywhere(site: str) -> None:
    for path in ("/_inbox", "/login", "/bucket/key"):
        assert is_let_in(request(path, "GET", **{**LINK, "sec-fetch-site": site}))


@pytest.mark.parametrize("path", DEVELOPERS_PATHS)
def test_what_aws_has_not_is_for_this_machine_and_no_foreign_page(path: str) -> None:
    assert is_let_in(request(path))
    assert is_let_in(request(path, peer="172.17.0.1"))
    assert is_let_in(request(path, origin="http://localhost:4566"))
    assert not is_let_in(request(path, peer="192.0.2.7"))
    assert not is_let_in(request(path, peer="172.17.0.9"))
    assert not is_let_in(request(path, origin="http://localhost:3000"))
    assert not is_let_in(request(path, "OPTIONS", origin="http://localhost:3000"))
    assert not is_let_in(request(path, origin="http://127.0.0.1:4566"))
    assert not is_let_in(request(path, "GET", sec_fetch_site="same-site"))
    assert not is_let_in(request(path, x_forwarded_for="192.0.2.7"))
    assert not is_let_in(request(path, forwarded="for=192.0.2.7"))


def test_what_aws_has_not_is_behind_no_name_of_the_setting_but_behind_an_address() -> None:
    decides = admission(hosts="engine.test,172.17.0.1", origins="https://set.example")
    assert not is_let_in(request("/_inbox", host="engine.test"), decides)
    assert not is_let_in(request("/_inbox", origin="https://set.example"), decides)
    assert is_let_in(request("/_inbox", host="172.17.0.1:32768", peer="172.17.0.1"), decides)


@pytest.mark.parametrize("path", PATHS_OF_AWS)
def test_what_aws_has_and_health_answer_another_machine_and_an_apps_page(path: str) -> None:
    assert is_let_in(request(path, host="192.0.2.5", server="192.0.2.5", peer="192.0.2.7"))
    assert is_let_in(request(path, origin="http://localhost:3000", sec_fetch_site="cross-site"))


def test_only_the_inbox_and_the_console_can_be_opened_from_their_own_refusal() -> None:
    paths = ("/_inbox", "/_console", "/_console/people", "/_consoles", "/_ministack/reset")
    refused = [refusal_of(request(path, "GET", **LINK), admission()) for path in paths]
    assert [one and one.goes_on for one in refused] == ["/_inbox", "/_console", "/_console", None, None]


@pytest.mark.parametrize("setting", ["*", "app.test", "https://app.test/", "https://app.test/path", "null"])
def test_a_setting_that_is_no_origin_is_refused_with_an_example(setting: str) -> None:
    with pytest.raises(
        SettingError, match=r"ALLOWED_ORIGINS: .* is no origin\. .*ALLOWED_ORIGINS=https://app\.test"
    ):
        OriginSettings.of({"ALLOWED_ORIGINS": f"https://app.test,{setting}"})


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_of_an_origin_fail(text: str) -> None:
    origin = Origin.of(text)
    assert origin is None or "://" in text


@given(st.text(alphabet=st.characters(min_codepoint=0, max_codepoint=255), max_size=60))
def test_no_header_makes_a_decision_fail(text: str) -> None:
    for name in ("host", "origin", "sec_fetch_site"):
        is_let_in(request(**{name: text}))
