"""What a local engine's discovery document makes of a stack, and whose tokens are taken by it."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from scripts import loopback
from scripts.discovery import at_its_addresses, discovered
from scripts.errors import CommandError
from scripts.stack_file import Stack
from scripts.tokens import verified_claims

ENDPOINT, POOL = "http://127.0.0.1:49153", "us-east-1_a1"
AWS_ISSUER = f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}"
PAGES = "https://prefix.auth.us-east-1.amazoncognito.com"
OUTPUTS = {
    "hosted_ui_sign_up_url": f"{PAGES}/signup?client_id=c&scope=a+b",
    "hosted_ui_login_url": f"{PAGES}/login?client_id=c&scope=a+b",
    "region": "us-east-1",
    "user_pool_id": POOL,
    "user_pool_client_id": "c",
    "user_pool_issuer": AWS_ISSUER,
}


def document(issuer: str, address: str, pages: str = "") -> dict[str, str]:
    """The members that are read, of an engine that knows itself by this address."""
    return {
        "issuer": issuer,
        "jwks_uri": f"{address}/{POOL}/.well-known/jwks.json",
        "authorization_endpoint": f"{address}{pages}/oauth2/authorize",
    }


EMBEDDED = document(AWS_ISSUER, ENDPOINT)
# the first is in docs.localstack.cloud/aws/services/cognito-idp, the second in localstack/localstack#13395
LOCALSTACKS = [
    document(f"{address}/{POOL}", address, "/_aws/cognito-idp")
    for address in ("http://localhost:4566", "http://localhost.localstack.cloud:4566")
]


@pytest.mark.parametrize(
    ("published", "pages"),
    [(EMBEDDED, ENDPOINT), *((each, f"{ENDPOINT}/_aws/cognito-idp") for each in LOCALSTACKS)],
)
def test_pages_and_keys_are_where_the_document_says_at_the_address_at_which_the_engine_is_reached(
    published: dict[str, str], pages: str
) -> None:
    stack = at_its_addresses(Stack("any", ENDPOINT, OUTPUTS), published)
    assert stack.outputs["hosted_ui_sign_up_url"] == f"{pages}/signup?client_id=c&scope=a+b"
    assert stack.hosted_ui_login_url == f"{pages}/login?client_id=c&scope=a+b"
    assert stack.jwks_url == f"{ENDPOINT}/{POOL}/.well-known/jwks.json"
    assert stack.region == "us-east-1"


@pytest.mark.parametrize("published", [EMBEDDED, *LOCALSTACKS])
def test_the_issuer_of_the_document_signs_and_no_other(
    published: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = at_its_addresses(Stack("any", ENDPOINT, OUTPUTS), published)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), "kid": "k"}
    served(monkeypatch, httpx.Response(200, json={"keys": [public]}))
    assert verified_claims(stack, token(key, published["issuer"]), "access")["sub"] == "s"
    for other in {AWS_ISSUER, "http://localhost:4566/us-east-1_other", ENDPOINT} - {published["issuer"]}:
        with pytest.raises(jwt.InvalidIssuerError):
            verified_claims(stack, token(key, other), "access")


def test_the_document_is_asked_of_the_pool_at_the_stacks_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = served(monkeypatch, httpx.Response(200, json=LOCALSTACKS[0]))
    assert discovered(Stack("localstack", ENDPOINT, OUTPUTS)).user_pool_issuer == LOCALSTACKS[0]["issuer"]
    assert asked == [f"{ENDPOINT}/{POOL}/.well-known/openid-configuration"]


def test_on_aws_nobody_is_asked_and_the_keys_are_below_the_issuer(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = served(monkeypatch, httpx.Response(404))
    stack = discovered(Stack("aws", None, OUTPUTS))
    assert (asked, stack.user_pool_issuer) == ([], AWS_ISSUER)
    assert stack.jwks_url == f"{AWS_ISSUER}/.well-known/jwks.json"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (httpx.Response(404), "404"),
        (httpx.Response(200, text="<html>"), "Expecting value"),
        (httpx.Response(200, json=["issuer"]), "lacks issuer, jwks_uri, authorization_endpoint"),
        (httpx.Response(200, json={**EMBEDDED, "jwks_uri": ""}), "lacks jwks_uri"),
    ],
)
def test_a_document_that_cannot_be_used_is_named_with_the_reason_and_the_next_command(
    monkeypatch: pytest.MonkeyPatch, answer: httpx.Response, why: str
) -> None:
    served(monkeypatch, answer)
    with pytest.raises(CommandError, match=f"{POOL}/.well-known/openid-configuration cannot.*{why}") as error:
        discovered(Stack("localstack", ENDPOINT, OUTPUTS))
    assert error.value.next_command == "make logs"


def test_only_the_emulator_has_an_inbox() -> None:
    assert Stack("embedded", "http://127.0.0.1:1", OUTPUTS).inbox_url == "http://127.0.0.1:1/_inbox"
    assert Stack("localstack", "http://127.0.0.1:1", OUTPUTS).inbox_url is None
    assert Stack("aws", None, OUTPUTS).inbox_url is None


def token(key: rsa.RSAPrivateKey, issuer: str) -> str:
    """An access token of the app client."""
    now = int(time.time())
    times = {"iat": now, "exp": now + 300}
    claims = {"iss": issuer, "sub": "s", "client_id": "c", "token_use": "access", **times}
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "k"})


def served(monkeypatch: pytest.MonkeyPatch, answer: httpx.Response) -> list[str]:
    """Every GET gets this answer; the URLs that were asked for."""
    asked: list[str] = []

    def get(url: str, **_: Any) -> httpx.Response:
        asked.append(url)
        answer.request = httpx.Request("GET", url)
        return answer

    monkeypatch.setattr(loopback, "get", get)
    return asked
