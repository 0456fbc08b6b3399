"""A request is believed to come from whom its signature proves, read in one way and over all of it."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3
import botocore.auth
import httpx
import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from tests.emulator.account import PASSWORD, Account

ROOT = Credentials("test", "test")
DATE = datetime.now(timezone.utc).strftime("%Y%m%d")
SCOPE = f"{DATE}/us-east-1/dynamodb/aws4_request"
FORGED = f"AWS4-HMAC-SHA256 Credential=test/{SCOPE}, SignedHeaders=host, Signature=00"
SMALL_LETTERS = (
    f"?x-amz-algorithm=AWS4-HMAC-SHA256&x-amz-credential=test/{SCOPE}&x-amz-date={DATE}T000000Z"
    "&x-amz-signedheaders=host&x-amz-signature=00"
)
LIST_TABLES = {"content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.ListTables"}
Headers = list[tuple[str, str]]


@pytest.fixture(scope="module")
def powerless(account: Account) -> Credentials:
    """An IAM user without a policy."""
    return user_with(account)


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


def user_with(account: Account, *statements: dict[str, Any]) -> Credentials:
    """A new IAM user with these permissions."""
    name = f"user-{uuid.uuid4().hex[:8]}"
    account.iam.create_user(UserName=name)
    if statements:
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        account.iam.put_user_policy(UserName=name, PolicyName="only", PolicyDocument=policy)
    key = account.iam.create_access_key(UserName=name)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def signed(
    url: str, keys: Credentials, headers: dict[str, str], body: bytes = b"{}", service: str = "dynamodb"
) -> dict[str, str]:
    """The headers of a POST, signed as an SDK does."""
    request = AWSRequest("POST", f"{url}/", headers, body)
    SigV4Auth(keys, service, "us-east-1").add_auth(request)
    return dict(request.headers.items())


def post(url: str, headers: Headers, query: str = "", body: bytes = b"{}") -> httpx.Response:
    return httpx.post(f"{url}/{query}", headers=headers, content=body, trust_env=False)


def without_authorization(headers: dict[str, str]) -> Headers:
    return [pair for pair in headers.items() if pair[0] != "Authorization"]


def forged_before_mine(mine: str) -> Headers:
    return [("authorization", FORGED), ("authorization", mine)]


def forged_after_mine(mine: str) -> Headers:
    return [("authorization", mine), ("authorization", FORGED)]


def two_credentials(mine: str) -> Headers:
    return [("authorization", mine.replace(" ", f" Credential=test/{SCOPE}, ", 1))]


@pytest.mark.parametrize("disguise", [forged_before_mine, forged_after_mine, two_credentials])
def test_nobody_adds_roots_key_to_a_signature_of_their_own(
    endpoint_url: str, powerless: Credentials, disguise: Callable[[str], Headers]
) -> None:
    own = signed(endpoint_url, powerless, LIST_TABLES)
    assert post(endpoint_url, list(own.items())).status_code == 403, "the user's own signature fits"
    answer = post(endpoint_url, [*without_authorization(own), *disguise(own["Authorization"])])
    assert answer.json()["__type"] == "IncompleteSignatureException"


@pytest.mark.parametrize(
    "headers",
    [
        [("authorization", FORGED), ("authorization", "Bearer abc")],
        [("authorization", "Bearer abc"), ("authorization", FORGED)],
        [("authorization", FORGED.replace("SHA256", "SHA1"))],
        [("authorization", FORGED.replace("-SHA256", ""))],
        [("authorization", FORGED.replace("HMAC-SHA256", "ECDSA-P256-SHA256"))],
        [("authorization", FORGED.partition(",")[0])],
        [("authorization", "AWS test:AAAA")],
    ],
    ids=["before-bearer", "after-bearer", "sha1", "no-hash", "ecdsa", "half", "sigv2"],
)
def test_no_other_form_of_a_signature_is_roots(endpoint_url: str, headers: Headers) -> None:
    answer = post(endpoint_url, [*LIST_TABLES.items(), *headers])
    assert answer.status_code == 400
    assert answer.json()["__type"].startswith("IncompleteSignature")


@pytest.mark.parametrize("header", [[], [("authorization", "Bearer abc")]], ids=["alone", "with-bearer"])
@pytest.mark.parametrize(
    "query",
    [
        f"?X-Amz-Credential=test/{SCOPE}",
        f"?x-amz-credential=test/{SCOPE}",
        SMALL_LETTERS,
        "?AWSAccessKeyId=test",
        "?awsaccesskeyid=test&Signature=AAAA&Expires=9999999999",
        "?AWSAccessKeyId=test&Signature=AAAA&Expires=9999999999",
    ],
)
def test_a_key_in_the_query_is_believed_with_its_signature_alone(
    endpoint_url: str, query: str, header: Headers
) -> None:
    answer = post(endpoint_url, [*LIST_TABLES.items(), *header], query)
    assert answer.status_code == 400
    assert answer.json()["__type"].startswith("IncompleteSignature")


@pytest.mark.parametrize("says_its_hash", [True, False])
def test_a_signature_fits_no_other_body(endpoint_url: str, says_its_hash: bool) -> None:
    said = {"x-amz-content-sha256": hashlib.sha256(b"{}").hexdigest()}
    own = signed(endpoint_url, ROOT, LIST_TABLES | (said if says_its_hash else {}))
    headers = [pair for pair in own.items() if pair[0].lower() != "content-length"]
    assert post(endpoint_url, headers).status_code == 200
    answer = post(endpoint_url, [*headers, *({} if says_its_hash else said).items()], body=b'{"Limit": 1}')
    assert answer.json()["__type"] == "InvalidSignatureException"


def test_a_signature_fits_no_other_operation(endpoint_url: str) -> None:
    own = signed(endpoint_url, ROOT, {"content-type": LIST_TABLES["content-type"]})
    answer = post(endpoint_url, [*own.items(), ("x-amz-target", LIST_TABLES["x-amz-target"])])
    assert answer.json()["__type"] == "InvalidSignatureException"


def test_a_url_for_s3_opens_no_other_service(endpoint_url: str) -> None:
    request = AWSRequest("POST", f"{endpoint_url}/", {})
    S3SigV4QueryAuth(ROOT, "s3", "us-east-1").add_auth(request)
    form = {"Action": "ListUsers", "Version": "2010-05-08"}
    answer = httpx.post(str(request.url), data=form, trust_env=False)
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
    assert httpx.get(url, trust_env=False).content == b"secret"
    assert httpx.get(url.replace("/key?", "/other?"), trust_env=False).status_code == 403
    forger: Any = client_of(account, Config(signature_version=version), secret="wrong")
    url = forger.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "key"})
    assert httpx.get(url, trust_env=False).status_code == 403


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
    assert httpx.get(str(request.url), trust_env=False).status_code == status


def test_s3_takes_a_body_only_as_it_was_signed(endpoint_url: str, bucket: str, account: Account) -> None:
    request = AWSRequest("PUT", f"{endpoint_url}/{bucket}/key", {}, b"signed")
    S3SigV4Auth(ROOT, "s3", "us-east-1").add_auth(request)
    headers = dict(request.headers.items())
    assert httpx.put(str(request.url), headers=headers, content=b"other!").status_code == 403
    assert httpx.put(str(request.url), headers=headers, content=b"signed").status_code == 200
    stored = account.client("s3").get_object(Bucket=bucket, Key="key")["Body"].read()
    assert stored == b"signed"


def test_an_upload_form_is_taken_with_its_signature_alone(endpoint_url: str, bucket: str) -> None:
    s3: Any = client_of(Account(endpoint_url), Config(signature_version="s3v4"))
    form = s3.generate_presigned_post(bucket, "form")
    forged = {**form["fields"], "x-amz-signature": "0" * 64}
    nothing = {"key": "form"}
    for fields, status in ((forged, 403), (nothing, 403), (form["fields"], 204)):
        answer = httpx.post(form["url"], data=fields, files={"file": b"text"}, trust_env=False)
        assert answer.status_code == status


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer abc"}], ids=["unsigned", "bearer"])
def test_nobody_makes_a_bucket_or_learns_which_there_are(
    endpoint_url: str, bucket: str, header: dict[str, str]
) -> None:
    for method, name in (("PUT", f"new-{bucket}"), ("GET", bucket), ("GET", f"no-{bucket}"), ("GET", "")):
        answer = httpx.request(method, f"{endpoint_url}/{name}", headers=header, trust_env=False)
        assert answer.status_code == 403, name
        assert "<Code>AccessDenied</Code>" in answer.text


def test_no_policy_forbids_an_operation_that_aws_does_not_sign(
    endpoint_url: str, account: Account, powerless: Credentials
) -> None:
    pool = account.pool()
    target = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AWSCognitoIdentityProviderService.SignUp",
    }
    person = {
        "ClientId": pool.client_id,
        "Username": f"{uuid.uuid4().hex}@example.com",
        "Password": PASSWORD,
    }
    body = json.dumps(person).encode()
    own = signed(endpoint_url, powerless, target, body, "cognito-idp")
    assert post(endpoint_url, list(own.items()), body=body).status_code == 200


def test_iam_sees_the_pool_in_an_arn_and_the_tags_in_a_request(account: Account) -> None:
    mine, other = account.pool(), account.pool()
    tags = {"StringEquals": {"aws:RequestTag/team": "a"}}
    keys = user_with(
        account,
        {"Effect": "Allow", "Action": "cognito-idp:ListTagsForResource", "Resource": mine.arn},
        {"Effect": "Allow", "Action": "cognito-idp:CreateUserPool", "Resource": "*", "Condition": tags},
    )
    cognito = boto3.client(
        "cognito-idp",
        endpoint_url=account.endpoint_url,
        region_name=account.region,
        aws_access_key_id=keys.access_key,
        aws_secret_access_key=keys.secret_key,
    )
    denied = cognito.exceptions.ClientError
    cognito.list_tags_for_resource(ResourceArn=mine.arn)
    cognito.create_user_pool(PoolName="tagged", UserPoolTags={"team": "a"})
    for call in (
        lambda: cognito.list_tags_for_resource(ResourceArn=other.arn),
        lambda: cognito.create_user_pool(PoolName="untagged"),
        lambda: cognito.create_user_pool(PoolName="other", UserPoolTags={"team": "b"}),
    ):
        with pytest.raises(denied, match="AccessDeniedException"):
            call()


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
