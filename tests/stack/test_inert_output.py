"""A person whose name and address act on terminals signs up: nothing that an operator sees lets them."""

from __future__ import annotations

import asyncio
import json
import secrets
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import httpx

from scripts.demo.web.app import create_app
from scripts.demo.web.hosted_ui import HostedUi
from scripts.health import wait_until
from scripts.stack_file import Stack, read_stack
from tests.stack.conftest import Checkout

# a title, a cleared screen, C1, a backspace, a line that is none of ours, a turned reading direction, tags
ACTS = "\x1b]0;owned\x07\x1b[2J\x9b31m\x08\x7f\r\n✓ Forged \u202e\u2066\u200b\u2028[red]x[link=http://evil.example]y"
ESCAPED = r"\x1b]0;owned\x07\x1b[2J\x9b31m\x08\x7f\r\n✓ Forged \u202e\u2066\u200b\u2028[red]x[link=http://evil.example]y"
# in a page, and in an error, lines stay lines
IN_LINES = ESCAPED.split(r"\r", maxsplit=1)[0]
# what Cognito takes for a user name, and a terminal with markup for a colour
TAGS = "[red]x[link=http://evil.example]y"
# where it is seen at all, and how often: in the list of who waits a name and a type
SHOWN = {
    "demo": (ESCAPED, 1),
    "pending": (ESCAPED, 2),
    "reconcile": (TAGS, 1),
    "a port that is none": (IN_LINES, 1),
    "people": (IN_LINES, 1),
    "inbox": (IN_LINES, 2),
}
WIDE = {"COLUMNS": "2000"}
REPAIR_SECONDS = 60


def test_nothing_that_operators_see_lets_a_name_or_an_address_act(checkout: Checkout) -> None:
    checkout.up()
    stack = read_stack(checkout.root / ".local" / "stack.json")
    plant(stack)
    seen = {**commands(checkout), **asyncio.run(pages(stack)), **logs(stack, checkout.root)}
    acting = {name: found for name, output in seen.items() if (found := acting_in(output))}
    # in HTML a newline is a blank
    forged = [name for name, output in seen.items() if "<html" not in output and forges_a_line(output)]
    hidden = [name for name, (text, times) in SHOWN.items() if seen[name].count(text) < times]
    assert (acting, forged, hidden) == ({}, [], [])


def plant(stack: Stack) -> None:
    """A profile, messages and a mail that no sign-up has made."""
    texts = {"user_id": TAGS, "email": ACTS, "name": ACTS, "user_type": ACTS, "created_at": ACTS}
    profile = {name: {"S": text} for name, text in {**texts, "status": "PENDING_APPROVAL"}.items()}
    stack.client("dynamodb").put_item(TableName=stack.table_name, Item=profile)
    # as JSON escapes them, so that SQS takes them
    hostile = dict.fromkeys(("user_pool_id", "username", "user_id", "reason"), ACTS)
    request = json.dumps({**hostile, "proof": "PreSignUp"})
    for queue in ("repair_queue_url", "repair_dead_letter_queue_url"):
        stack.client("sqs").send_message(QueueUrl=stack.outputs[queue], MessageBody=request)
    ses = stack.client("ses")
    ses.verify_email_identity(EmailAddress="app@example.com")
    ses.send_email(
        Source="app@example.com",
        Destination={"ToAddresses": ["ada@example.com"]},
        Message={"Subject": {"Data": ACTS}, "Body": {"Text": {"Data": ACTS}}},
    )


def commands(checkout: Checkout) -> dict[str, str]:
    """All that the commands print, whatever comes of each."""
    email, report = f"eve-{secrets.token_hex(4)}@example.com", checkout.root / "report.json"
    eve = ("--name", f"Eve {ACTS}", "--type", "Admin", "--email", email)
    asked = {
        "demo": ("demo", *eve),
        "demo, refused for the type": ("demo", "--type", ACTS),
        "demo, refused for the address": ("demo", "--email", f"{ACTS}@example.com"),
        "status": ("status",),
        "pending": ("pending",),
        "reject, of nobody": ("reject", "--email", ACTS),
        "approve": ("approve", "--email", email),
        "adopt, of nobody": ("adopt", "--email", ACTS, "--type", ACTS),
        "forget": ("forget", "--email", email),
        "forget, of nobody": ("forget", "--email", ACTS),
        "prune-unconfirmed": ("prune-unconfirmed", "--days", "1"),
        "redrive": ("redrive",),
        "reconcile": ("reconcile", "--json", str(report)),
        "load": ("load", "--people", "2"),
        "a port that is none": ("up", "--port", ACTS),
        "logs": ("logs",),
    }
    printed = {name: said(checkout, command, *options) for name, (command, *options) in asked.items()}
    # machines get the values as they are
    assert TAGS in {finding["user_id"] for finding in json.loads(report.read_text())["findings"]}
    return {**printed, "the report": report.read_text()}


def said(checkout: Checkout, name: str, *arguments: str) -> str:
    result = checkout.run(name, *arguments, **WIDE)
    assert "Traceback" not in result.stderr, result.stderr
    return result.stdout + result.stderr


async def pages(stack: Stack) -> dict[str, str]:
    """What a browser gets: the app's people, and the engine's inbox and hosted UI."""
    app = httpx.ASGITransport(create_app(stack, HostedUi.of(stack)))
    engine = httpx.AsyncHTTPTransport()
    hostile = {"client_id": ACTS, "redirect_uri": ACTS, "response_type": "code"}
    return {
        "people": await body(app, "http://localhost/people"),
        "inbox": await body(engine, f"{stack.endpoint_url}/_inbox"),
        "login, refused": await body(engine, str(httpx.URL(f"{stack.endpoint_url}/login", params=hostile))),
    }


async def body(transport: httpx.AsyncBaseTransport, url: str) -> str:
    async with httpx.AsyncClient(transport=transport, timeout=30) as client:
        return (await client.get(url)).text


def logs(stack: Stack, root: Path) -> dict[str, str]:
    """The engine's own log, and what the functions have logged of forged events and messages."""
    event = {
        "triggerSource": ACTS,
        "userPoolId": ACTS,
        "userName": ACTS,
        "request": {"userAttributes": {"sub": ACTS}},
    }
    for name in ("post_confirmation", "pre_sign_up"):
        stack.client("lambda").invoke(
            FunctionName=stack.outputs[f"{name}_function_name"], Payload=json.dumps(event)
        )
    assert wait_until(lambda: "owned" in "".join(lines_of(stack, "repair")), REPAIR_SECONDS)
    assert wait_until(lambda: "owned" in "".join(lines_of(stack, "post_confirmation")), REPAIR_SECONDS)
    told = {name: "\n".join(lines_of(stack, name)) for name in ("post_confirmation", "pre_sign_up", "repair")}
    engine = root / ".local" / "embedded" / "emulator.log"
    return {**told, "the engine's log": engine.read_text()}


def lines_of(stack: Stack, function: str) -> Iterator[str]:
    group = stack.outputs[f"{function}_log_group_name"]
    for page in stack.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group):
        yield from (event["message"] for event in page["events"])


def acting_in(output: str) -> set[str]:
    """The characters that do something, or hide; the runtime's own tabs and all newlines do no harm."""
    unseen = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return {char for char in output if unicodedata.category(char) in unseen} - {"\n", "\t"}


def forges_a_line(output: str) -> bool:
    """Whether a line begins as one of ours does, and is none."""
    return any(line.startswith("✓ Forged") for line in output.splitlines())
