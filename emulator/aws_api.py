"""AWS's own APIs, called inside this process: signed requests to an ASGI app, without a socket between."""

from __future__ import annotations

import asyncio
import contextvars
import json
import re
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from starlette.types import ASGIApp

from emulator.aws_errors import AwsError
from emulator.cognito_request import TARGET_PREFIX

_ACCOUNT_ID = re.compile(r"\d{12}")
_ACCOUNT_ELEMENT = re.compile(r"<Account>(\d{12})</Account>")
_URL = "http://emulator.internal"
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class AwsApi:
    """Calls as the root user of an account. Every method raises AwsError for an error answer.

    An account is named by its twelve digits; `root_key` stands for the root user of the default account,
    as it does for those who call the emulator from outside.
    """

    app: ASGIApp
    root_key: str

    async def cognito(
        self, operation: str, parameters: dict[str, Any], *, region: str, account: str | None = None
    ) -> dict[str, Any]:
        """An operation of the user pools API, by its name in AWS's reference."""
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": TARGET_PREFIX + operation}
        body = json.dumps(parameters)
        answer = await self._call("cognito-idp", "POST", "/", headers, body, region, account)
        return _json_object(answer)

    async def function_policy(
        self, function: str, qualifier: str | None, *, region: str, account: str | None = None
    ) -> dict[str, Any]:
        """The resource-based policy of a function, or of one version or alias (Lambda GetPolicy)."""
        path = f"/2015-03-31/functions/{quote(function, safe='')}/policy{_query(qualifier)}"
        answer = await self._call("lambda", "GET", path, {}, "", region, account)
        policy: dict[str, Any] = json.loads(_json_object(answer)["Policy"])
        return policy

    async def invoke(
        self,
        function: str,
        qualifier: str | None,
        payload: dict[str, Any],
        *,
        region: str,
        account: str | None = None,
    ) -> tuple[bytes, bool]:
        """Run a function and wait for it (Lambda Invoke): what it answers, and whether that is its error."""
        path = f"/2015-03-31/functions/{quote(function, safe='')}/invocations{_query(qualifier)}"
        answer = await self._call("lambda", "POST", path, {}, json.dumps(payload), region, account)
        return answer.content, "x-amz-function-error" in answer.headers

    async def account_of_key(self, access_key: str) -> str | None:
        """The account of an access key (STS GetAccessKeyInfo); None for the default account's root key."""
        if access_key == self.root_key:
            return None
        if _ACCOUNT_ID.fullmatch(access_key):
            return access_key
        form = {"Action": "GetAccessKeyInfo", "Version": "2011-06-15", "AccessKeyId": access_key}
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer = await self._call("sts", "POST", "/", headers, urlencode(form), "us-east-1", None)
        match = _ACCOUNT_ELEMENT.search(answer.text)
        return match[1] if match else None

    async def _call(
        self,
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: str,
        region: str,
        account: str | None,
    ) -> httpx.Response:
        request = AWSRequest(method, _URL + path, headers, body.encode())
        SigV4Auth(Credentials(account or self.root_key, self.root_key), service, region).add_auth(request)
        answer = await _in_a_context_of_its_own(self._send(request))
        if answer.is_error:
            raise _error(answer)
        return answer

    async def _send(self, request: AWSRequest) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        sent = httpx.Request(request.method, request.url, headers=dict(request.headers), content=request.data)
        answer = await transport.handle_async_request(sent)
        await answer.aread()
        return answer


async def _in_a_context_of_its_own(work: Coroutine[Any, Any, _Answer]) -> _Answer:
    # MiniStack keeps a request's account and Region in context variables: they must not mix with the caller's.
    return await contextvars.Context().run(asyncio.create_task, work)


def _query(qualifier: str | None) -> str:
    return f"?{urlencode({'Qualifier': qualifier})}" if qualifier else ""


def _error(answer: httpx.Response) -> AwsError:
    content = _json_object(answer)
    code = content.get("__type") or answer.headers.get("x-amzn-errortype") or "UnknownError"
    message = content.get("message") or content.get("Message") or answer.reason_phrase
    return AwsError(str(code).split(":")[0].split("#")[-1], str(message), answer.status_code)


def _json_object(answer: httpx.Response) -> dict[str, Any]:
    try:
        value = answer.json()
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
