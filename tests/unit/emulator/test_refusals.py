"""A refusal in the form that its reader understands."""

from __future__ import annotations

import pytest
from botocore.model import StructureShape
from botocore.parsers import create_parser
from starlette.responses import Response

from tests.unit.emulator.origin_requests import LINK, asked, is_never_asked, request


def test_a_person_reads_a_refusal_as_a_page_that_leads_to_the_inbox() -> None:
    browser = {**LINK, "accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    _, body = asked(is_never_asked, request("/_inbox", "GET", **browser))
    assert b'<a class="button submit" href="/_inbox">' in body
    _, body = asked(is_never_asked, request("/_ministack/reset", "GET", **browser))
    assert b"<h1>" in body
    assert b'href="/_ministack' not in body


@pytest.mark.parametrize(
    ("protocol", "headers"),
    [
        ("json", {"content_type": "application/x-amz-json-1.1"}),
        ("query", {"content_type": "application/x-www-form-urlencoded; charset=utf-8"}),
        ("rest-xml", {"authorization": "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/s3/aws4_request"}),
    ],
)
def test_an_sdk_reads_a_refusal_in_its_services_protocol(protocol: str, headers: dict[str, str]) -> None:
    head, body = asked(is_never_asked, request(host="evil.example", **headers))
    answer = {"status_code": head["status"], "body": body, "headers": Response().headers}
    error = create_parser(protocol).parse(
        answer, StructureShape("Output", {"type": "structure", "members": {}})
    )["Error"]
    assert error["Code"] in ("AccessDenied", "AccessDeniedException")
    assert "ALLOWED_HOSTS=evil.example" in error["Message"]
