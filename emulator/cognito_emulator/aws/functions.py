"""The Lambda service, asked inside this process beneath the stations: as Cognito, which nobody asks to sign.

The answers are those of Lambda's API; permissions are for whoever invokes to look at.
"""

from __future__ import annotations

import json
from asyncio import create_task
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.recording.current import fresh_context


@dataclass(frozen=True)
class FunctionArn:
    """arn:aws:lambda:REGION:ACCOUNT:function:NAME, with :VERSION or :ALIAS when one is meant."""

    text: str

    @property
    def region(self) -> str:
        return self.text.split(":")[3]

    @property
    def account(self) -> str:
        return self.text.split(":")[4]

    @property
    def name(self) -> str:
        return self.text.split(":")[6]

    @property
    def unqualified(self) -> str:
        """Without version and alias."""
        return ":".join(self.text.split(":")[:7])

    @property
    def qualifier(self) -> str | None:
        parts = self.text.split(":")
        return parts[7] if len(parts) > 7 else None


async def _nothing() -> None:
    """Invoke at once."""


class LambdaFunctions:
    """Calls of the Lambda API. Every method raises AwsError for an error answer.

    `before_invocation` is awaited before each, and may raise an AwsError in its place.
    """

    def __init__(self, before_invocation: Callable[[], Awaitable[None]] = _nothing) -> None:
        self._before_invocation = before_invocation

    async def policy(self, function: FunctionArn) -> dict[str, Any]:
        """The resource-based policy of a function, or of one version or alias (Lambda GetPolicy)."""
        _, body = await _ask("GET", function, "policy", b"")
        policy: dict[str, Any] = json.loads(json.loads(body)["Policy"])
        return policy

    async def configuration(self, function: FunctionArn) -> dict[str, Any]:
        """Lambda GetFunctionConfiguration."""
        _, body = await _ask("GET", function, "configuration", b"")
        configuration: dict[str, Any] = json.loads(body)
        return configuration

    async def listed(self, account: str, region: str) -> list[FunctionArn]:
        """Every function of an account in a Region (Lambda ListFunctions)."""
        every = {"MaxItems": ["10000"]}
        _, body = await _asked((account, region), "GET", "/2015-03-31/functions", every)
        return [FunctionArn(each["FunctionArn"]) for each in json.loads(body)["Functions"]]

    async def invoke(self, function: FunctionArn, payload: Mapping[str, Any]) -> tuple[bytes, bool]:
        """Run a function and wait for it (Lambda Invoke): what it answers, and whether that is its error."""
        await self._before_invocation()
        headers, body = await _ask("POST", function, "invocations", json.dumps(payload).encode())
        return body, "x-amz-function-error" in headers


async def _ask(
    method: str, function: FunctionArn, resource: str, body: bytes
) -> tuple[Mapping[str, str], bytes]:
    path = f"/2015-03-31/functions/{quote(function.name, safe='')}/{resource}"
    query = {"Qualifier": [function.qualifier]} if function.qualifier else {}
    return await _asked((function.account, function.region), method, path, query, body)


async def _asked(
    owner: tuple[str, str], method: str, path: str, query: Mapping[str, list[str]], body: bytes = b""
) -> tuple[Mapping[str, str], bytes]:
    """The answer to what an account asks in a Region."""
    # MiniStack keeps a request's account and Region in context variables: they must not reach the caller's
    return await fresh_context().run(create_task, _request(owner, method, path, query, body))


async def _request(
    owner: tuple[str, str], method: str, path: str, query: Mapping[str, list[str]], body: bytes
) -> tuple[Mapping[str, str], bytes]:
    from ministack.core.responses import set_request_account_id, set_request_region  # noqa: PLC0415
    from ministack.services import lambda_svc  # noqa: PLC0415

    set_request_account_id(owner[0])
    set_request_region(owner[1])
    status, headers, content = await lambda_svc.handle_request(method, path, {}, body, query)
    said = content if isinstance(content, bytes) else str(content).encode()
    if status >= 400:
        raise _error(status, headers, said)
    return {name.lower(): value for name, value in headers.items()}, said


def _error(status: int, headers: Mapping[str, str], body: bytes) -> AwsError:
    try:
        content = json.loads(body)
    except ValueError:
        content = {}
    named = {name.lower(): value for name, value in headers.items()}.get("x-amzn-errortype")
    code = str(content.get("__type") or named or content.get("Type") or "UnknownError")
    message = content.get("message") or content.get("Message") or ""
    return AwsError(code.partition(":")[0].rpartition("#")[2], str(message), status)
