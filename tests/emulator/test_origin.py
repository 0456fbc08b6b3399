"""Who is let in, over HTTP: by Host, by Origin, by what an engine's owner and its app clients allow."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests import http
from tests.emulator.account import Account, Pool
from tests.emulator_process import PROJECT, running_emulator


@pytest.fixture(scope="module")
def pool(account: Account) -> Pool:
    return account.pool()


def _status(endpoint_url: str, path: str = "/_localstack/health", method: str = "GET", **headers: str) -> int:
    return http.request(method, endpoint_url + path, headers=headers, trust_env=False).status_code


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/login", "/_localstack/health", "/_ministack/reset", "/bucket/key"])
def test_a_foreign_host_or_origin_is_refused_at_every_path_by_every_method(
    endpoint_url: str, pool: Pool, path: str, method: str
) -> None:
    assert _status(endpoint_url, path, method, host="evil.example") == 403
    assert _status(endpoint_url, path, method, origin="https://evil.example") == 403
    assert _status(endpoint_url, path, method, origin="null") == 403
    assert pool.account.cognito.describe_user_pool(UserPoolId=pool.id)["UserPool"]["Id"] == pool.id


def test_a_preflight_of_a_foreign_page_is_refused(endpoint_url: str) -> None:
    asks = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    answer = http.options(endpoint_url, headers=asks, trust_env=False)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_the_refusal_is_a_sentence_that_names_the_setting(endpoint_url: str) -> None:
    host = http.get(endpoint_url, headers={"host": "evil.example"}, trust_env=False)
    origin = http.get(endpoint_url, headers={"origin": "https://evil.example"}, trust_env=False)
    assert "ALLOWED_HOSTS=evil.example" in host.json()["message"]
    assert "ALLOWED_ORIGINS" in origin.json()["message"]


def test_a_foreign_websocket_is_refused(endpoint_url: str) -> None:
    where = urlsplit(endpoint_url)
    opening = (
        "GET /_aws/execute-api/abcdef01/dev HTTP/1.1\r\n"
        f"Host: {where.netloc}\r\nOrigin: https://evil.example\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as connection:
        connection.sendall(opening.encode())
        assert connection.recv(64).startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
@pytest.mark.parametrize("key", ["test", "111122223333"])
def test_the_origin_of_a_callback_url_counts_as_long_as_its_client_is_there(
    endpoint_url: str, region: str, key: str
) -> None:
    origin = f"https://app-{region}-{key}.example"
    cognito = Account(endpoint_url, region, key).cognito
    assert _status(endpoint_url, origin=origin) == 403
    pool_id = cognito.create_user_pool(PoolName="pool")["UserPool"]["Id"]
    made = cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="app", CallbackURLs=[f"{origin}/callback", "myapp://callback"]
    )
    client_id = made["UserPoolClient"]["ClientId"]
    assert _status(endpoint_url, origin=origin) == 200
    assert _status(endpoint_url, origin="myapp://callback") == 403
    cognito.update_user_pool_client(
        UserPoolId=pool_id, ClientId=client_id, CallbackURLs=["https://moved.example/callback"]
    )
    assert _status(endpoint_url, origin=origin) == 403
    assert _status(endpoint_url, origin="https://moved.example") == 200
    cognito.delete_user_pool_client(UserPoolId=pool_id, ClientId=client_id)
    assert _status(endpoint_url, origin="https://moved.example") == 403


@pytest.fixture(scope="module")
def opened_engine() -> Iterator[str]:
    """The endpoint of an engine whose owner lets in one more host and one more origin."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ALLOWED_HOSTS", "engine.test")
        environment.setenv("ALLOWED_ORIGINS", "https://set.example")
        with running_emulator() as url:
            yield url


def test_the_settings_add_a_host_and_an_origin(opened_engine: str, endpoint_url: str) -> None:
    for engine, status in ((opened_engine, 200), (endpoint_url, 403)):
        assert _status(engine, host="engine.test") == status
        assert _status(engine, origin="https://set.example") == status


def test_the_settings_open_nothing_that_aws_has_not(opened_engine: str) -> None:
    assert _status(opened_engine, "/_inbox") == 200
    assert _status(opened_engine, "/_inbox", host="engine.test") == 403
    assert _status(opened_engine, "/_ministack/ses/messages", origin="https://set.example") == 403


def test_an_app_client_of_an_earlier_run_counts_from_the_first_request_on(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    state = tmp_path_factory.mktemp("state")
    with running_emulator(state) as url:
        cognito = Account(url).cognito
        pool_id = cognito.create_user_pool(PoolName="pool")["UserPool"]["Id"]
        cognito.create_user_pool_client(
            UserPoolId=pool_id, ClientName="app", CallbackURLs=["https://kept.example/callback"]
        )
    with running_emulator(state) as url:
        assert _status(url, origin="https://kept.example") == 200


@pytest.mark.parametrize(
    ("name", "value"), [("ALLOWED_HOSTS", "http://engine.test"), ("ALLOWED_ORIGINS", "engine.test")]
)
def test_a_setting_that_cannot_be_meant_stops_the_start_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    command = [sys.executable, "-m", "cognito_emulator", "--port", "0"]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"{name}: '{value}' is no ")
