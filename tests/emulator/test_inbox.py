"""The inbox shows sent mail, and to this machine alone."""

from __future__ import annotations

import asyncio
import uuid

import httpx
import pytest
from starlette.responses import JSONResponse
from starlette.routing import Route, Router

from cognito_emulator.console.inbox import SENT_MAIL, Inbox, gateways_in
from tests.emulator.account import Account


def test_a_mail_and_its_code_are_shown_the_newest_first(account: Account, endpoint_url: str) -> None:
    ses = account.client("ses")
    ses.verify_email_identity(EmailAddress="app@example.com")
    subjects = [uuid.uuid4().hex for _ in range(2)]
    for number, subject in enumerate(subjects):
        ses.send_email(
            Source="app@example.com",
            Destination={"ToAddresses": ["ada@example.com"]},
            Message={
                "Subject": {"Data": subject},
                "Body": {"Html": {"Data": f"<p>Code <b>55555{number}</b></p>"}},
            },
        )
    text = httpx.get(f"{endpoint_url}/_inbox").text
    assert text.index(subjects[1]) < text.index(subjects[0])
    assert '<output aria-label="Code">555551</output>' in text
    assert "<b>" not in text


@pytest.mark.parametrize("host", ["evil.example", "mail.evil.example:4566", "192.0.2.1"])
def test_a_page_of_another_site_whose_name_leads_to_loopback_sees_no_mail(
    endpoint_url: str, host: str
) -> None:
    answer = httpx.get(f"{endpoint_url}/_inbox", headers={"host": host})
    assert answer.status_code == 403
    assert "@" not in answer.text


@pytest.mark.parametrize(("peer", "status"), [("127.0.0.1", 200), ("192.0.2.7", 403)])
def test_another_machine_sees_no_mail(peer: str, status: int) -> None:
    message = {"To": ["ada@example.com"], "Source": "", "Subject": "", "BodyText": "1", "Timestamp": 0}
    engine = Router([Route(SENT_MAIL, lambda _: JSONResponse({"messages": {"0": [message]}}))])
    answer = asyncio.run(_get_inbox(Inbox(engine), peer))
    assert answer.status_code == status
    assert ("ada@example.com" in answer.text) == (status == 200)


async def _get_inbox(inbox: Inbox, peer: str) -> httpx.Response:
    transport = httpx.ASGITransport(inbox, client=(peer, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.get("/_inbox")


def test_a_containers_default_gateway_is_the_machine_that_runs_it() -> None:
    routes = (
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
        "eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
        "eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
    )
    assert gateways_in(routes) == ["172.17.0.1"]
