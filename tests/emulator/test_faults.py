"""Faults that a test asks for: how they look to AWS's own SDK, when they strike, and who may ask."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError

from cognito_emulator.testing.engine import CognitoEngine
from cognito_emulator.testing.errors import TestingError
from cognito_emulator.testing.faults import Failing
from cognito_emulator.testing.person import Person
from cognito_emulator.testing.trigger import Calls
from cognito_emulator.testing.user_pool import UserPool
from tests import http
from tests.emulator.account import Account
from tests.emulator.errors import error_of
from tests.emulator.functions import RETURNS_THE_EVENT

PATH = "/_emulator/faults"
CALLS: dict[tuple[str, str], dict[str, Any]] = {
    ("cognito-idp", "ListUserPools"): {"MaxResults": 1},
    ("dynamodb", "ListTables"): {},
    ("sqs", "ListQueues"): {},
    ("sns", "ListTopics"): {},
    ("sts", "GetCallerIdentity"): {},
    ("iam", "ListRoles"): {},
    ("ec2", "DescribeVpcs"): {},
    ("cloudwatch", "ListMetrics"): {},
    ("logs", "DescribeLogGroups"): {},
    ("kms", "ListKeys"): {},
    ("lambda", "ListFunctions"): {},
    ("lambda", "GetFunction"): {"FunctionName": "arn:aws:lambda:us-east-1:000000000000:function:none"},
    ("s3", "ListBuckets"): {},
    ("s3", "ListObjectsV2"): {"Bucket": "bucket"},
    ("s3", "GetObject"): {"Bucket": "bucket", "Key": "a/b c"},
    ("s3", "GetObjectAcl"): {"Bucket": "bucket", "Key": "key"},
    ("s3", "PutObject"): {"Bucket": "bucket", "Key": "key"},
    ("s3", "UploadPart"): {"Bucket": "bucket", "Key": "key", "PartNumber": 1, "UploadId": "id"},
    ("s3", "CopyObject"): {"Bucket": "bucket", "Key": "key", "CopySource": "bucket/other"},
    ("route53", "ListHostedZones"): {},
    ("apigatewayv2", "GetApis"): {},
    ("secretsmanager", "ListSecrets"): {},
}


def call(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
    return client._make_api_call(operation, parameters)


@pytest.mark.parametrize(("service", "operation"), CALLS)
def test_an_operation_fails_in_its_services_protocol(
    cognito: CognitoEngine, fail: Failing, service: str, operation: str
) -> None:
    fault = fail(service, operation, code="SlowDown", message="not <now> & here", status=503)
    told = error_of(lambda: call(cognito.client(service), operation, CALLS[service, operation]))
    assert told == ("SlowDown", "not <now> & here", 503)
    assert fault.struck == 1


def test_cloudwatch_fails_in_cbor(cognito: CognitoEngine, fail: Failing) -> None:
    fail("cloudwatch", "ListMetrics", code="Throttling")
    path = "/service/GraniteServiceVersion20100801/operation/ListMetrics"
    headers = {"smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor"}
    answer = http.post(cognito.endpoint_url + path, headers=headers, content=b"\xa0", trust_env=False)
    assert (answer.status_code, answer.headers["smithy-protocol"]) == (400, "rpc-v2-cbor")
    assert b"Throttling" in answer.content


def test_an_error_of_a_queue_is_boto3s_own_class(cognito: CognitoEngine, fail: Failing) -> None:
    fail("sqs", "SendMessage", code="QueueDoesNotExist")
    sqs = cognito.client("sqs")
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.send_message(QueueUrl=f"{cognito.endpoint_url}/000000000000/none", MessageBody="body")


def test_a_fault_of_one_operation_leaves_the_others_alone(cognito: CognitoEngine, fail: Failing) -> None:
    fail("dynamodb", "PutItem")
    fail("s3", "ListObjectsV2")
    assert cognito.client("dynamodb").list_tables()["TableNames"] is not None
    assert cognito.client("s3").list_buckets()["Buckets"] is not None


def test_a_fault_of_a_service_is_of_all_its_operations(cognito: CognitoEngine, fail: Failing) -> None:
    fail("dynamodb")
    dynamodb = cognito.client("dynamodb")
    assert error_of(dynamodb.list_tables)[0] == "InternalFailure"
    assert error_of(lambda: dynamodb.describe_table(TableName="table"))[2] == 500
    assert cognito.client("sqs").list_queues()


@pytest.mark.parametrize(
    ("operation", "code", "status"),
    [
        ("dynamodb:ListTables", "ProvisionedThroughputExceededException", 400),
        ("dynamodb:ListTables", "InternalServerError", 500),
        ("lambda:ListFunctions", "TooManyRequestsException", 429),
        ("lambda:ListFunctions", "ServiceUnavailable", 503),
    ],
)
def test_a_code_has_the_status_that_aws_gives_it(
    cognito: CognitoEngine, fail: Failing, operation: str, code: str, status: int
) -> None:
    service, _, name = operation.partition(":")
    fail(service, name, code=code)
    assert error_of(lambda: call(cognito.client(service), name, {}))[::2] == (code, status)


def test_a_fault_strikes_as_often_as_was_said(cognito: CognitoEngine, fail: Failing) -> None:
    fault = fail("sts", "GetCallerIdentity", code="Throttling", times=2)
    retrying = cognito.client("sts", config=Config(retries={"total_max_attempts": 3}))
    assert retrying.get_caller_identity()["Account"]
    assert fault.struck == 2


def test_a_fault_without_probability_never_strikes(cognito: CognitoEngine, fail: Failing) -> None:
    fault = fail("sts", probability=0)
    assert cognito.client("sts").get_caller_identity()["Account"]
    assert fault.struck == 0


def test_a_slow_operation_answers_in_the_end(cognito: CognitoEngine, fail: Failing) -> None:
    fail("sts", "GetCallerIdentity", latency=0.3)
    began = time.monotonic()
    assert cognito.client("sts").get_caller_identity()["Account"]
    assert time.monotonic() - began >= 0.3


def test_a_slow_operation_runs_into_its_callers_time_limit(cognito: CognitoEngine, fail: Failing) -> None:
    fail("sts", "GetCallerIdentity", latency=600)
    config = Config(read_timeout=0.2, retries={"total_max_attempts": 1})
    with pytest.raises(ReadTimeoutError):
        cognito.client("sts", config=config).get_caller_identity()


def test_a_fault_ends_with_its_body(cognito: CognitoEngine, fail: Failing) -> None:
    sts = cognito.client("sts")
    with fail("sts") as fault, pytest.raises(ClientError):
        sts.get_caller_identity()
    assert sts.get_caller_identity()["Account"]
    with pytest.raises(TestingError, match="This fault was removed"):
        _ = fault.struck


def test_a_reset_removes_all_faults(cognito: CognitoEngine, fail: Failing) -> None:
    fail("sts")
    cognito.reset()
    assert cognito.client("sts").get_caller_identity()["Account"]


def test_an_unsigned_operation_fails_too(
    cognito: CognitoEngine, fail: Failing, user_pool: UserPool, signed_up_person: Callable[..., Person]
) -> None:
    fail("cognito-idp", "SignUp", code="TooManyRequestsException", times=1)
    assert error_of(signed_up_person)[0] == "TooManyRequestsException"
    assert signed_up_person().sub
    assert cognito.client("cognito-idp").list_users(UserPoolId=user_pool.id)["Users"]


def test_cognitos_invocation_of_a_trigger_is_tried_three_times(
    fail: Failing, trigger: Callable[..., Calls], signed_up_person: Callable[..., Person]
) -> None:
    calls = trigger(lambda event: event, "PreSignUp")
    fault = fail("lambda", "Invoke", code="TooManyRequestsException", times=2)
    assert signed_up_person().sub
    assert (fault.struck, len(calls.events)) == (2, 1)
    fail("lambda", "Invoke", code="TooManyRequestsException")
    code, message, _ = error_of(signed_up_person)
    assert code == "UnexpectedLambdaException"
    assert message == "PreSignUp invocation failed due to error TooManyRequestsException."


def test_what_a_function_calls_fails_too(cognito: CognitoEngine, fail: Failing) -> None:
    account = Account(cognito.endpoint_url)
    pool = account.pool(PreSignUp=account.function(RETURNS_THE_EVENT))
    fail("dynamodb", "PutItem", code="ValidationException", message="not today")
    code, message, _ = error_of(pool.sign_up)
    assert code == "UserLambdaValidationException"
    assert "(ValidationException) when calling the PutItem operation: not today" in message


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"service": "dynamo"}, r"'dynamo' is no service's name in boto3\. There is .*dynamodb"),
        (
            {"service": "dynamodb", "operation": "put_item"},
            "'put_item' is no operation of dynamodb.* There is PutItem",
        ),
        ({"service": "gamelift"}, "The engine does not serve gamelift"),
        ({"service": "sts", "status": 200}, "status is a number from 400 to 599, and not 200"),
        ({"service": "sts", "latency": 601}, "latency is a number from 0 to 600, and not 601"),
        ({"service": "sts", "times": 0}, "times is a number from 1, and not 0"),
        ({"service": "sts", "probability": 2}, "probability is a number from 0 to 1, and not 2"),
        ({"service": "sts", "code": 7}, "code is a text, and not 7"),
    ],
)
def test_what_is_no_fault_is_refused_with_what_is(
    cognito: CognitoEngine, fail: Failing, asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(TestingError, match=said):
        fail(**asked)
    assert cognito.ask("GET", PATH).json() == {"faults": []}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[]", "POST takes a JSON object"),
        ("{", "POST takes a JSON object"),
        ('{"servce": "s3"}', "There is service."),
    ],
)
def test_a_body_that_is_no_fault_is_refused(cognito: CognitoEngine, body: str, said: str) -> None:
    answer = http.post(cognito.endpoint_url + PATH, content=body, trust_env=False)
    assert answer.status_code == 400
    assert said in answer.json()["message"]


def test_a_fault_that_is_not_there_cannot_be_removed(cognito: CognitoEngine) -> None:
    answer = http.delete(f"{cognito.endpoint_url}{PATH}/999999", trust_env=False)
    assert (answer.status_code, answer.json()) == (404, {"message": f"There is no DELETE {PATH}/999999."})


def test_no_page_of_another_origin_asks_for_a_fault(cognito: CognitoEngine) -> None:
    headers = {"origin": "https://elsewhere.example"}
    body = {"service": "sts"}
    answer = http.post(cognito.endpoint_url + PATH, json=body, headers=headers, trust_env=False)
    assert answer.status_code == 403
    assert cognito.ask("GET", PATH).json() == {"faults": []}
