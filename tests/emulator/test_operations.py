"""What IAM is asked about is what is done: a request names one operation, of the service it is signed for.

Each refusal here is an attack that has worked: by a user of one right, by one of none, by nobody.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import botocore.session
import httpx
import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.model import OperationModel

from cognito_emulator.gateway.operation_names import Asked
from cognito_emulator.gateway.request_parts import RequestParts
from tests import http
from tests.emulator.account import Account
from tests.emulator.signers import signed, user_with

FORM = "application/x-www-form-urlencoded"
JSON = "application/x-amz-json-1.0"
ROOT = Credentials("test", "test")
ANY = {"Effect": "Allow", "Resource": "*"}
SERVICES_BY_ACTION = {
    "autoscaling": "DescribeAutoScalingGroups",
    "cloudformation": "ListStacks",
    "ec2": "DescribeInstances",
    "elasticache": "DescribeCacheClusters",
    "elasticloadbalancing": "DescribeLoadBalancers",
    "iam": "ListUsers",
    "monitoring": "DescribeAlarms",
    "rds": "DescribeDBInstances",
    "ses": "ListIdentities",
    "sns": "ListTopics",
    "sqs": "ListQueues",
    "sts": "GetFederationToken",
}


@pytest.fixture(scope="module")
def powerless(account: Account) -> Credentials:
    """An IAM user without a policy."""
    return user_with(account)


@pytest.fixture(scope="module")
def bucket(account: Account) -> Iterator[str]:
    s3, name = account.client("s3"), f"bucket-{uuid.uuid4().hex}"
    s3.create_bucket(Bucket=name)
    yield name
    s3.delete_bucket(Bucket=name)


@dataclass(frozen=True)
class Call:
    """A request, signed for a service by somebody or by nobody."""

    service: str
    content_type: str
    body: bytes = b""
    path: str = "/"
    method: str = "POST"
    target: str = ""

    def send(self, url: str, keys: Credentials | None) -> httpx.Response:
        headers = {"content-type": self.content_type}
        if self.target:
            headers["x-amz-target"] = self.target
        whole = f"{url}{self.path}"
        if keys:
            headers = signed(whole, keys, headers, self.body, self.service, method=self.method)
        return http.request(self.method, whole, headers=headers, content=self.body, trust_env=False)


def form(**fields: str) -> bytes:
    return str(httpx.QueryParams(fields)).encode()


def role_for_everybody_with_a_right(account: Account) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    made = account.iam.create_role(RoleName=f"role-{uuid.uuid4().hex}", AssumeRolePolicyDocument=policy)
    return made["Role"]["Arn"]


@pytest.mark.parametrize("query", ["AssumeRoleWithWebIdentity", "GetCallerIdentity"])
@pytest.mark.parametrize("is_somebody", [False, True])
def test_nobody_takes_a_role_under_the_name_of_an_operation_that_is_open(
    endpoint_url: str, account: Account, powerless: Credentials, query: str, is_somebody: bool
) -> None:
    arn = role_for_everybody_with_a_right(account)
    body = form(Action="AssumeRole", Version="2011-06-15", RoleArn=arn, RoleSessionName="taken")
    call = Call("sts", FORM, body, f"/?Action={query}")
    answer = call.send(endpoint_url, powerless if is_somebody else None)
    assert answer.status_code == 403
    assert "<Code>InvalidParameterCombination</Code>" in answer.text


def test_nobody_deletes_by_the_right_to_ask_for_an_identity(endpoint_url: str, account: Account) -> None:
    identities = account.client("cognito-identity")
    made = identities.create_identity_pool(IdentityPoolName="people", AllowUnauthenticatedIdentities=True)
    body = json.dumps({"IdentityPoolId": made["IdentityPoolId"]}).encode()
    target = "AWSCognitoIdentityService.DeleteIdentityPool"
    answer = Call("", JSON, body, "/?Action=GetId", target=target).send(endpoint_url, None)
    assert answer.status_code == 403
    assert identities.describe_identity_pool(IdentityPoolId=made["IdentityPoolId"])


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", JSON, FORM.title()])
@pytest.mark.parametrize("service", SERVICES_BY_ACTION)
def test_no_content_type_hides_an_operation_from_iam(
    endpoint_url: str, powerless: Credentials, service: str, content_type: str
) -> None:
    body = form(Action=SERVICES_BY_ACTION[service], Name="anybody")
    answer = Call(service, content_type, body).send(endpoint_url, powerless)
    assert answer.status_code == 403
    assert "MissingAction" in answer.text


@pytest.mark.parametrize(
    "call",
    [
        Call("rds", JSON, b'{"Action": "DescribeDBInstances"}'),
        Call("rds", FORM, b"\xef\xbb\xbfAction=DescribeDBInstances"),
        Call("rds", FORM, b'{"Action": "DescribeDBInstances", "is": "&Action=DescribeDBSnapshots&"}'),
        Call("sqs", JSON, b"Action=ListQueues", target="none"),
        Call("iam", JSON, b"{}", target="IAMService.ListUsers"),
        Call("sns", FORM, b"Action=&Action=ListTopics"),
        Call("sns", FORM, b"Action=ListTopics&Action=CreateTopic&Name=other"),
        Call("monitoring", FORM, b"Action=ListMetrics", path="/x/operation/DescribeAlarms"),
    ],
    ids=["json", "mark", "form-of-json", "no-target", "foreign-target", "blank", "two", "path"],
)
def test_an_operation_is_named_once_and_in_the_protocol_of_its_service(endpoint_url: str, call: Call) -> None:
    answer = call.send(endpoint_url, ROOT)
    assert answer.status_code == 403
    assert any(code in answer.text for code in ("MissingAction", "InvalidParameterCombination"))


@pytest.mark.parametrize(
    "disguise",
    [{"path": "?Action=ListBucket"}, {"body": b"Action=ListBucket"}, {"target": "S3.ListBucket"}],
    ids=["query", "form", "target"],
)
def test_the_right_to_list_a_bucket_writes_nothing(
    endpoint_url: str, account: Account, bucket: str, disguise: dict[str, Any]
) -> None:
    keys = user_with(account, {**ANY, "Action": "s3:ListBucket"})
    path = f"/{bucket}/key{disguise.get('path', '')}"
    call = Call("s3", FORM, **{**disguise, "path": path, "method": "PUT"})
    assert call.send(endpoint_url, keys).status_code == 403
    assert "Contents" not in account.client("s3").list_objects_v2(Bucket=bucket)


@pytest.mark.parametrize("is_in_the_query", [True, False])
def test_the_right_on_one_topic_publishes_to_no_other(
    endpoint_url: str, account: Account, is_in_the_query: bool
) -> None:
    sns = account.client("sns")
    mine, other = (sns.create_topic(Name=f"topic-{uuid.uuid4().hex}")["TopicArn"] for _ in range(2))
    keys = user_with(account, {"Effect": "Allow", "Action": "sns:Publish", "Resource": mine})
    to_mine, to_other = (form(Action="Publish", Message="hello", TopicArn=arn) for arn in (mine, other))
    allowed = form(TopicArn=mine)
    both = to_other if is_in_the_query else allowed + b"&" + to_other
    path = f"/?{allowed.decode()}" if is_in_the_query else "/"
    answer = Call("sns", FORM, both, path).send(endpoint_url, keys)
    assert (answer.status_code, "InvalidParameterCombination" in answer.text) == (403, True)
    assert Call("sns", FORM, to_mine).send(endpoint_url, keys).status_code == 200


def test_an_object_may_be_a_form_that_names_an_operation(
    endpoint_url: str, account: Account, bucket: str
) -> None:
    s3, body = account.client("s3"), b"Action=ListBucket"
    assert Call("s3", FORM, body, f"/{bucket}/form", "PUT").send(endpoint_url, ROOT).status_code == 200
    assert s3.get_object(Bucket=bucket, Key="form")["Body"].read() == body
    s3.delete_object(Bucket=bucket, Key="form")


def test_the_right_to_list_tables_describes_none(endpoint_url: str, account: Account) -> None:
    keys = user_with(account, {**ANY, "Action": "dynamodb:ListTables"})
    target = "DynamoDB_20120810.DescribeTable"
    call = Call("dynamodb", JSON, b'{"TableName": "any"}', "/?Action=ListTables", target=target)
    assert call.send(endpoint_url, keys).status_code == 403


@pytest.mark.parametrize(
    ("target", "correct"),
    [
        ("DynamoDB_20120810.ListTables", "dynamodb"),
        ("AWSCognitoIdentityProviderService.ListUserPools", "cognito-idp"),
        ("AmazonSQS.ListQueues", "sqs"),
    ],
)
@pytest.mark.parametrize("scope", ["s3", "iam"])
def test_a_signature_for_one_service_opens_no_other(
    endpoint_url: str, account: Account, target: str, correct: str, scope: str
) -> None:
    call = Call(scope, "application/x-amz-json-1.1", b'{"MaxResults": 1}', target=target)
    for keys in (user_with(account, {**ANY, "Action": f"{scope}:*"}), ROOT):
        answer = call.send(endpoint_url, keys)
        assert answer.status_code in (400, 403)
        assert f"Credential should be scoped to correct service: '{correct}'." in answer.text


def test_a_service_may_be_spelled_as_sdks_for_go_spell_it(endpoint_url: str) -> None:
    call = Call("WAFV2", JSON, b'{"Scope": "REGIONAL"}', target="AWSWAF_20190729.ListWebACLs")
    assert call.send(endpoint_url, ROOT).status_code == 200


def test_an_address_that_is_signed_for_one_service_opens_no_other(endpoint_url: str) -> None:
    request = AWSRequest("GET", f"{endpoint_url}/?Action=ListUsers&Version=2010-05-08")
    SigV4QueryAuth(ROOT, "sns", "us-east-1").add_auth(request)
    answer = http.get(str(request.prepare().url), trust_env=False)
    assert "Credential should be scoped to correct service: 'iam'." in answer.text


@pytest.mark.parametrize(
    "call",
    [
        Call("rds", FORM, b"Action=DescribeDBClusters&Engine=docdb"),
        Call("account", "application/json", b"{}", "/listRegions"),
        Call("lambda", "application/json", path="/2026-04-04/network-connectors", method="GET"),
        Call("monitoring", "application/cbor", b"\xa0", "/service/Granite/operation/DeleteAlarms"),
    ],
    ids=["documentdb", "account", "no-name", "cbor"],
)
def test_what_iam_has_no_name_for_is_not_open_to_whoever_has_a_key(
    endpoint_url: str, account: Account, powerless: Credentials, call: Call
) -> None:
    prefix = {"monitoring": "cloudwatch"}.get(call.service, call.service)
    assert call.send(endpoint_url, powerless).status_code == 403
    allowed = user_with(account, {**ANY, "Action": f"{prefix}:*"})
    assert call.send(endpoint_url, allowed).status_code == 200


def operations_by_body() -> list[OperationModel]:
    """One operation of each service that a body or a target names, in each of its protocols."""
    session = botocore.session.get_session()
    models = [session.get_service_model(name) for name in session.get_available_services()]
    protocols = {"json", "query", "ec2"}
    return [
        model.operation_model(model.operation_names[0])
        for model in models
        if model.metadata["protocol"] in protocols
    ]


def test_no_request_of_an_sdk_is_refused_for_what_it_names_or_is_signed_for() -> None:
    refused = []
    for operation in operations_by_body():
        service = operation.service_model
        if service.metadata["protocol"] == "json":
            target = f"{service.metadata['targetPrefix']}.{operation.name}"
            headers, body = {"content-type": JSON, "x-amz-target": target}, b"{}"
        else:
            headers, body = {"content-type": FORM}, form(Action=operation.name, Version=service.api_version)
        said = f"AWS4-HMAC-SHA256 Credential=key/date/region/{service.signing_name}/aws4_request"
        headers |= {"authorization": said, "host": "localhost"}
        asked = Asked.of(RequestParts("POST", "/", "/", headers, {}, 1), body)
        if asked.ambiguity() or asked.wrong_scope(service.signing_name):
            refused.append((service.service_name, asked.service))
    assert refused == []


def test_sdks_ask_in_every_protocol_of_a_service(account: Account) -> None:
    account.client("sqs").list_queues()
    account.client("cloudwatch").describe_alarms()
    account.client("sts").get_caller_identity()
    address = boto3.client(
        "sts",
        endpoint_url=account.endpoint_url,
        region_name=account.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    ).generate_presigned_url("get_caller_identity", HttpMethod="GET")
    assert http.get(address, trust_env=False).status_code == 200
