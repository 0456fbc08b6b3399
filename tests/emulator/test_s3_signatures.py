"""What S3 asks of a signature: addresses that are signed for later, bodies that are not signed, forms."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3
import botocore.auth
import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from tests import http
from tests.emulator.account import Account

ROOT = Credentials("test", "test")


@pytest.fixture
def bucket(account: Account) -> Iterator[str]:
    """A bucket with one object, `key`, that holds `secret`."""
    s3, name = account.client("s3"), f"bucket-{uuid.uuid4().hex}"
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="key", Body=b"secret")
    yield name
    for listed in s3.list_objects_v2(Bucket=name)["Contents"]:
        s3.delete_object(Bucket=name, Key=listed["Key"])
    s3.delete_bucket(Bucket=name)


def test_a_url_for_s3_opens_no_other_service(endpoint_url: str) -> None:
    request = AWSRequest("POST", f"{endpoint_url}/", {})
    S3SigV4QueryAuth(ROOT, "s3", "us-east-1").add_auth(request)
    form = {"Action": "ListUsers", "Version": "2010-05-08"}
    answer = http.post(str(request.url), data=form, trust_env=False)
    assert answer.status_code == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in answer.text


@pytest.mark.parametrize("version", ["s3", "s3v4"])
@pytest.mark.parametrize("key", ["test", "123456789012"])
def test_a_presigned_url_opens_its_object_and_no_other(
    endpoint_url: str, bucket: str, version: str, key: str
) -> None:
    owner, account = Account(endpoint_url), Account(endpoint_url, key=key)
    s3: Any = client_of(account, Config(signature_version=version))
    if key != "test":
        policy = {"Version": "2012-10-17", "Statement": [grant(bucket, {"AWS": key})]}
        owner.client("s3").put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "key"})
    assert http.get(url, trust_env=False).content == b"secret"
    assert http.get(url.replace("/key?", "/other?"), trust_env=False).status_code == 403
    forger: Any = client_of(account, Config(signature_version=version), secret="wrong")
    url = forger.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "key"})
    assert http.get(url, trust_env=False).status_code == 403


@pytest.mark.parametrize(
    ("lives_seconds", "status"), [(3600, 200), (60, 403), (0, 403), (8 * 24 * 3600, 403)]
)
def test_a_presigned_url_lives_as_long_as_it_says(
    endpoint_url: str,
    bucket: str,
    monkeypatch: pytest.MonkeyPatch,
    lives_seconds: int,
    status: int,
) -> None:
    then = datetime.now(timezone.utc).replace(tzinfo=None) - timedelta(minutes=30)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda *_, **__: then)
    request = AWSRequest("GET", f"{endpoint_url}/{bucket}/key")
    S3SigV4QueryAuth(ROOT, "s3", "us-east-1", expires=lives_seconds).add_auth(request)
    assert http.get(str(request.url), trust_env=False).status_code == status


def test_s3_takes_a_body_only_as_it_was_signed(endpoint_url: str, bucket: str, account: Account) -> None:
    request = AWSRequest("PUT", f"{endpoint_url}/{bucket}/key", {}, b"signed")
    S3SigV4Auth(ROOT, "s3", "us-east-1").add_auth(request)
    headers = dict(request.headers.items())
    assert http.put(str(request.url), headers=headers, content=b"other!").status_code == 403
    assert http.put(str(request.url), headers=headers, content=b"signed").status_code == 200
    stored = account.client("s3").get_object(Bucket=bucket, Key="key")["Body"].read()
    assert stored == b"signed"


def test_an_upload_form_is_taken_with_its_signature_alone(endpoint_url: str, bucket: str) -> None:
    s3: Any = client_of(Account(endpoint_url), Config(signature_version="s3v4"))
    form = s3.generate_presigned_post(bucket, "form")
    forged = {**form["fields"], "x-amz-signature": "0" * 64}
    nothing = {"key": "form"}
    for fields, status in ((forged, 403), (nothing, 403), (form["fields"], 204)):
        answer = http.post(form["url"], data=fields, files={"file": b"text"}, trust_env=False)
        assert answer.status_code == status


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer abc"}], ids=["unsigned", "bearer"])
def test_nobody_makes_a_bucket_or_learns_which_there_are(
    endpoint_url: str, bucket: str, header: dict[str, str]
) -> None:
    for method, name in (("PUT", f"new-{bucket}"), ("GET", bucket), ("GET", f"no-{bucket}"), ("GET", "")):
        answer = http.request(method, f"{endpoint_url}/{name}", headers=header, trust_env=False)
        assert answer.status_code == 403, name
        assert "<Code>AccessDenied</Code>" in answer.text


def grant(bucket: str, principal: Any) -> dict[str, Any]:
    objects = f"arn:aws:s3:::{bucket}/*"
    return {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": objects}


def client_of(account: Account, config: Config, secret: str = "test") -> Any:  # noqa: S107 - root's
    make: Any = boto3.client
    return make(
        "s3",
        endpoint_url=account.endpoint_url,
        region_name=account.region,
        aws_access_key_id=account.key,
        aws_secret_access_key=secret,
        config=config,
    )
