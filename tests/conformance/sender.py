"""A sender function of the suite's own: how codes are read where mails go to real addresses only, as on AWS.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html
"""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aws_encryption_sdk
import pytest
from aws_encryption_sdk.identifiers import CommitmentPolicy
from aws_encryption_sdk.key_providers.kms import KMSMasterKey

from tests.conformance.endpoint import Endpoint
from tests.conformance.triggers import Trigger, Triggers

DELIVERY_SECONDS = 20.0
LEAST_DAYS_UNTIL_DELETED = 7


@dataclass
class Sender:
    """The function, the key that codes are encrypted with, and what came and was not asked for yet."""

    endpoint: Endpoint
    trigger: Trigger
    key_arn: str
    _came: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def make(cls, endpoint: Endpoint, triggers: Triggers) -> Sender:
        trigger = triggers.make("records codes")
        key = endpoint.keys().create_key(Description="Codes of the conformance suite")["KeyMetadata"]
        return cls(endpoint, trigger, key["Arn"])

    def configuration(self) -> dict[str, Any]:
        """As much of a pool's LambdaConfig as has its codes sent here."""
        return {
            "CustomEmailSender": {"LambdaArn": self.trigger.arn, "LambdaVersion": "V1_0"},
            "KMSKeyID": self.key_arn,
        }

    def allow(self, pool_arn: str) -> None:
        self.trigger.allow(pool_arn)

    def newest_event(self, pool_id: str, address: str) -> dict[str, Any] | None:
        """The newest event for an address since it was last asked for; None where none came in time."""
        deadline = time.monotonic() + DELIVERY_SECONDS
        while (came := self.trigger.waiting_events()) or not self._waits(pool_id, address):
            self._came += came
            if time.monotonic() > deadline:
                break
        found = [event for event in self._came if _is_for(event, pool_id, address)]
        self._came = [event for event in self._came if event not in found]
        return found[-1] if found else None

    def _waits(self, pool_id: str, address: str) -> bool:
        return any(_is_for(event, pool_id, address) for event in self._came)

    def opened(self, event: Mapping[str, Any]) -> str:
        """The code or the password, decrypted by the key in KMS."""
        client = aws_encryption_sdk.EncryptionSDKClient(
            commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT
        )
        key = KMSMasterKey(key_id=self.key_arn, client=self.endpoint.keys())
        plaintext, _ = client.decrypt(source=base64.b64decode(event["request"]["code"]), key_provider=key)
        return str(plaintext.decode())

    def delete(self) -> None:
        self.endpoint.keys().schedule_key_deletion(
            KeyId=self.key_arn, PendingWindowInDays=LEAST_DAYS_UNTIL_DELETED
        )


@dataclass(frozen=True)
class SenderMailbox:
    """Codes as the sender function got them."""

    sender: Sender

    def mailed_code(self, pool_id: str, address: str, _answer: Mapping[str, Any], /) -> str:
        event = self.sender.newest_event(pool_id, address)
        if event is None:
            pytest.fail("no code came to the pool's sender", pytrace=False)
        return self.sender.opened(event)

    usable_code = mailed_code


def _is_for(event: Mapping[str, Any], pool_id: str, address: str) -> bool:
    told = event["request"]["userAttributes"]
    addressed = {str(told.get(name, "")).lower() for name in ("email", "phone_number")}
    return event["userPoolId"] == pool_id and address.lower() in addressed
