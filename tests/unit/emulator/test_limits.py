"""`LIMITS=off` ends AWS's quotas on codes and attempts; a word that is none ends nothing in silence."""

from __future__ import annotations

import pytest

from cognito_emulator.gateway.settings import SettingError
from cognito_emulator.limits import has_limits


@pytest.mark.parametrize("environment", [{}, {"LIMITS": ""}, {"LIMITS": "on"}])
def test_the_limits_hold_unless_somebody_ends_them(environment: dict[str, str]) -> None:
    assert has_limits(environment)


def test_limits_off_ends_them() -> None:
    assert not has_limits({"LIMITS": "off"})


@pytest.mark.parametrize("word", ["OFF", "no", "0", "off "])
def test_another_word_is_refused_with_the_one_that_ends_them(word: str) -> None:
    with pytest.raises(SettingError, match=r"neither on nor off.*LIMITS=off"):
        has_limits({"LIMITS": word})
