"""LIMITS: whether AWS's quotas on codes and attempts hold here."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_emulator.gateway.settings import SettingError

LIMITS = "LIMITS"
HELD = "on"
NOT_HELD = "off"


def has_limits(environment: Mapping[str, str]) -> bool:
    """True unless LIMITS says off. SettingError for another word than on and off.

    https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
    """
    text = environment.get(LIMITS) or HELD
    if text not in (HELD, NOT_HELD):
        raise SettingError(f"{LIMITS}: {text!r} is neither on nor off. For a load test: {LIMITS}=off")
    return text == HELD
