"""The calls of AWS provider 6 for each resource type of terraform/: how it makes, reads, changes and deletes.

Which operations a type needs is known from a run of provider 5.100.0, which is built on the same SDKs.
"""

from __future__ import annotations

from tests.terraform.provider_6 import (
    cloudwatch,
    dynamodb,
    eventbridge,
    functions,
    iam,
    kms,
    logs,
    sns,
    sqs,
    user_pool,
    user_pool_parts,
    waf,
)

RESOURCE_TYPES = {
    "aws_cloudwatch_dashboard": cloudwatch.DASHBOARD,
    "aws_cloudwatch_event_rule": eventbridge.EVENT_RULE,
    "aws_cloudwatch_event_target": eventbridge.EVENT_TARGET,
    "aws_cloudwatch_log_group": logs.LOG_GROUP,
    "aws_cloudwatch_log_metric_filter": logs.METRIC_FILTER,
    "aws_cloudwatch_metric_alarm": cloudwatch.METRIC_ALARM,
    "aws_cognito_log_delivery_configuration": user_pool_parts.LOG_DELIVERY,
    "aws_cognito_risk_configuration": user_pool_parts.RISK,
    "aws_cognito_user_group": user_pool_parts.USER_GROUP,
    "aws_cognito_user_pool": user_pool.USER_POOL,
    "aws_cognito_user_pool_client": user_pool_parts.USER_POOL_CLIENT,
    "aws_cognito_user_pool_domain": user_pool_parts.USER_POOL_DOMAIN,
    "aws_dynamodb_table": dynamodb.TABLE,
    "aws_iam_policy": iam.POLICY,
    "aws_iam_role": iam.ROLE,
    "aws_iam_role_policy": iam.ROLE_POLICY,
    "aws_kms_key": kms.KEY,
    "aws_lambda_event_source_mapping": functions.MAPPING,
    "aws_lambda_function": functions.LAMBDA_FUNCTION,
    "aws_lambda_permission": functions.PERMISSION,
    "aws_sns_topic": sns.TOPIC,
    "aws_sns_topic_subscription": sns.SUBSCRIPTION,
    "aws_sqs_queue": sqs.QUEUE,
    "aws_wafv2_web_acl_association": waf.ASSOCIATION,
}
