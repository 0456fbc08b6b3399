"""The AWS clients that these tests look at a stack with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient


@dataclass
class Aws:
    """Clients of one endpoint."""

    endpoint_url: str
    region: str
    cognito: CognitoIdentityProviderClient = field(init=False)
    dynamodb: DynamoDBClient = field(init=False)
    iam: IAMClient = field(init=False)
    functions: LambdaClient = field(init=False)
    events: Any = field(init=False)
    kms: Any = field(init=False)
    logs: CloudWatchLogsClient = field(init=False)
    cloudwatch: CloudWatchClient = field(init=False)
    sns: SNSClient = field(init=False)
    sqs: SQSClient = field(init=False)
    wafv2: Any = field(init=False)

    def __post_init__(self) -> None:
        self.cognito = self._client("cognito-idp")
        self.dynamodb = self._client("dynamodb")
        self.iam = self._client("iam")
        self.functions = self._client("lambda")
        self.events = self._client("events")
        self.kms = self._client("kms")
        self.logs = self._client("logs")
        self.cloudwatch = self._client("cloudwatch")
        self.sns = self._client("sns")
        self.sqs = self._client("sqs")
        self.wafv2 = self._client("wafv2")

    def web_acl(self, name: str) -> str:
        """The ARN of a new web ACL that lets everything through."""
        seen = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": name}
        made = self.wafv2.create_web_acl(
            Name=name, Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=seen
        )
        return str(made["Summary"]["ARN"])

    def pools_behind(self, web_acl_arn: str) -> list[str]:
        """The ARNs of the user pools that a web ACL stands in front of."""
        found = self.wafv2.list_resources_for_web_acl(WebACLArn=web_acl_arn, ResourceType="COGNITO_USER_POOL")
        return list(found["ResourceArns"])

    def _client(self, service: Any) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.endpoint_url,
            region_name=self.region,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30),
        )
