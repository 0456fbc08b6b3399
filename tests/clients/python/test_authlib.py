"""Authlib as a Starlette app has it: sign-in by the hosted pages, its answer checked by the pool's keys."""

from __future__ import annotations

import asyncio
from contextlib import closing
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from authlib.integrations.base_client import MismatchingStateError, OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from starlette.requests import Request

from scripts.stack_file import Stack
from tests.clients.environment import environment_of
from tests.clients.shown import Shown
from tests.e2e.person import Person
from tests.emulator.account import Account
from tests.emulator.hosted_ui_browser import HostedUiBrowser


@pytest.fixture
def app(stack: Stack) -> StarletteOAuth2App:
    oauth = OAuth()
    discovery = f"{stack.endpoint_url}/{stack.user_pool_id}/.well-known/openid-configuration"
    return oauth.register(
        "pool",
        client_id=stack.user_pool_client_id,
        server_metadata_url=discovery,
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "none",
        },
    )


def request(session: dict[str, Any], url: str = "http://localhost:3000/callback") -> Request:
    """A request to the app, with what the app remembers of its visitor."""
    parts = urlsplit(url)
    scope = {"type": "http", "method": "GET", "path": parts.path, "headers": [], "session": session}
    return Request({**scope, "query_string": parts.query.encode()})


def test_authlib_signs_in_by_the_hosted_pages(
    stack: Stack, app: StarletteOAuth2App, doctor: Person, shown: Shown
) -> None:
    browser = HostedUiBrowser(Account(str(stack.endpoint_url)), stack.user_pool_id, stack.user_pool_client_id)
    session: dict[str, Any] = {}

    async def flow() -> None:
        with steps.step("sign in"):
            callback_url = environment_of(stack)["CALLBACK_URL"]
            redirect = await app.authorize_redirect(request(session), callback_url)
            asked = dict(parse_qsl(urlsplit(redirect.headers["location"]).query))
            page = browser.get("/oauth2/authorize", **asked)
            answer = browser.submit(page, email=doctor.email, password=doctor.password)
            called = answer.headers["location"]
            with pytest.raises(MismatchingStateError):
                await app.authorize_access_token(request({}, called))
            token = await app.authorize_access_token(request(session, called))
        with steps.step("verify ID token"):
            assert token["userinfo"]["iss"] == stack.user_pool_issuer
            assert token["userinfo"]["cognito:groups"] == ["Doctor"]
        with steps.step("user info"):
            assert (await app.userinfo(token=token))["email"] == doctor.email
        refresh = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"]}
        with steps.step("refresh"):
            refreshed = await app.fetch_access_token(**refresh)
            assert refreshed["access_token"] != token["access_token"]
        with steps.step("revoke"):
            revocation = (await app.load_server_metadata())["revocation_endpoint"]
            app_client = {"client_id": stack.user_pool_client_id, "token_endpoint_auth_method": "none"}
            async with AsyncOAuth2Client(**app_client) as client:
                await client.revoke_token(revocation, token["refresh_token"])
            with pytest.raises(OAuthError, match="invalid_grant"):
                await app.fetch_access_token(**refresh)

    with shown("authlib", version("authlib")) as steps, closing(browser.client):
        asyncio.run(flow())
