"""Codes on their way to people: by relayed mail, by text message, in a function's words."""

from __future__ import annotations

import re
import socketserver
import threading
import time
import uuid
from collections.abc import Iterator

import pytest

from cognito_emulator.cognito.messages.code import code_in
from tests.emulator.account import PASSWORD, Account, newest_message
from tests.emulator.errors import error_of
from tests.emulator_process import running_emulator

SAYS_IT_IN_OWN_WORDS = """
event["response"]["emailSubject"] = "Welcome"
event["response"]["emailMessage"] = "<b>Here it is:</b> {####}"
return event
"""
FORGETS_THE_CODE = """
event["response"]["emailMessage"] = "Hello"
return event
"""


class Relay(socketserver.ThreadingTCPServer):
    """As much of an SMTP server as a relay needs; `mails` are the bodies that it took."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[str] = []


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            command = line[:4].upper()
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                assert isinstance(self.server, Relay)
                self.server.mails.append(b"".join(lines).decode())
            self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 fine\r\n")


@pytest.fixture
def relay() -> Iterator[Relay]:
    with Relay() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_the_relayed_mail_holds_the_code_that_confirms(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_HOST", f"127.0.0.1:{relay.server_address[1]}")
    with running_emulator() as url:
        user = Account(url).pool().sign_up()
        mail = first_of(relay.mails)
        assert user.email in mail
        code = user.mailed_code()
        assert code in text_of(mail)
        user.confirm(code)


def test_a_pool_of_phone_numbers_sends_its_codes_by_text_message(account: Account) -> None:
    made = account.cognito.create_user_pool(
        PoolName="phones",
        UsernameAttributes=["phone_number"],
        AutoVerifiedAttributes=["phone_number"],
        SmsConfiguration={"SnsCallerArn": "arn:aws:iam::000000000000:role/texts"},
    )["UserPool"]["Id"]
    client = account.cognito.create_user_pool_client(UserPoolId=made, ClientName="app")["UserPoolClient"]
    number = f"+1{uuid.uuid4().int % 10**10:010}"
    answer = account.cognito.sign_up(ClientId=client["ClientId"], Username=number, Password=PASSWORD)
    assert answer["CodeDeliveryDetails"] == {
        "Destination": f"+*******{number[-4:]}",
        "DeliveryMedium": "SMS",
        "AttributeName": "phone_number",
    }
    account.cognito.confirm_sign_up(
        ClientId=client["ClientId"], Username=number, ConfirmationCode=newest_message(account, number)["code"]
    )
    user = account.cognito.admin_get_user(UserPoolId=made, Username=number)
    assert {"Name": "phone_number_verified", "Value": "true"} in user["UserAttributes"]


def test_a_function_may_word_the_message(account: Account) -> None:
    user = account.pool(CustomMessage=account.function(SAYS_IT_IN_OWN_WORDS)).sign_up()
    mail = newest_message(account, user.email)
    assert mail["subject"] == "Welcome"
    assert mail["html"].startswith("<b>Here it is:</b> ")
    user.confirm(code_in(mail["html"]))
    assert [event["triggerSource"] for event in user.events()] == ["CustomMessage_SignUp"]


def test_a_message_without_its_code_is_no_message(account: Account) -> None:
    pool = account.pool(CustomMessage=account.function(FORGETS_THE_CODE))
    assert error_of(pool.sign_up)[0] == "InvalidLambdaResponseException"


def test_an_invitation_holds_the_password_that_lets_in(account: Account) -> None:
    pool, address = account.pool(), f"{uuid.uuid4().hex}@example.com"
    account.cognito.admin_create_user(UserPoolId=pool.id, Username=address, DesiredDeliveryMediums=["EMAIL"])
    text = newest_message(account, address)["text"]
    found = re.fullmatch(r"Your username is (\S+) and temporary password is (\S+)\.", text)
    assert found
    assert found[1] == address
    answer = account.cognito.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": address, "PASSWORD": found[2]},
    )
    assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def first_of(mails: list[str], seconds: float = 10) -> str:
    """The relay runs in the background of the engine."""
    deadline = time.monotonic() + seconds
    while not mails and time.monotonic() < deadline:
        time.sleep(0.02)
    assert mails, f"no mail came to the relay in {seconds:.0f} s"
    return mails[0]


def text_of(mail: str) -> str:
    import email  # noqa: PLC0415
    from email import policy  # noqa: PLC0415

    parsed = email.message_from_string(mail, policy=policy.default)
    return str(parsed.get_content())
