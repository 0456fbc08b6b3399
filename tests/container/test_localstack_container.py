"""LocalStack by testcontainers, as the end-to-end tests start it; a stand-in is its image.

The stand-in serves what LocalStack's documents say that it serves: what passes here need not pass there.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from scripts.discovery import discovered
from scripts.engines.docker import docker
from scripts.engines.published_ports import container_at
from scripts.health import answers
from scripts.mailboxes.stack_mailbox import mailbox_of
from scripts.paths import PROJECT
from scripts.stack_file import Stack
from scripts.tokens import verified_claims
from tests import http
from tests.container.localstack_people import CALLBACK, EMAIL, PASSWORD, signed_up
from tests.engine_containers import REGION, localstack_engine

PASSED = re.compile(r"^(\d+) passed(, (\d+) skipped)? in ", re.MULTILINE)


@pytest.fixture
def stand_in(localstack_stand_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALSTACK_IMAGE", localstack_stand_in)
    monkeypatch.setenv("LOCALSTACK_AUTH_TOKEN", "accepted")


@pytest.fixture
def endpoint_url(request: pytest.FixtureRequest) -> Iterator[str]:
    request.getfixturevalue("stand_in")
    with localstack_engine() as url:
        yield url


@pytest.fixture
def stack(endpoint_url: str) -> Stack:
    """Somebody has signed up and confirmed by the code of the log."""
    return discovered(signed_up(endpoint_url))


@pytest.mark.usefixtures("stand_in")
def test_it_gets_token_region_and_docker_socket_and_is_gone_after() -> None:
    with localstack_engine() as endpoint_url:
        assert answers(endpoint_url)
        container = _inspect(endpoint_url)
    assert {"LOCALSTACK_AUTH_TOKEN=accepted", f"AWS_DEFAULT_REGION={REGION}"} <= set(
        container["Config"]["Env"]
    )
    assert "/var/run/docker.sock" in [mount["Destination"] for mount in container["Mounts"]]
    assert docker("inspect", container["Id"]).returncode != 0


def test_its_tokens_are_those_of_the_issuer_that_it_publishes(stack: Stack) -> None:
    tokens = stack.cognito().initiate_auth(
        ClientId=stack.user_pool_client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": EMAIL, "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    issuer = f"http://localhost.localstack.cloud:4566/{stack.user_pool_id}"
    assert verified_claims(stack, tokens["IdToken"], "id")["iss"] == issuer
    aws = {"user_pool_issuer": f"https://cognito-idp.{REGION}.amazonaws.com/{stack.user_pool_id}"}
    as_on_aws = Stack(stack.engine, stack.endpoint_url, {**stack.outputs, **aws})
    with pytest.raises(jwt.InvalidIssuerError):
        verified_claims(as_on_aws, tokens["IdToken"], "id")


def test_its_login_form_and_token_endpoint_are_where_it_publishes_them(stack: Stack) -> None:
    base = stack.hosted_ui_login_url.partition("/login?")[0]
    assert base == f"{stack.endpoint_url}/_aws/cognito-idp"
    request = {"client_id": stack.user_pool_client_id, "redirect_uri": CALLBACK}
    with http.Client(trust_env=False, timeout=30) as browser:
        form = browser.get(f"{base}/login", params={**request, "response_type": "code", "scope": "openid"})
        [action] = re.findall(r'<form method="post" action="([^"]+)"', form.text)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form.text))
        filled = {**hidden, "email": EMAIL, "password": PASSWORD}
        sent_back = browser.post(f"{stack.endpoint_url}{html.unescape(action)}", data=filled)
        [code] = parse_qs(urlsplit(sent_back.headers["location"]).query)["code"]
        answer = browser.post(
            f"{base}/oauth2/token", data={**request, "grant_type": "authorization_code", "code": code}
        )
    assert verified_claims(stack, answer.json()["id_token"], "id")["email"] == EMAIL


def test_it_has_no_page_at_the_root_and_no_inbox(stack: Stack) -> None:
    for path in ("login", "oauth2/token", "_inbox", "_inbox.json", "_emulator/state"):
        assert http.get(f"{stack.endpoint_url}/{path}", trust_env=False).status_code == 404


def test_a_code_is_in_the_log_for_whom_it_is(stack: Stack) -> None:
    mailbox = mailbox_of(stack)
    assert mailbox is not None
    assert [mail.code.isdigit() for mail in mailbox.mails_to(EMAIL)] == [True]
    assert mailbox.mails_to("somebody.else@example.com") == []


@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("stand_in")
def test_the_end_to_end_tests_pass_on_it() -> None:
    """But for those that say why they do not run on LocalStack."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--timeout", "900"]
    done = subprocess.run(
        [*command, "tests/e2e", "--engine", "localstack"],
        cwd=PROJECT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    summary = PASSED.search(done.stdout)
    assert summary is not None, done.stdout
    assert int(summary[1]) > 100
    assert int(summary[3]) <= 5


@pytest.mark.usefixtures("stand_in")
def test_a_refused_token_shows_localstacks_last_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALSTACK_AUTH_TOKEN", "refused")
    with pytest.raises(AssertionError, match="License activation failed!"), localstack_engine():
        pytest.fail("a container that has ended counts as ready")


def test_without_a_token_it_skips_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOCALSTACK_AUTH_TOKEN", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"LOCALSTACK_AUTH_TOKEN.*Base plan"), localstack_engine():
        pytest.fail("it started without a token")


def _inspect(endpoint_url: str) -> dict[str, Any]:
    container = container_at(endpoint_url)
    (content,) = json.loads(docker("inspect", str(container)).stdout)
    return dict(content)
