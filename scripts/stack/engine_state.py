"""An embedded engine's own state by HTTP (`cognito_emulator.state.station`)."""

from __future__ import annotations

import httpx

from cognito_emulator.state.path import PATH
from scripts import loopback

ANSWER_SECONDS = 60


class EngineStateError(Exception):
    """Why the engine does not do what was asked of its state: a sentence."""


def ask(
    endpoint_url: str, ca_bundle: str | None, method: str, path: str = "", content: bytes = b""
) -> httpx.Response:
    """What the engine there answers below `/_emulator/state`. Raises EngineStateError."""
    url = f"{endpoint_url}{PATH}{path}"
    try:
        trusted = loopback.certificates(ca_bundle)
        with httpx.Client(trust_env=False, timeout=ANSWER_SECONDS, verify=trusted) as client:
            answer = client.request(method, url, content=content)
    except httpx.HTTPError as error:
        raise EngineStateError(f"The engine did not answer {url}: {type(error).__name__}.") from None
    if answer.is_error:
        raise EngineStateError(_message_of(answer))
    return answer


def _message_of(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["message"])
    except (ValueError, KeyError, TypeError):
        return f"The engine answered {answer.status_code} to {answer.request.url}."
