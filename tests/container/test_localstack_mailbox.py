"""Confirmation codes in LocalStack's log, in the lines that its documentation and its samples show."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scripts.mailboxes.localstack import mails_in_log

LOG = """\
LocalStack version: 2026.09.0
2026-09-14T08:43:18.120  INFO --- [et.reactor-0] localstack.request.aws     : AWS cognito-idp.SignUp => 200
2026-09-14T08:43:19.956  INFO --- [et.reactor-3] l.p.c.s.c.provider         : Confirmation code for Cognito user alice@example.com: 586971
INFO:localstack_ext.services.cognito.cognito_idp_api: Confirmation code for Cognito user example_user: 125796
DEBUG:localstack_ext.bootstrap.email_utils: Sending confirmation code via email to "your.email@address.com"
2026-09-14T08:44:02.004  INFO --- [et.reactor-1] l.p.c.s.c.provider         : Confirmation code for Cognito user alice@example.com: 000042
Ready.
"""  # noqa: E501 - recorded lines


def codes_of(address: str, log: str = LOG) -> list[str]:
    return [mail.code for mail in mails_in_log(log) if mail.recipient.lower() == address.lower()]


ADDRESSES = st.from_regex(r"[A-Za-z0-9.+_-]{1,6}@example\.(com|org)", fullmatch=True)
CODES = st.from_regex(r"[0-9]{6}", fullmatch=True)


def test_the_codes_of_an_address_are_read_oldest_first() -> None:
    assert codes_of("alice@example.com") == ["586971", "000042"]


def test_a_username_that_is_no_address_is_found_too() -> None:
    assert codes_of("example_user") == ["125796"]


def test_an_address_is_the_same_in_any_case() -> None:
    assert len(codes_of("Alice@Example.com")) == 2


def test_nobody_gets_a_code_from_a_line_that_names_somebody_else() -> None:
    assert codes_of("malice@example.com") == []
    assert codes_of("alice@example.co") == []


def test_a_mails_text_is_the_message_without_the_logs_own_prefix() -> None:
    (mail,) = [mail for mail in mails_in_log(LOG) if mail.recipient == "example_user"]
    assert mail.text == "Confirmation code for Cognito user example_user: 125796"


@given(st.lists(st.tuples(ADDRESSES, CODES)), ADDRESSES)
def test_every_code_goes_to_the_address_beside_it_and_to_no_other(
    sent: list[tuple[str, str]], address: str
) -> None:
    log = "\n".join(f"INFO : Confirmation code for Cognito user {user}: {code}" for user, code in sent)
    expected = [code for user, code in sent if user.lower() == address.lower()]
    assert codes_of(address, log) == expected


@given(st.text())
def test_no_text_without_such_a_line_holds_a_code(text: str) -> None:
    assert mails_in_log(text.replace("Confirmation", "")) == []
