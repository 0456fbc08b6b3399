"""PyJWT's PyJWKClient: tokens checked by the keys at `jwks_url`."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import jwt
import pytest

from scripts.stack_file import Stack
from tests.clients.shown import Shown
from tests.e2e.person import Person


def test_pyjwkclient_verifies_tokens_and_refuses_others(stack: Stack, doctor: Person, shown: Shown) -> None:
    tokens = doctor.log_in_by_password()
    keys = jwt.PyJWKClient(stack.jwks_url)

    def verified(token: str, **expected: Any) -> dict[str, Any]:
        key = keys.get_signing_key_from_jwt(token)
        return jwt.decode(token, key, algorithms=["RS256"], issuer=stack.user_pool_issuer, **expected)

    with shown("PyJWT", version("pyjwt")) as steps:
        with steps.step("verify ID token"):
            claims = verified(tokens["IdToken"], audience=stack.user_pool_client_id)
            assert claims["cognito:groups"] == ["Doctor"]
        with steps.step("verify access token"):
            assert verified(tokens["AccessToken"])["client_id"] == stack.user_pool_client_id
        with steps.step("refuse others"):
            with pytest.raises(jwt.InvalidAudienceError):
                verified(tokens["IdToken"], audience="another")
            head, _, signature = tokens["AccessToken"].split(".")
            payload = tokens["IdToken"].split(".")[1]
            with pytest.raises(jwt.InvalidSignatureError):
                verified(f"{head}.{payload}.{signature}", audience=stack.user_pool_client_id)
