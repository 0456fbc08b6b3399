"""A form is no longer than somebody may have typed; mails and objects are as long as AWS takes them."""

from __future__ import annotations

import io
import json
import secrets
import zipfile
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from cognito_emulator.gateway.form_size import LONGEST_BODY, LONGEST_FORM
from tests.emulator.account import Account

TYPES = [
    "application/x-www-form-urlencoded; charset=utf-8",
    "multipart/form-data; boundary=between",
    "text/plain",
]
POSTED = [(path, TYPES[0]) for path in ("/", "/login", "/signup", "/oauth2/token")]
POSTED += [(path, other) for path in ("/login", "/confirmUser", "/oauth2/token") for other in TYPES[1:]]


@pytest.mark.parametrize(("path", "content_type"), POSTED)
@pytest.mark.parametrize("is_announced", [True, False])
def test_a_form_of_two_megabytes_is_too_large(
    endpoint_url: str, path: str, content_type: str, is_announced: bool
) -> None:
    connection = HTTPConnection(urlsplit(endpoint_url).netloc, timeout=60)
    form = b"a=" + b"b" * 2_000_000
    body = form if is_announced else iter([form[:LONGEST_FORM], form[LONGEST_FORM:]])
    with closing(connection):
        headers = {"content-type": content_type}
        connection.request("POST", path, body, headers, encode_chunked=not is_announced)
        answer = connection.getresponse()
        assert answer.status == 413
        assert str(LONGEST_FORM) in answer.read().decode()


def test_a_signed_call_may_carry_a_mail_with_what_is_attached_to_it(endpoint_url: str) -> None:
    ses = Account(endpoint_url).client("ses")
    ses.verify_email_identity(EmailAddress="clinic@example.com")
    mail = b"Subject: Your pictures\r\n\r\n" + b"+/=" * 1_000_000
    sent = ses.send_raw_email(
        Source="clinic@example.com", Destinations=["a@example.com"], RawMessage={"Data": mail}
    )
    assert sent["MessageId"]


def test_an_object_of_any_size_is_stored_whatever_type_it_has(endpoint_url: str) -> None:
    s3, content = Account(endpoint_url).client("s3"), secrets.token_bytes(3_000_000)
    s3.create_bucket(Bucket="pictures")
    form = "application/x-www-form-urlencoded"
    s3.put_object(Bucket="pictures", Key="one", Body=content, ContentType=form)
    assert s3.get_object(Bucket="pictures", Key="one")["Body"].read() == content


@pytest.mark.parametrize("method", ["PUT", "POST", "GET"])
def test_a_body_is_not_held_in_memory_that_is_longer_than_any_has_to_be(
    endpoint_url: str, method: str
) -> None:
    connection = HTTPConnection(urlsplit(endpoint_url).netloc, timeout=60)
    with closing(connection):
        connection.request(method, "/pictures/two", headers={"content-length": str(LONGEST_BODY + 1)})
        answer = connection.getresponse()
        assert answer.status == 413
        assert json.loads(answer.read())["__type"] == "EntityTooLargeException"


def test_a_function_may_have_the_longest_zip_that_aws_takes(endpoint_url: str) -> None:
    account = Account(endpoint_url)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("function.py", "def handler(event, _):\n    return event\n")
        archive.writestr("data", secrets.token_bytes(49_000_000))
    account.function_of_its_own("pass", Code={"ZipFile": zipped.getvalue()})
