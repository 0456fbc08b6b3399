"""What is asked of an identity provider that answers late, or behind a proxy.

Source: "Authorize endpoint" in the Cognito developer guide (the errors of a time-out).
"""

from __future__ import annotations

import asyncio
import socket
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import jwt
import pytest

from cognito_emulator.cognito.federation import claims, outbound
from cognito_emulator.cognito.federation.outbound import ProviderError
from cognito_emulator.cognito.federation.provider import Provider

ISSUER, CLIENT_ID, NONCE = "https://idp.example", "the-pool", "a nonce"
SECRET = "a secret between the two of more than 32 bytes"
ADDRESSES = ("authorize_url", "token_url", "attributes_url", "jwks_uri")
# an ID token whose key is asked for before anything else of it is read
UNREAD = urlsafe_b64encode(b'{"alg": "RS256"}').rstrip(b"=").decode() + ".e30.e30"
DISCOVERY = ".well-known/openid-configuration"
LATE = {
    DISCOVERY: "Read timed out",
    "token_url": "Timeout occurred in calling IdP token endpoint",
    "jwks_uri": "Timeout in calling jwks uri",
    "attributes_url": "Read timed out",
}


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes a request and answers nothing."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_provider_has_five_seconds_for_an_answer() -> None:
    assert outbound.SECONDS == 5


def test_a_late_answer_is_told_in_the_words_that_its_request_has(
    silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound, "SECONDS", 0.01)
    with pytest.raises(ProviderError, match=r"^too late$"):
        asyncio.run(outbound.ask("P", "GET", silent, late="too late"))


def test_no_proxy_is_asked_for_a_provider(silent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", silent)
    with closing(socket.socket()) as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(ProviderError, match=r"^Connection reset$"):
            asyncio.run(outbound.ask("P", "GET", url, late="too late"))


@pytest.mark.parametrize("late", LATE)
def test_each_request_that_is_late_has_words_of_its_own(late: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "ask", _answers_but(late))
    details = {} if late == DISCOVERY else {name: f"{ISSUER}/{name}" for name in ADDRESSES}
    details |= {"client_id": CLIENT_ID, "client_secret": SECRET, "oidc_issuer": ISSUER}
    provider = Provider.of({"ProviderName": "P", "ProviderDetails": details})
    with pytest.raises(ProviderError) as told:
        asyncio.run(claims.claims_of(provider, "a code", "https://pool.example/back", NONCE))
    assert str(told.value) == LATE[late]


def _answers_but(late_path: str) -> Any:
    """What takes the place of `ask`: one request is too late, and the others are answered at once."""

    async def answer(_provider: str, _method: str, url: str, *, late: str, **_: Any) -> tuple[int, Any]:
        if url == f"{ISSUER}/{late_path}":
            raise ProviderError(late)
        by_key = late_path == "jwks_uri"
        return 200, {"access_token": "opaque", "id_token": UNREAD if by_key else _id_token()}

    return answer


def _id_token() -> str:
    said = {"iss": ISSUER, "aud": CLIENT_ID, "sub": "1", "nonce": NONCE, "exp": time.time() + 60}
    return jwt.encode(said, SECRET, algorithm="HS256")
