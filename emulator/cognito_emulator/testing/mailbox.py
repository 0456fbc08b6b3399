"""The mails and texts that the engine's user pools have sent, as a test waits for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cognito_emulator.testing.engine import CognitoEngine
from cognito_emulator.testing.errors import TestingError

WAIT_SECONDS = 5.0
_POLL_SECONDS = 0.02
_INBOX = "/_inbox.json"
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Message:
    """`code` is the code in it, or empty; `channel` is EMAIL or SMS; `sent` in seconds of the epoch."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    code: str = field(repr=False)
    channel: str
    sent: float


@dataclass(frozen=True)
class Mailbox:
    """Messages to addresses and telephone numbers of all the engine's pools."""

    cognito: CognitoEngine

    def code_for(self, address: str, *, seconds: float = WAIT_SECONDS) -> str:
        """The code in the newest message to an address or number that has one; waits for it so long.

        TestingError, which names nobody, where none comes.
        """
        return self._awaited(
            address,
            seconds,
            lambda messages: next((each.code for each in messages if each.code), None),
            "with a code",
        )

    def message_for(self, address: str, *, seconds: float = WAIT_SECONDS) -> Message:
        """The newest message to an address or number; waits for it so long. TestingError where none comes."""
        return self._awaited(address, seconds, lambda messages: next(iter(messages), None), "at all")

    def messages_for(self, address: str) -> list[Message]:
        """What was sent to an address or number until now, the newest first."""
        return _messages(self.cognito.ask("GET", _INBOX, params={"to": address}).json())

    def messages(self) -> list[Message]:
        """What was sent to anybody until now, the newest first: the last thousand."""
        return _messages(self.cognito.ask("GET", _INBOX).json())

    def clear(self) -> None:
        """Forget all messages."""
        self.cognito.ask("DELETE", _INBOX)

    def _awaited(
        self, address: str, seconds: float, find: Callable[[list[Message]], _Found | None], what: str
    ) -> _Found:
        deadline = time.monotonic() + seconds
        while (found := find(self.messages_for(address))) is None:
            if time.monotonic() > deadline:
                raise self._nothing_came(address, seconds, what)
            time.sleep(_POLL_SECONDS)
        return found

    def _nothing_came(self, address: str, seconds: float, what: str) -> TestingError:
        to_it, to_all = len(self.messages_for(address)), self.messages()
        return TestingError(
            f"No message {what} came to that address in {seconds:g} s: {to_it} to it, {len(to_all)} to "
            f"{len(_recipients(to_all))} recipients in all. Is it the address that was signed up, and does "
            f"the pool verify it (AutoVerifiedAttributes)? To see them: {self.cognito.endpoint_url}/_inbox"
        )


def _recipients(messages: Iterable[Message]) -> set[str]:
    return {message.to for message in messages}


def _messages(listed: Any) -> list[Message]:
    return [
        Message(
            each["to"],
            each["subject"],
            each["text"],
            each["html"],
            each["code"],
            each["channel"],
            each["sent"],
        )
        for each in listed["messages"]
    ]
