"""MiniStack's own pages for developers, asked within this process."""

from __future__ import annotations

from typing import Any

from starlette.types import ASGIApp


async def asked(ministack: ASGIApp, path: str) -> Any:
    """The JSON of the answer to a GET. Raises httpx.HTTPStatusError for one that is an error."""
    import httpx  # noqa: PLC0415 - an eighth of what an engine would import at its start

    transport = httpx.ASGITransport(ministack)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", trust_env=False) as client:
        return (await client.get(path)).raise_for_status().json()
