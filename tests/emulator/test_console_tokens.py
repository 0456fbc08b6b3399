"""Tokens in the console, over HTTP: by POST alone, and in no address and no log."""

from __future__ import annotations

from html import unescape

import httpx
import pytest

from tests import http
from tests.emulator.account import Account
from tests.emulator_process import emulator_process

TOKENS = "/_console/tokens"


def check(endpoint_url: str, token: str, **form: str) -> httpx.Response:
    return http.post(endpoint_url + TOKENS, data={"token": token, **form}, trust_env=False)


def test_a_good_token_is_said_to_be_good_with_its_claims(account: Account) -> None:
    person = account.pool().sign_up()
    person.admin_confirm()
    tokens = person.log_in()
    for kind in ("AccessToken", "IdToken"):
        text = unescape(check(account.endpoint_url, f"Bearer  {tokens[kind]}\n").text)
        assert "It is good" in text
        assert person.sub in text


def test_a_token_of_another_pool_than_the_expected_is_refused(account: Account) -> None:
    person, other = account.pool().sign_up(), account.pool()
    person.admin_confirm()
    text = check(account.endpoint_url, person.log_in()["IdToken"], expected=other.id).text
    assert f"It is of another pool than {other.id}." in text


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "<script>alert(1)</script>"])
def test_what_is_no_token_is_a_400_with_a_sentence(endpoint_url: str, token: str) -> None:
    answer = check(endpoint_url, token)
    assert answer.status_code == 400
    assert "This is no JSON web token" in answer.text
    assert "<script>alert" not in answer.text


def test_a_token_in_an_address_is_not_read(account: Account) -> None:
    person = account.pool().sign_up()
    person.admin_confirm()
    token = person.log_in()["AccessToken"]
    answer = http.get(account.endpoint_url + TOKENS, params={"token": token}, trust_env=False)
    assert token not in answer.text
    assert person.sub not in answer.text


def test_a_page_of_another_origin_checks_nothing(endpoint_url: str) -> None:
    answer = http.post(endpoint_url + TOKENS, headers={"origin": "http://localhost:3000"}, trust_env=False)
    assert answer.status_code == 403


def test_no_token_and_nothing_of_it_is_in_the_engines_log() -> None:
    with emulator_process(entry=("-m", "cognito_emulator", "--log-level", "debug")) as engine:
        person = Account(engine.endpoint_url).pool().sign_up()
        person.admin_confirm()
        token = person.log_in()["AccessToken"]
        assert "It is good" in check(engine.endpoint_url, token).text
        log = engine.log.read_text()
        assert token not in log
        assert token.split(".")[1] not in log
