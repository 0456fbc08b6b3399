"""ISSUER: whose address the user pools' tokens name as their issuer."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_emulator.gateway.origins import Origin
from cognito_emulator.gateway.settings import SettingError

ISSUER = "ISSUER"
OF_AWS = "aws"
OF_THE_ENGINE = "endpoint"


def issuer_base(environment: Mapping[str, str], endpoint_url: str) -> str | None:
    """What stands before a pool's id in its issuer: None for AWS's address. SettingError for another word."""
    text = environment.get(ISSUER) or OF_AWS
    if text == OF_AWS:
        return None
    if text == OF_THE_ENGINE:
        return endpoint_url
    origin = Origin.of(text)
    if origin is None or not origin.is_of_the_web:
        raise SettingError(
            f"{ISSUER}: {text!r} is none of aws, endpoint and an address like http://127.0.0.1:4567. "
            f"With the engine's own address as issuer: {ISSUER}=endpoint"
        )
    return text
