"""What a pool's CustomMessage function may say in the stead of the pool's own words."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from cognito_emulator.aws.functions import LambdaFunctions
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.messages.messages import Recipient, send_code
from cognito_emulator.cognito.store.sent_messages import SentMessage
from cognito_emulator.cognito.triggers.function import TriggerFunctions
from cognito_emulator.cognito.triggers.responses import checked
from cognito_emulator.cognito.user_pool import UserPool
from tests.unit.emulator import own_pool

ADDRESS = "person@example.com"


@dataclass
class Says(TriggerFunctions):
    """A function that answers with this."""

    functions: LambdaFunctions = field(default_factory=LambdaFunctions)
    response: dict[str, Any] = field(default_factory=dict)

    async def run(
        self, trigger: str, pool: UserPool, event: dict[str, Any], *, arn: str | None = None
    ) -> dict[str, Any] | None:
        assert (trigger, event["userPoolId"], arn) == ("CustomMessage", pool.id, None)
        return checked(trigger, self.response)


def sent(**response: Any) -> SentMessage:
    """The mail that is sent after the function has answered."""
    cognito = replace(own_pool.cognito(), functions=Says(response=response))
    pool = own_pool.pool(cognito.store)
    to = Recipient("ada", {"email": ADDRESS})
    asyncio.run(send_code(cognito, pool, to, "CustomMessage_SignUp", attribute="email", code="012345"))
    (message,) = cognito.store.messages.newest(10, to=ADDRESS)
    return message


def test_what_the_function_leaves_as_it_was_is_the_pools_own() -> None:
    message = sent(emailMessage=None, emailSubject=None, smsMessage=None)
    assert (message.subject, message.text) == ("Your verification code", "Your verification code is 012345.")


def test_the_functions_words_take_the_place_of_the_pools() -> None:
    message = sent(emailMessage="Here: {####}", emailSubject="Hello {username}")
    assert (message.subject, message.text, message.code) == ("Hello ada", "Here: 012345", "012345")


def test_a_message_without_a_place_for_the_code_is_refused() -> None:
    with pytest.raises(AwsError) as refused:
        sent(emailMessage="Welcome")
    assert refused.value.code == "InvalidLambdaResponseException"


@pytest.mark.parametrize("name", ["emailMessage", "emailSubject", "smsMessage"])
@pytest.mark.parametrize("value", [5, True, ["{####}"], {"{####}": "{####}"}])
def test_a_message_that_is_no_text_is_unrecognizable(name: str, value: object) -> None:
    with pytest.raises(AwsError, match="Unrecognizable lambda output"):
        sent(**{name: value})
