"""The console over HTTP: for this machine alone, changed by its own pages alone."""

from __future__ import annotations

import httpx
import pytest

from tests import http

CONSOLE = "/_console"
NAVIGATION = {
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
    "sec-fetch-site": "cross-site",
    "accept": "text/html",
}


def _get(endpoint_url: str, path: str = f"{CONSOLE}/people", **headers: str) -> httpx.Response:
    return http.get(endpoint_url + path, headers=headers, trust_env=False)


@pytest.mark.parametrize("path", [CONSOLE, f"{CONSOLE}/"])
def test_the_console_begins_at_its_first_page(endpoint_url: str, path: str) -> None:
    answer = http.get(endpoint_url + path, trust_env=False, follow_redirects=True)
    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.text


@pytest.mark.parametrize("path", [CONSOLE, f"{CONSOLE}/people", f"{CONSOLE}/nowhere"])
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:1"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"x-forwarded-for": "192.0.2.1"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whoever_is_not_on_this_machine_or_of_another_origin_is_refused(
    endpoint_url: str, path: str, headers: dict[str, str], method: str
) -> None:
    answer = http.request(method, endpoint_url + path, headers=headers, trust_env=False)
    assert answer.status_code == 403


def test_a_link_of_another_site_leads_to_a_refusal_from_which_a_person_may_go_on(endpoint_url: str) -> None:
    answer = _get(endpoint_url, f"{CONSOLE}/people?pool=x", **NAVIGATION)
    assert answer.status_code == 403
    assert f'href="{CONSOLE}"' in answer.text


def test_an_address_without_a_page_is_a_404_that_leads_back(endpoint_url: str) -> None:
    for path in (f"{CONSOLE}/nowhere", f"{CONSOLE}/people?pool=us-east-1_nowhere"):
        answer = _get(endpoint_url, path)
        assert answer.status_code == 404
        assert f'href="{CONSOLE}"' in answer.text


def test_a_page_lets_no_script_but_the_engines_run_and_no_page_frame_it(endpoint_url: str) -> None:
    answer = _get(endpoint_url)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert " on" + "click=" not in answer.text
    assert "<script>" not in answer.text
    assert "style=" not in answer.text
