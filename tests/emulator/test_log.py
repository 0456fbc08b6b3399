"""The engine's log: a line is the engine's own, whatever a request has in it."""

from __future__ import annotations

import httpx

from tests.emulator_process import emulator_process

SHOWS_REQUESTS = ("-m", "cognito_emulator", "--log-level", "debug")


def test_a_request_neither_acts_in_the_log_nor_writes_a_line_of_its_own() -> None:
    with emulator_process(entry=SHOWS_REQUESTS) as emulator:
        httpx.get(f"{emulator.endpoint_url}/%1B%5B2Jowned%0Aforged%E2%80%AE", trust_env=False)
        log = emulator.log.read_text()
    assert r"/\x1b[2Jowned\nforged\u202e" in log
    assert not any(line.startswith("forged") for line in log.splitlines())
    assert "\x1b" not in log
