"""What the end-to-end tests have Cognito mail: to whom, how many, and whether the pool's sender may.

On AWS they go to the mailbox simulator, which takes every mail and shows it to nobody:
https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
Cognito's own sender has 50 a day: "Email settings for Amazon Cognito user pools", "Quotas in Amazon Cognito".
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

import pytest

from scripts import loopback
from scripts.errors import CommandError
from scripts.stack_file import Stack

SIMULATOR = "simulator.amazonses.com"
DEFAULT_SENDER, DEFAULT_SENDER_A_DAY = "COGNITO_DEFAULT", 50
# RFC 2606 and RFC 6761: nobody has them, so whatever is mailed there bounces
RESERVED = ("example.com", "example.net", "example.org", "example", "invalid", "localhost", "test")
DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
A_PART = "pytest tests/e2e/test_sign_up.py --engine aws --yes-real-aws"


def new_address(stack: Stack, mail_domain: str | None = None) -> str:
    """An address of nobody else's: where mail is really sent, one that takes it."""
    name = f"person-{secrets.token_hex(8)}"
    if mail_domain:
        return f"{name}@{mail_domain}"
    return f"success+{name}@{SIMULATOR}" if stack.endpoint_url is None else f"{name}@example.com"


def checked_mail_domain(domain: str) -> str:
    """A domain that mails can be sent to. Raises pytest.UsageError for another."""
    if not DOMAIN.fullmatch(domain):
        raise pytest.UsageError(
            f"--mail-domain {domain} is no domain. Next: one such as mail.your-company.com"
        )
    if any(f".{domain}".lower().endswith(f".{reserved}") for reserved in RESERVED):
        raise pytest.UsageError(
            f"--mail-domain {domain} is reserved: every mail bounces, and bounces count against the sender. "
            "Next: the same without it (SES's mailbox simulator), or with a domain that takes mail"
        )
    return domain


def mails_of(item: pytest.Item) -> int:
    """How many mails a test has sent: what its mark says, else one where it has a `person`."""
    mark = item.get_closest_marker("mails")
    if mark is not None:
        return int(mark.args[0])
    return int("person" in getattr(item, "fixturenames", ()))


def engine_of(item: pytest.Item) -> str | None:
    """Which engine a test runs on; None where it has no stack."""
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("stack") if callspec else None


def why_not(item: pytest.Item) -> str | None:
    """Why a test is skipped on its engine, if it is."""
    engine = engine_of(item)
    return next((mark.args[1] for mark in item.iter_markers("not_on") if mark.args[0] == engine), None)


def runs_on_aws(item: pytest.Item) -> bool:
    """Whether a test is one of `--engine aws`, and not of those that are skipped there."""
    return engine_of(item) == "aws" and why_not(item) is None


def mails_on_aws(items: Iterable[pytest.Item]) -> int:
    """How many mails these tests have sent on AWS, at most: some skip for what the account has not."""
    return sum(mails_of(item) for item in items if runs_on_aws(item))


def check_sender(stack: Stack, mails: int) -> None:
    """Raises CommandError where the pool mails by Cognito's own sender, and that has too few for a day."""
    pool = stack.cognito().describe_user_pool(UserPoolId=stack.user_pool_id)["UserPool"]
    sender = pool.get("EmailConfiguration", {}).get("EmailSendingAccount", DEFAULT_SENDER)
    if sender == DEFAULT_SENDER and mails > DEFAULT_SENDER_A_DAY:
        raise CommandError(
            f"These tests have Cognito send up to {mails} mails. Pool {stack.user_pool_id} has Cognito's own "
            f"sender ({DEFAULT_SENDER}), which stops at {DEFAULT_SENDER_A_DAY} a day for the account.",
            f"{A_PART}   (or give the pool a sender of its own: ses_sender, docs/production.md)",
        )


def mails_sent(stack: Stack) -> int:
    """How many mails a local engine of this project has sent so far."""
    listed = loopback.get(f"{stack.endpoint_url}/_inbox.json").raise_for_status().json()
    return sum(message["channel"] == "EMAIL" for message in listed["messages"])
