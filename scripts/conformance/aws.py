"""AWS as the judge of the rules (`make conformance AWS=1 YES_REAL_AWS=1`), and what it said last."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

from scripts.conformance.page import AWS, Column, Verdict
from scripts.console import console
from scripts.errors import CommandError
from scripts.paths import PROJECT

VERDICTS = PROJECT / "docs" / "conformance-aws.json"
ARGUMENTS = ("--aws", "--session-timeout", "7200")
CALLS_A_SECOND = 8
"""Half of the smallest quota that one rule after the other could meet, 15 a second of UserPoolUpdate.
https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html"""
# counted on our engine in AWS's place; the rules change, so what is said is rounded up
CALLS_A_RULE, USERS_A_RULE = 10, 2
USER_PRICE, FREE_USERS, KEY_PRICE = 0.015, 10_000, 0.24


def require_consent(rules: int, *, yes_real_aws: bool) -> None:
    """Say what asking AWS makes, costs and takes. Raises CommandError where nobody has said yes to it."""
    console.print(_announcement(rules), soft_wrap=True)
    if not yes_real_aws:
        raise CommandError(
            "AWS was not asked: this uses an AWS account of yours.", "make conformance AWS=1 YES_REAL_AWS=1"
        )


def _announcement(rules: int) -> str:
    calls, users = rules * CALLS_A_RULE, rules * USERS_A_RULE
    minutes = math.ceil(calls / CALLS_A_SECOND / 60)
    return f"""\
{rules} rules will be put to AWS, in the account and Region that the AWS SDK finds:
  makes    a user pool for each rule; functions, queues and roles named conformance-…; a KMS key. All of it
           is deleted: a pool after its rule, the rest at the end, the key seven days later
  calls    about {calls:,}, {CALLS_A_SECOND} a second at most, within the quotas: from {minutes} minutes on
  mails    none: codes go to a sender function of its own
  costs    about {users:,} monthly active users: nothing within the {FREE_USERS:,} that are free, else
           {users * USER_PRICE:.2f} USD; the key {KEY_PRICE:.2f} USD; the rest cents"""


def keep(verdicts: Sequence[Verdict]) -> Column:
    """Write down what AWS said, with the day, for the page and for whoever reads it later."""
    day = datetime.now(timezone.utc).date().isoformat()
    kept = {"day": day, "verdicts": [asdict(verdict) for verdict in verdicts]}
    VERDICTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    return Column(AWS, day, verdicts)


def kept(file: Path = VERDICTS) -> Column | None:
    """What AWS said when it was last asked; None where nobody has asked it yet."""
    if not file.exists():
        return None
    content = json.loads(file.read_text())
    return Column(AWS, content["day"], [Verdict(**verdict) for verdict in content["verdicts"]])
