"""CloudWatch tells the same in each of its protocols: JSON, CBOR and Query.

SDK Go v2 speaks CBOR, and with it Terraform's AWS provider since 6.50; older SDKs speak Query.

Source: "Smithy RPC v2 CBOR protocol" and "AWS query protocol" in the Smithy documentation.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

import boto3
import botocore.session
import cbor2
import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.model import StructureShape
from botocore.parsers import QueryParser, create_parser
from mypy_boto3_cloudwatch import CloudWatchClient

from tests import http

REGION = "us-east-1"
TOPIC = "arn:aws:sns:us-east-1:000000000000:alarms"
CBOR_PATH = "/service/GraniteServiceVersion20100801/operation/"
CBOR_HEADERS = {
    "Content-Type": "application/cbor",
    "Accept": "application/cbor",
    "Smithy-Protocol": "rpc-v2-cbor",
}


@pytest.fixture
def cloudwatch(endpoint_url: str) -> CloudWatchClient:
    return boto3.client(
        "cloudwatch",
        endpoint_url=endpoint_url,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def put_alarm(cloudwatch: CloudWatchClient, **changes: Any) -> str:
    alarm = {
        "AlarmName": f"alarm-{uuid.uuid4()}",
        "AlarmDescription": 'less < than & "quoted"',
        "Namespace": "AWS/Lambda",
        "MetricName": "Errors",
        "Dimensions": [{"Name": "FunctionName", "Value": "f"}],
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": 2,
        "DatapointsToAlarm": 1,
        "Threshold": 0.5,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        "AlarmActions": [TOPIC],
        "OKActions": [TOPIC],
        **changes,
    }
    cloudwatch.put_metric_alarm(**{name: value for name, value in alarm.items() if value is not None})
    return str(alarm["AlarmName"])


def query(endpoint_url: str, form: Mapping[str, str], key: str = "test") -> httpx.Response:
    """A signed request as an SDK that speaks the Query protocol sends it."""
    body = urlencode({"Version": "2010-08-01", **form})
    request = AWSRequest("POST", f"{endpoint_url}/", data=body)
    request.headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    SigV4Auth(Credentials(key, "test"), "monitoring", REGION).add_auth(request)
    return http.post(f"{endpoint_url}/", content=body, headers=dict(request.headers.items()))


def queried(endpoint_url: str, key: str = "test", **form: str) -> tuple[int, dict[str, Any]]:
    """The status, and the answer as such an SDK reads it."""
    answer = query(endpoint_url, {"Action": "DescribeAlarms", **form}, key)
    model = botocore.session.get_session().get_service_model("cloudwatch").operation_model("DescribeAlarms")
    response = {"status_code": answer.status_code, "headers": {}, "body": answer.content}
    return answer.status_code, QueryParser().parse(response, cast("StructureShape", model.output_shape))


def asked_in_cbor(endpoint_url: str, operation: str, **parameters: Any) -> httpx.Response:
    body = cbor2.dumps(parameters)
    request = AWSRequest(
        "POST", f"{endpoint_url}{CBOR_PATH}{operation}", headers=dict(CBOR_HEADERS), data=body
    )
    SigV4Auth(Credentials("test", "test"), "monitoring", REGION).add_auth(request)
    return http.post(str(request.url), content=body, headers=dict(request.headers.items()), trust_env=False)


def told_in_cbor(endpoint_url: str, operation: str, **parameters: Any) -> dict[str, Any]:
    """The answer as botocore reads this protocol, an error included."""
    answer = asked_in_cbor(endpoint_url, operation, **parameters)
    model = botocore.session.get_session().get_service_model("cloudwatch").operation_model(operation)
    response = {
        "status_code": answer.status_code,
        "headers": dict(answer.headers.items()),
        "body": answer.content,
    }
    parser = create_parser("smithy-rpc-v2-cbor")
    answer_read: dict[str, Any] = parser.parse(response, cast("StructureShape", model.output_shape))
    return answer_read


@pytest.mark.parametrize(
    "changes",
    [{}, {"Statistic": None, "ExtendedStatistic": "p99"}, {"Dimensions": None, "OKActions": None}],
    ids=["all", "percentile", "few"],
)
def test_an_alarm_reads_alike_in_cbor_json_and_query(
    endpoint_url: str, cloudwatch: CloudWatchClient, changes: dict[str, Any]
) -> None:
    name = put_alarm(cloudwatch, **changes)
    [in_json] = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    [in_cbor] = told_in_cbor(endpoint_url, "DescribeAlarms", AlarmNames=[name])["MetricAlarms"]
    [in_query] = queried(endpoint_url, **{"AlarmNames.member.1": name})[1]["MetricAlarms"]
    assert in_cbor == in_json == in_query


def test_an_alarm_that_is_put_in_cbor_reads_as_it_was_put(endpoint_url: str) -> None:
    name = f"alarm-{uuid.uuid4()}"
    alarm = {
        "AlarmName": name,
        "Namespace": "AWS/Lambda",
        "MetricName": "Duration",
        "Dimensions": [{"Name": "FunctionName", "Value": "f"}],
        "ExtendedStatistic": "p99",
        "Period": 300,
        "EvaluationPeriods": 1,
        "Threshold": 4000.0,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        "ActionsEnabled": True,
        "AlarmActions": [TOPIC],
    }
    told_in_cbor(endpoint_url, "PutMetricAlarm", **alarm, Tags=[{"Key": "Project", "Value": "p"}])
    [read] = told_in_cbor(endpoint_url, "DescribeAlarms", AlarmNames=[name])["MetricAlarms"]
    assert {member: read[member] for member in alarm} == alarm
    assert "Statistic" not in read
    tags = told_in_cbor(endpoint_url, "ListTagsForResource", ResourceARN=read["AlarmArn"])["Tags"]
    assert tags == [{"Key": "Project", "Value": "p"}]


def test_a_dashboard_that_is_put_in_cbor_reads_alike_in_json(
    endpoint_url: str, cloudwatch: CloudWatchClient
) -> None:
    name, body = f"board-{uuid.uuid4()}", json.dumps({"widgets": []})
    told_in_cbor(endpoint_url, "PutDashboard", DashboardName=name, DashboardBody=body)
    in_cbor = told_in_cbor(endpoint_url, "GetDashboard", DashboardName=name)
    in_json: dict[str, Any] = dict(cloudwatch.get_dashboard(DashboardName=name))
    assert in_cbor["DashboardBody"] == body
    assert {**in_cbor, "ResponseMetadata": None} == {**in_json, "ResponseMetadata": None}


def test_what_is_not_there_is_told_in_cbor(endpoint_url: str) -> None:
    answer = asked_in_cbor(endpoint_url, "GetDashboard", DashboardName=f"none-{uuid.uuid4()}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/cbor"
    assert answer.headers["smithy-protocol"] == "rpc-v2-cbor"
    assert cbor2.loads(answer.content)["__type"].endswith("ResourceNotFound")


def test_several_names_a_prefix_and_pages_are_understood(
    endpoint_url: str, cloudwatch: CloudWatchClient
) -> None:
    prefix = f"page-{uuid.uuid4()}"
    names = [put_alarm(cloudwatch, AlarmName=f"{prefix}-{number}") for number in range(3)]
    _, by_name = queried(endpoint_url, **{"AlarmNames.member.1": names[0], "AlarmNames.member.2": names[2]})
    assert [alarm["AlarmName"] for alarm in by_name["MetricAlarms"]] == [names[0], names[2]]

    _, first = queried(endpoint_url, AlarmNamePrefix=prefix, MaxRecords="2")
    _, second = queried(endpoint_url, AlarmNamePrefix=prefix, NextToken=first["NextToken"])
    assert [alarm["AlarmName"] for page in (first, second) for alarm in page["MetricAlarms"]] == names


def test_an_alarm_that_is_not_there_is_none(endpoint_url: str) -> None:
    status, answer = queried(endpoint_url, **{"AlarmNames.member.1": f"none-{uuid.uuid4()}"})
    assert (status, answer["MetricAlarms"]) == (200, [])
    assert answer["ResponseMetadata"]["RequestId"]


def test_a_question_that_aws_refuses_is_refused_in_the_same_protocol(endpoint_url: str) -> None:
    status, answer = queried(endpoint_url, MaxRecords="1000")
    assert status == 400
    assert answer["Error"]["Code"] == "ValidationError"


def test_who_may_not_ask_is_refused(endpoint_url: str) -> None:
    status, answer = queried(endpoint_url, key="AKIAUNKNOWNKEY000000")
    assert status == 403
    assert answer["Error"]["Code"]


def test_other_operations_of_the_query_protocol_go_on_as_they_are(
    endpoint_url: str, cloudwatch: CloudWatchClient
) -> None:
    name = put_alarm(cloudwatch)
    answer = query(endpoint_url, {"Action": "DeleteAlarms", "AlarmNames.member.1": name})
    assert answer.status_code == 200
    assert cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"] == []
