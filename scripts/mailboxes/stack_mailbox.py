"""Which mailbox a stack's codes arrive in."""

from __future__ import annotations

from scripts.mailboxes.localstack import LocalStackMailbox
from scripts.mailboxes.mailbox import EmulatorMailbox, Mailbox
from scripts.stack_file import Stack


def mailbox_of(stack: Stack) -> Mailbox | None:
    """The mailbox of a stack's engine; None on AWS, where the mail goes to the person alone."""
    if stack.endpoint_url is None:
        return None
    if stack.engine == "localstack":
        return LocalStackMailbox(stack.endpoint_url)
    return EmulatorMailbox(stack.endpoint_url, stack.ca_bundle)
