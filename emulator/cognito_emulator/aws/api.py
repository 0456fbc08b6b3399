"""AWS's own APIs, called inside this process: signed requests to an ASGI app, without a socket between."""

from __future__ import annotations

import asyncio
import contextvars
import json
import re
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode, urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from starlette.responses import Response
from starlette.types import ASGIApp, Scope

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.request import TARGET_PREFIX, json_object
from cognito_emulator.gateway.asgi import answer_of

_ACCOUNT_ID = re.compile(r"\d{12}")
_ACCOUNT_ELEMENT = re.compile(rb"<Account>(\d{12})</Account>")
_HOST = "emulator.internal"
_URL = f"http://{_HOST}/"
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
        request = AWSRequest("POST", _URL, headers, json.dumps(parameters).encode())
        return json_object((await self._call(request, "cognito-idp", region, account)).body)

    async def function_policy(
        self, function: str, qualifier: str | None, *, region: str, account: str | None = None
    ) -> dict[str, Any]:
        """The resource-based policy of a function, or of one version or alias (Lambda GetPolicy)."""
        request = AWSRequest("GET", _function_url(function, "policy", qualifier))
        answer = await self._call(request, "lambda", region, account)
        policy: dict[str, Any] = json.loads(json_object(answer.body)["Policy"])
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
        url = _function_url(function, "invocations", qualifier)
        request = AWSRequest("POST", url, data=json.dumps(payload).encode())
        answer = await self._call(request, "lambda", region, account)
        return bytes(answer.body), "x-amz-function-error" in answer.headers

    async def send_sms(
        self, phone_number: str, message: str, *, region: str, account: str | None = None
    ) -> None:
        """A text message to a phone (SNS Publish)."""
        form = {"Action": "Publish", "Version": "2010-03-31", "PhoneNumber": phone_number, "Message": message}
        headers = {"content-type": "application/x-www-form-urlencoded"}
        await self._call(AWSRequest("POST", _URL, headers, urlencode(form).encode()), "sns", region, account)

    async def account_of_key(self, access_key: str) -> str | None:
        """The account of an access key (STS GetAccessKeyInfo); None for the default account's root key."""
        if access_key == self.root_key:
            return None
        if _ACCOUNT_ID.fullmatch(access_key):
            return access_key
        form = {"Action": "GetAccessKeyInfo", "Version": "2011-06-15", "AccessKeyId": access_key}
        headers = {"content-type": "application/x-www-form-urlencoded"}
        request = AWSRequest("POST", _URL, headers, urlencode(form).encode())
        answer = await self._call(request, "sts", "us-east-1", None)
        match = _ACCOUNT_ELEMENT.search(bytes(answer.body))
        return match[1].decode() if match else None

    async def _call(self, request: AWSRequest, service: str, region: str, account: str | None) -> Response:
        SigV4Auth(Credentials(account or self.root_key, self.root_key), service, region).add_auth(request)
        answer = await in_a_context_of_its_own(answer_of(self.app, _scope(request), request.data or b""))
        if answer.status_code >= 400:
            raise _error(answer)
        return answer


async def in_a_context_of_its_own(work: Coroutine[Any, Any, _Answer]) -> _Answer:
    # MiniStack keeps a request's account and Region in context variables: they must not reach the caller's.
    return await contextvars.Context().run(asyncio.create_task, work)


def _scope(request: AWSRequest) -> Scope:
    url = urlsplit(str(request.url))
    headers = {"host": _HOST, "content-length": str(len(request.data or b"")), **request.headers}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(url.path),
        "raw_path": url.path.encode(),
        "query_string": url.query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 0),
        "server": (_HOST, 80),
    }


def _function_url(function: str, resource: str, qualifier: str | None) -> str:
    query = f"?{urlencode({'Qualifier': qualifier})}" if qualifier else ""
    return f"{_URL}2015-03-31/functions/{quote(function, safe='')}/{resource}{query}"


def _error(answer: Response) -> AwsError:
    content = json_object(answer.body)
    code = str(content.get("__type") or answer.headers.get("x-amzn-errortype") or "UnknownError")
    message = content.get("message") or content.get("Message") or ""
    return AwsError(code.partition(":")[0].rpartition("#")[2], str(message), answer.status_code)
