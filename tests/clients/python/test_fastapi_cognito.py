"""fastapi-cognito: an API that lets in who has a token of the pool."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from fastapi_cognito import CognitoAuth, CognitoSettings

from scripts.stack_file import Stack
from tests.clients.shown import Shown
from tests.e2e.person import Person


@pytest.fixture
def api(stack: Stack) -> TestClient:
    pool = {
        "region": stack.region,
        "userpool_id": stack.user_pool_id,
        "app_client_id": stack.user_pool_client_id,
        "jwks_url": stack.jwks_url,
    }
    settings = CognitoSettings(
        check_expiration=True,
        jwt_header_name="Authorization",
        jwt_header_prefix="Bearer",
        userpools={"default": pool},
    )
    cognito = CognitoAuth(settings=settings)
    app = FastAPI()

    @app.get("/me")
    async def me(request: Request) -> str:
        return str((await cognito.auth_required(request)).username)

    return TestClient(app)


def test_fastapi_cognito_lets_in_who_has_a_token_and_nobody_else(
    api: TestClient, doctor: Person, shown: Shown
) -> None:
    tokens = doctor.log_in_by_password()

    def answer_to(token: str) -> tuple[int, Any]:
        answer = api.get("/me", headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json()

    with shown("fastapi-cognito", version("fastapi-cognito")) as steps:
        with steps.step("verify access token"):
            answer = answer_to(tokens["AccessToken"])
            assert answer == (200, doctor.user_id)
        with steps.step("refuse others"):
            head, payload, _ = tokens["AccessToken"].split(".")
            signature = tokens["IdToken"].split(".")[2]
            status, _ = answer_to(f"{head}.{payload}.{signature}")
            assert status == 401
            assert api.get("/me").status_code == 401
