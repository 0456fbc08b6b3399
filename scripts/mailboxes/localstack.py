"""LocalStack's mailbox: it mails nobody, and writes the confirmation codes into its container's log.

The log's line is documented at https://docs.localstack.cloud/aws/services/cognito-idp/ ("Signing up and
confirming a user"); the name in it is the one that the person signed up with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scripts.engines.docker import log_of
from scripts.engines.published_ports import container_at
from scripts.errors import CommandError
from scripts.mailboxes.mailbox import Mail

CODE_LINE = re.compile(r"(Confirmation code for Cognito user (?P<user>\S+): (?P<code>\d{6}))\s*$")


@dataclass(frozen=True)
class LocalStackMailbox:
    """The codes in the log of the container that answers at this endpoint, however it was started."""

    endpoint_url: str

    def mails_to(self, address: str) -> list[Mail]:
        return [mail for mail in self.mails() if mail.recipient.lower() == address.lower()]

    def mails(self) -> list[Mail]:
        container = container_at(self.endpoint_url)
        if container is None:
            raise CommandError(
                f"No container answers at {self.endpoint_url}, so there is no log to read a code from.",
                "make status",
            )
        return mails_in_log(log_of(container))


def mails_in_log(log: str) -> list[Mail]:
    """The codes that a log of LocalStack names, oldest first."""
    found = (CODE_LINE.search(line) for line in log.splitlines())
    return [
        Mail("LocalStack's log", line["user"], "Confirmation code", line[1], line["code"])
        for line in found
        if line
    ]
