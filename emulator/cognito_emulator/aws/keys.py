"""KMS, asked inside this process beneath the stations: as Cognito, by its grant for a pool's key."""

from __future__ import annotations

import base64
import contextvars
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.cognito.errors import AwsError


@dataclass(frozen=True)
class DataKey:
    """KMS GenerateDataKey's answer: the key in the clear and as KMS has encrypted it."""

    key_arn: str
    plaintext: bytes = field(repr=False)
    encrypted: bytes


def generate_data_key(key_arn: str, context: Mapping[str, str], length: int) -> DataKey:
    """A data key of `length` bytes. Raises AwsError, as KMS says it."""
    # account and Region are context variables of MiniStack's: they must not reach the caller's
    return contextvars.copy_context().run(_generate, key_arn, context, length)


def _generate(key_arn: str, context: Mapping[str, str], length: int) -> DataKey:
    from ministack.core.responses import set_request_account_id, set_request_region  # noqa: PLC0415
    from ministack.services import kms  # noqa: PLC0415

    _, _, _, region, account, *_ = [*key_arn.split(":"), "", "", "", "", ""]
    set_request_account_id(account)
    set_request_region(region)
    request = {"KeyId": key_arn, "NumberOfBytes": length, "EncryptionContext": dict(context)}
    status, _, body = kms._generate_data_key(request)
    answer: dict[str, Any] = json.loads(body)
    if status != 200:
        raise AwsError(str(answer["__type"]).rpartition("#")[2], str(answer.get("message")), status)
    decoded = {name: base64.b64decode(answer[name]) for name in ("Plaintext", "CiphertextBlob")}
    return DataKey(str(answer["KeyId"]), decoded["Plaintext"], decoded["CiphertextBlob"])
