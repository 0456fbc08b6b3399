"""`--tls`: the engine by https, and functions that call it back."""

from __future__ import annotations

import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import httpx
import pytest

from tests import http
from tests.emulator.account import Account
from tests.emulator.functions import PUTS_THE_STATUS_INTO_A_CLAIM
from tests.emulator_process import PROJECT, running_emulator


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls") / "tls"


@pytest.fixture(scope="module")
def url(directory: Path) -> Iterator[str]:
    with running_emulator(tls=directory) as url:
        yield url


@pytest.fixture
def account(url: str, directory: Path, monkeypatch: pytest.MonkeyPatch) -> Account:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(directory / "ca.pem"))
    return Account(url)


def test_it_is_trusted_by_its_authority_at_each_name_of_this_machine(url: str, directory: Path) -> None:
    trusted, port = ssl.create_default_context(cafile=directory / "ca.pem"), url.rpartition(":")[2]
    for name in ("127.0.0.1", "localhost"):
        answer = http.get(f"https://{name}:{port}/health", verify=trusted, trust_env=False)
        assert answer.status_code == 200


def test_it_is_trusted_by_nobody_else_and_speaks_no_plain_http(url: str) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        http.get(f"{url}/health", trust_env=False)
    with pytest.raises(httpx.HTTPError):
        http.get(f"{url.replace('https', 'http', 1)}/health", trust_env=False)


def test_a_function_calls_the_engine_by_https(account: Account, directory: Path) -> None:
    function = account.function(PUTS_THE_STATUS_INTO_A_CLAIM)
    pool = account.pool(PreTokenGeneration=function)
    user = pool.sign_up()
    user.admin_confirm()
    assert user.log_in()["IdToken"]
    told = account.function_of_its_own("return dict(os.environ)")
    event = {"userName": "nobody", "userPoolId": "none", "request": {"userAttributes": {}}}
    own = account.invoked(told, event)
    assert own["AWS_ENDPOINT_URL"] == account.endpoint_url
    assert own["AWS_CA_BUNDLE"] == own["NODE_EXTRA_CA_CERTS"] == str(directory / "ca.pem")


def test_the_addresses_that_it_gives_are_https(account: Account, directory: Path) -> None:
    pool = account.pool()
    trusted = ssl.create_default_context(cafile=directory / "ca.pem")
    found = http.get(
        f"{account.endpoint_url}/{pool.id}/.well-known/openid-configuration", verify=trusted, trust_env=False
    ).json()
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        assert found[name].startswith(f"{account.endpoint_url}/")
    queue = account.client("sqs").create_queue(QueueName="queue")["QueueUrl"]
    assert queue.startswith("https://")
    by_its_url = boto3.client(
        "sqs",
        endpoint_url=queue.rpartition("/000000000000/")[0],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    assert by_its_url.get_queue_attributes(QueueUrl=queue)["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_the_pages_cookie_is_for_https_alone(account: Account, directory: Path) -> None:
    pool = account.pool()
    account.cognito.update_user_pool_client(
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        CallbackURLs=["https://localhost/callback"],
        SupportedIdentityProviders=["COGNITO"],
    )
    page = http.get(
        f"{account.endpoint_url}/login",
        params={
            "client_id": pool.client_id,
            "response_type": "code",
            "redirect_uri": "https://localhost/callback",
        },
        verify=ssl.create_default_context(cafile=directory / "ca.pem"),
        trust_env=False,
    )
    assert page.status_code == 200
    assert "Secure" in page.headers["set-cookie"]


def test_a_certificate_that_cannot_be_served_ends_the_start_in_one_line(tmp_path: Path) -> None:
    directory = tmp_path / "tls"
    directory.mkdir()
    (directory / "ca.pem").write_text("something else")
    command = [sys.executable, "-m", "cognito_emulator", "--port", "0", "--tls", str(directory)]
    refused = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=30, check=False)
    [line] = refused.stderr.splitlines()
    assert (refused.returncode, refused.stdout) == (1, "")
    assert line.startswith(f"{directory / 'ca.pem'} holds no certificate. Remove {directory}")


def test_functions_in_containers_are_not_for_https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAMBDA_EXECUTOR", "docker")
    command = [sys.executable, "-m", "cognito_emulator", "--port", "0", "--tls", str(tmp_path / "tls")]
    refused = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=30, check=False)
    assert refused.returncode == 1
    assert "LAMBDA_EXECUTOR" in refused.stderr
