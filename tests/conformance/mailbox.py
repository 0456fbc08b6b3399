"""Reading a code that was mailed: the one thing that no AWS API offers, so each engine has its own way."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest

from tests import http
from tests.conformance.endpoint import cannot_ask

DELIVERY_SECONDS = 5.0
_CODE = re.compile(r"\b\d{6}\b")


class Mailbox(Protocol):
    """Where the codes of one engine can be read."""

    def mailed_code(self, pool_id: str, address: str, answer: Mapping[str, Any], /) -> str:
        """The next code mailed to `address`, `answer` being that of the call that had it sent.

        Ends the rule as one that cannot be asked where the engine shows nobody its codes.
        """
        ...

    def usable_code(self, pool_id: str, address: str, answer: Mapping[str, Any], /) -> str:
        """A code that this engine accepts, for rules that are about something else."""
        ...


class MiniStackMailbox:
    """`GET /_ministack/ses/messages`: what the engine sent, oldest first, by account."""

    def __init__(self, url: str) -> None:
        self._messages = f"{url}/_ministack/ses/messages"
        self._read: dict[str, int] = {}

    def mailed_code(self, _pool_id: str, address: str, _answer: Mapping[str, Any], /) -> str:
        deadline = time.monotonic() + DELIVERY_SECONDS
        while time.monotonic() < deadline:
            texts = self._texts_to(address)
            if len(texts) > self._read.get(address, 0):
                self._read[address] = len(texts)
                code = _CODE.search(texts[-1])
                assert code, "the mail holds no code of six digits"
                return code.group()
            time.sleep(0.05)
        pytest.fail("no mail with a code came", pytrace=False)

    usable_code = mailed_code

    def _texts_to(self, address: str) -> list[str]:
        by_account = http.get(self._messages, timeout=10).json()["messages"]
        return [
            f"{mail['BodyText']} {mail['BodyHtml']}"
            for mails in by_account.values()
            for mail in mails
            if address.lower() in (to.lower() for to in mail["To"])
        ]


class EmulatorMailbox:
    """`GET /_inbox.json?to=ADDRESS`: what the engine sent there, the newest first."""

    def __init__(self, url: str) -> None:
        self._inbox = f"{url}/_inbox.json"
        self._read: dict[str, int] = {}

    def mailed_code(self, _pool_id: str, address: str, _answer: Mapping[str, Any], /) -> str:
        deadline = time.monotonic() + DELIVERY_SECONDS
        while time.monotonic() < deadline:
            messages = http.get(self._inbox, params={"to": address}, timeout=10).json()["messages"]
            if len(messages) > self._read.get(address, 0):
                self._read[address] = len(messages)
                code = _CODE.search(messages[0]["text"])
                assert code, "the mail holds no code of six digits"
                return code.group()
            time.sleep(0.05)
        pytest.fail("no mail with a code came", pytrace=False)

    usable_code = mailed_code


class MotoMailbox:
    """moto mails nothing: a response header carries a reset's code, and a sign-up takes any code."""

    def mailed_code(self, _pool_id: str, _address: str, answer: Mapping[str, Any], /) -> str:
        headers = answer["ResponseMetadata"]["HTTPHeaders"]
        code = headers.get("x-moto-forgot-password-confirmation-code")
        if not code:
            cannot_ask("moto sends no confirmation codes")
        return str(code)

    def usable_code(self, _pool_id: str, _address: str, answer: Mapping[str, Any], /) -> str:
        headers = answer["ResponseMetadata"]["HTTPHeaders"]
        return str(headers.get("x-moto-forgot-password-confirmation-code") or "424242")


class CognitoLocalMailbox:
    """cognito-local prints each code and keeps it with the user in `<directory>/<pool id>.json`."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def mailed_code(self, pool_id: str, address: str, _answer: Mapping[str, Any], /) -> str:
        pool = json.loads((self._directory / f"{pool_id}.json").read_text())
        for user in pool["Users"].values():
            if any(attribute.get("Value") == address for attribute in user["Attributes"]):
                code = user.get("ConfirmationCode")
                assert code, "the engine sent no code"
                return str(code)
        pytest.fail("the engine knows no such user", pytrace=False)

    usable_code = mailed_code


class NoMailbox:
    """Whatever delivers to real addresses only."""

    def mailed_code(self, _pool_id: str, _address: str, _answer: Mapping[str, Any], /) -> str:
        cannot_ask("no way to read a code at this endpoint")

    usable_code = mailed_code


def mailbox_of(url: str, cognito_local_directory: Path | None) -> Mailbox:
    """The mailbox that answers at `url`; cognito-local's cannot be asked for, so it is named."""
    if cognito_local_directory is not None:
        return CognitoLocalMailbox(cognito_local_directory)
    if _answers(f"{url}/_inbox.json", "messages"):
        return EmulatorMailbox(url)
    if _answers(f"{url}/_ministack/ses/messages", "messages"):
        return MiniStackMailbox(url)
    if _answers(f"{url}/moto-api/data.json", ""):
        return MotoMailbox()
    return NoMailbox()


def _answers(url: str, key: str) -> bool:
    try:
        response = http.get(url, timeout=10)
        return response.status_code == 200 and (not key or key in response.json())
    except (httpx.HTTPError, ValueError):
        return False
