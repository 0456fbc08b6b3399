"""The OAuth endpoints where something fails that nobody has foreseen."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from cognito_emulator.cognito.oauth import endpoints
from tests.unit.emulator import own_pool


def test_what_nobody_has_foreseen_is_a_server_error_and_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(endpoints, "authenticated", _fail)
    answer = asyncio.run(_asked("/oauth2/token"))
    assert (answer.status_code, answer.json()) == (500, {"error": "server_error"})
    assert answer.headers["x-amz-cognito-request-id"]
    assert "/oauth2/token failed with ValueError" in caplog.text


def _fail(*_: Any, **__: Any) -> Any:
    raise ValueError("nobody has foreseen this")


async def _asked(path: str) -> httpx.Response:
    app = endpoints.OAuthEndpoints(own_pool.cognito())
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.post(path, data={"grant_type": "any"})
