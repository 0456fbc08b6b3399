"""What lets somebody in is masked before it is kept; all else stays as it was sent."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from cognito_emulator.recording.masking import kept, masked
from cognito_emulator.recording.step import CUT, MOST_BYTES

SECRET = 'Correct-horse-7-\\"battery&more'
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzIn0.c2lnbmF0dXJl"  # pragma: allowlist secret - nobody signed it


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Password",
            "PreviousPassword",
            "ProposedPassword",
            "TemporaryPassword",
            "PASSWORD",
            "NEW_PASSWORD",
        ),
        *("SecretHash", "SECRET_HASH", "ClientSecret", "ClientSecretValue", "SecretCode"),
        *("AccessToken", "IdToken", "RefreshToken", "REFRESH_TOKEN", "Token", "Session", "SecretAccessKey"),
        *("SessionToken", "PASSWORD_CLAIM_SIGNATURE", "PasswordVerifier", "password"),
    ],
)
def test_a_secret_of_json_is_masked_at_any_depth(name: str) -> None:
    sent = {"Username": "ada", "AuthParameters": [{name: SECRET}]}
    kept = json.loads(masked(json.dumps(sent).encode()))
    assert kept == {"Username": "ada", "AuthParameters": [{name: "***"}]}


@pytest.mark.parametrize(
    "name", ["password", "newPassword", "client_secret", "refresh_token", "access_token"]
)
def test_a_secret_of_a_form_is_masked(name: str) -> None:
    kept = masked(urlencode({"username": "ada", name: SECRET, "code": "123456"}).encode()).decode()
    assert parse_qs(kept) == {"username": ["ada"], name: ["***"], "code": ["123456"]}


def test_a_secret_of_xml_is_masked() -> None:
    answer = b"<A><SecretAccessKey>abc</SecretAccessKey><AccessKeyId>AKIA</AccessKeyId></A>"
    assert masked(answer) == b"<A><SecretAccessKey>***</SecretAccessKey><AccessKeyId>AKIA</AccessKeyId></A>"


def test_of_a_signed_token_the_signature_alone_goes_wherever_it_stands() -> None:
    unsigned = TOKEN.rpartition(".")[0] + ".***"
    for name in ("AccessToken", "anything"):
        assert json.loads(masked(json.dumps({name: TOKEN}).encode())) == {name: unsigned}
    assert masked(f"id_token={TOKEN}&a=b".encode()) == f"id_token={unsigned}&a=b".encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"ConfirmationCode": "123456", "NextToken": "abc", "PasswordPolicy": {"a": "b"}}',
        b'{"Item": {"name": {"S": "the \\"Password\\" of"}}}',
        b"Action=ListQueues&NextToken=abc",
        bytes(range(256)),
    ],
)
def test_all_else_stays(content: bytes) -> None:
    assert masked(content) == content


def test_a_secret_is_masked_where_the_body_is_cut_within_it() -> None:
    assert masked(b'{"Password": "Corre') == b'{"Password": "***'


def test_a_long_body_is_cut_and_says_so() -> None:
    assert kept(bytes(MOST_BYTES)) == bytes(MOST_BYTES)
    assert kept(bytes(MOST_BYTES + 1)) == bytes(MOST_BYTES) + CUT


def test_a_long_body_is_masked_where_it_is_cut() -> None:
    long = b'{"a": "' + b"x" * (MOST_BYTES - 30) + b'", "Password": "' + b"Correct-horse-7-battery" * 9
    assert kept(long).endswith(b'"Password": "***' + CUT)


def test_no_more_of_a_body_is_read_than_is_kept() -> None:
    class Body(bytes):
        """Says how much of it was taken."""

        taken = 0

        def __getitem__(self, part: Any) -> Any:
            Body.taken = max(Body.taken, part.stop)
            return bytes(self)[part]

    kept(Body(10 * MOST_BYTES))
    assert Body.taken == MOST_BYTES
