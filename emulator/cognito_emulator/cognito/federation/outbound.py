"""What the engine asks of an identity provider, over HTTP. Nothing else of Cognito leaves the engine.

A provider's addresses come from whoever may describe one, so they are held to be https, or of this machine;
no redirect is followed, and an answer has a longest size and time.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cognito_emulator.strict_json import parsed

if TYPE_CHECKING:
    import httpx

LONGEST_ANSWER = 1024 * 1024
SECONDS = 5.0
_OWN = "localhost"


class ProviderError(Exception):
    """Why a provider's answer is none, in AWS's words as far as its guide has them; told to the app."""


def check_address(provider: str, url: str) -> None:
    """Raise ProviderError for an address that is neither https nor of this machine."""
    if not _may_be_asked(url):
        raise ProviderError(
            f"{provider} has an address that is neither https nor of this machine (http://localhost), so "
            "nothing is asked there"
        )


async def ask(
    provider: str,
    method: str,
    url: str,
    *,
    late: str,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, Any]:
    """Status and JSON of an answer, None for what is no JSON. `late` is what the app is told of a time-out.

    Raises ProviderError.
    """
    import httpx  # noqa: PLC0415 - an eighth of what an engine would import at its start

    check_address(provider, url)
    try:
        async with (
            httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client,
            client.stream(method, url, data=form, headers=headers) as answer,
        ):
            content = await _bounded(provider, answer)
    except httpx.TimeoutException as error:
        raise ProviderError(late) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ProviderError("Connection reset") from error
    return answer.status_code, _json(content)


async def _bounded(provider: str, answer: httpx.Response) -> bytes:
    content = bytearray()
    async for chunk in answer.aiter_bytes():
        content += chunk
        if len(content) > LONGEST_ANSWER:
            raise ProviderError(f"{provider} answers more than {LONGEST_ANSWER} bytes")
    return bytes(content)


def _json(content: bytes) -> Any:
    try:
        return parsed(content)
    except ValueError:
        return None


def _may_be_asked(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme == "http":
        return _is_own(parts.hostname or "")
    return parts.scheme == "https" and bool(parts.hostname)


def _is_own(host: str) -> bool:
    if host == _OWN:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
