"""A service of MiniStack's in AWS's JSON protocol, asked inside this process beneath the stations."""

from __future__ import annotations

import contextvars
import importlib
import json
from asyncio import create_task
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.errors import AwsError


@dataclass(frozen=True)
class JsonService:
    """`module` is its name below ministack.services, `target` what stands before an operation's name in
    X-Amz-Target; it is asked about what one account has in one Region.
    """

    module: str
    target: str
    account: str
    region: str

    async def ask(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """The members of the answer. Raises AwsError for an error answer."""
        # MiniStack keeps a request's account and Region in context variables: they are not the caller's
        return await contextvars.Context().run(create_task, self._request(operation, request))

    async def _request(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        from ministack.core.responses import set_request_account_id, set_request_region  # noqa: PLC0415

        service = importlib.import_module(f"ministack.services.{self.module}")
        set_request_account_id(self.account)
        set_request_region(self.region)
        headers = {"x-amz-target": f"{self.target}.{operation}", "content-type": "application/x-amz-json-1.0"}
        status, _, body = await service.handle_request("POST", "/", headers, json.dumps(request).encode(), {})
        answer: dict[str, Any] = json.loads(body or b"{}")
        if status >= 400:
            code = str(answer.get("__type", "UnknownError")).rpartition("#")[2]
            raise AwsError(code, str(answer.get("message", "")), status)
        return answer


def dynamodb(account: str, region: str) -> JsonService:
    return JsonService("dynamodb", "DynamoDB_20120810", account, region)


def sqs(account: str, region: str) -> JsonService:
    return JsonService("sqs", "AmazonSQS", account, region)
