"""IAM before everything: who may not call an operation hears the same, whatever is there.

Every operation of the user pools API that AWS's model signs is asked with valid input, once about a pool, a
client and a user that are there and once about none, by callers without the right.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from tests import http
from tests.emulator.account import ROOT_SECRET, Account, Pool
from tests.emulator.valid_requests import valid_request
from tests.tables import AUTHORIZATION

MODEL = botocore.session.get_session().get_service_model("cognito-idp")
SIGNED = [
    name
    for name in MODEL.operation_names
    if MODEL.operation_model(name).auth_type != "none"
    and "smithy.api#noAuth" not in (MODEL.operation_model(name).auth or [])
]
NOBODYS_KEY = f"AKIA{'Q' * 16}"
TARGET = "AWSCognitoIdentityProviderService."
NOTHING = {
    "UserPoolId": "us-east-1_NOTTHERE0",
    "ClientId": "notthere0notthere0notthere",
    "Username": "nobody",
}
MISSING, UNKNOWN = "MissingAuthenticationTokenException", "UnrecognizedClientException"
WRONG, DENIED = "InvalidSignatureException", "AccessDeniedException"


@pytest.fixture(scope="module")
def pool(account: Account) -> Pool:
    pool = account.pool()
    pool.sign_up()
    return pool


@pytest.fixture(scope="module")
def things(pool: Pool) -> dict[str, str]:
    """What is there, by the names that operations have for it."""
    users = pool.account.cognito.list_users(UserPoolId=pool.id)["Users"]
    return {"UserPoolId": pool.id, "ClientId": pool.client_id, "Username": users[0]["Username"]}


@pytest.fixture(scope="module")
def powerless(account: Account) -> Credentials:
    """An IAM user without a policy."""
    name = f"powerless-{uuid.uuid4().hex[:8]}"
    account.iam.create_user(UserName=name)
    key = account.iam.create_access_key(UserName=name)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def asked(
    url: str, operation: str, about: dict[str, str], keys: Credentials | None, how: Any = SigV4Auth
) -> str:
    """The code of the answer to an operation, or its status where it succeeds."""
    content = json.dumps(valid_request(MODEL.operation_model(operation).input_shape, about)).encode()
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": TARGET + operation}
    request = AWSRequest("POST", f"{url}/", headers, content)
    if keys:
        how(keys, "cognito-idp", "us-east-1").add_auth(request)
    prepared = request.prepare()
    signed = {name: value for name, value in prepared.headers.items() if name.lower() != "content-length"}
    answer = http.post(str(prepared.url), content=content, headers=signed, trust_env=False)
    return str(answer.json().get("__type") or answer.status_code)


def callers(powerless: Credentials) -> dict[str, tuple[Credentials | None, Any, str]]:
    """Who asks, how they sign, and what they hear."""
    return {
        "nobody, unsigned": (None, SigV4Auth, MISSING),
        "root, wrong secret": (Credentials("test", "wrong"), SigV4Auth, WRONG),
        "root, wrong secret, presigned": (Credentials("test", "wrong"), SigV4QueryAuth, WRONG),
        "twelve digits, wrong secret": (Credentials("123456789012", "wrong"), SigV4Auth, WRONG),
        "a key that nobody has": (Credentials(NOBODYS_KEY, "wrong"), SigV4Auth, UNKNOWN),
        "a user, wrong secret": (Credentials(str(powerless.access_key), "wrong"), SigV4Auth, WRONG),
        "a user without rights": (powerless, SigV4Auth, DENIED),
    }


def test_who_may_not_call_an_operation_hears_the_same_whatever_is_there(
    endpoint_url: str,
    things: dict[str, str],
    powerless: Credentials,
    record_property: Callable[[str, object], None],
) -> None:
    unlike: dict[tuple[str, str], set[str]] = {}
    for caller, (keys, how, wanted) in callers(powerless).items():
        heard: Counter[str] = Counter()
        for operation in SIGNED:
            answers = {asked(endpoint_url, operation, about, keys, how) for about in (things, NOTHING)}
            heard.update(answers)
            if answers != {wanted}:
                unlike[caller, operation] = answers
        record_property(AUTHORIZATION, {"caller": caller, "operations": len(SIGNED), "heard": dict(heard)})
    assert unlike == {}


@pytest.mark.parametrize(
    "header", ["Bearer abc", "Basic dGVzdDp0ZXN0", "AWS test:AAAA", "aws4-hmac-sha256 x"]
)
@pytest.mark.parametrize("target", [f"{TARGET}ListUserPools", "DynamoDB_20120810.ListTables"])
def test_no_other_authorization_is_taken_for_roots(endpoint_url: str, header: str, target: str) -> None:
    answer = http.post(
        endpoint_url,
        content='{"MaxResults": 10}' if target.startswith(TARGET) else "{}",
        headers={
            "authorization": header,
            "x-amz-target": target,
            "content-type": f"application/x-amz-json-1.{1 if target.startswith(TARGET) else 0}",
        },
        trust_env=False,
    )
    assert answer.status_code in (400, 403), answer.text


@pytest.mark.parametrize("service", ["dynamodb", "sqs", "sns", "iam", "kms", "lambda", "s3", "sts", "logs"])
@pytest.mark.parametrize("keys", [("test", "wrong"), ("123456789012", "wrong"), (NOBODYS_KEY, "x")])
def test_no_service_answers_a_wrong_secret(account: Account, service: str, keys: tuple[str, str]) -> None:
    session = botocore.session.get_session()
    client = session.create_client(
        service,
        region_name="us-east-1",
        endpoint_url=account.endpoint_url,
        aws_access_key_id=keys[0],
        aws_secret_access_key=keys[1],
    )
    operation = {"s3": "list_buckets", "kms": "list_keys", "sts": "get_caller_identity", "iam": "list_users"}
    listing = {"dynamodb": "list_tables", "sqs": "list_queues", "sns": "list_topics"}
    more = {"lambda": "list_functions", "logs": "describe_log_groups"}
    call = getattr(client, {**operation, **listing, **more}[service])
    with pytest.raises(client.exceptions.ClientError) as refused:
        call()
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 401, 403)


@pytest.fixture
def bucket(account: Account) -> str:
    """A bucket with an object `key`, put as the SDK does: by chunks with a checksum behind them."""
    name, s3 = f"bucket-{uuid.uuid4().hex}", account.client("s3")
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="key", Body=b"content")
    return name


@pytest.mark.parametrize("path", ["", "/key"])
def test_s3_answers_nobody_who_signs_nothing(account: Account, bucket: str, path: str) -> None:
    url = f"{account.endpoint_url}/{bucket}{path}"
    assert http.get(f"{account.endpoint_url}/", trust_env=False).status_code == 403
    for method in ("GET", "PUT", "DELETE"):
        assert http.request(method, url, trust_env=False).status_code == 403
    assert account.client("s3").get_object(Bucket=bucket, Key="key")["Body"].read() == b"content"


def test_a_bucket_whose_policy_lets_everybody_read_is_read_and_no_more(account: Account, bucket: str) -> None:
    everybody = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [everybody]})
    account.client("s3").delete_public_access_block(Bucket=bucket)
    account.client("s3").put_bucket_policy(Bucket=bucket, Policy=policy)
    url = f"{account.endpoint_url}/{bucket}"
    assert http.get(f"{url}/key", trust_env=False).content == b"content"
    assert http.get(url, trust_env=False).status_code == 403
    assert http.delete(f"{url}/key", trust_env=False).status_code == 403


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_a_presigned_address_is_good_for_what_it_was_signed_for(
    account: Account, bucket: str, version: str
) -> None:
    s3 = boto3.client(
        "s3",
        endpoint_url=account.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=account.key,
        aws_secret_access_key=ROOT_SECRET,
        config=Config(signature_version=version),
    )
    signed = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "key"})
    assert http.get(signed, trust_env=False).content == b"content"
    for other in (signed.replace("/key?", "/other?"), signed.replace("Signature=", "Signature=0")):
        assert http.get(other, trust_env=False).status_code == 403
    assert http.delete(signed, trust_env=False).status_code == 403


def test_a_right_on_one_pool_is_no_right_on_another(account: Account, pool: Pool) -> None:
    other, name = account.pool(), f"reader-{uuid.uuid4().hex[:8]}"
    account.iam.create_user(UserName=name)
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "cognito-idp:ListUsers", "Resource": pool.arn}],
    }
    account.iam.put_user_policy(UserName=name, PolicyName="one", PolicyDocument=json.dumps(policy))
    key = account.iam.create_access_key(UserName=name)["AccessKey"]
    keys = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
    url = account.endpoint_url
    assert asked(url, "ListUsers", {"UserPoolId": pool.id}, keys) == "200"
    assert asked(url, "ListUsers", {"UserPoolId": other.id}, keys) == DENIED
    assert asked(url, "ListGroups", {"UserPoolId": pool.id}, keys) == DENIED
