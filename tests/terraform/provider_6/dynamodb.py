"""The provider's calls for DynamoDB tables."""

from __future__ import annotations

from tests.terraform.provider_6.resource_type import (
    Arguments,
    Made,
    ResourceType,
    Tags,
    arguments_of,
    pairs,
    parameters_of,
    tagging,
    tags_of,
)
from tests.terraform.sdk_go import SdkGo

_ATTRIBUTE = {"name": "AttributeName", "type": "AttributeType"}
_ENCRYPTION = {"enabled": "Enabled", "kms_key_arn": "KMSMasterKeyId"}


def _create_table(sdk: SdkGo, arguments: Arguments, tags: Tags) -> dict[str, str]:
    names = {
        "name": "TableName",
        "billing_mode": "BillingMode",
        "deletion_protection_enabled": "DeletionProtectionEnabled",
    }
    [encryption] = arguments["server_side_encryption"]
    table = sdk.call(
        "dynamodb",
        "CreateTable",
        **parameters_of(arguments, names),
        AttributeDefinitions=[parameters_of(block, _ATTRIBUTE) for block in arguments["attribute"]],
        KeySchema=[{"AttributeName": arguments["hash_key"], "KeyType": "HASH"}],
        SSESpecification={**parameters_of(encryption, _ENCRYPTION), "SSEType": "KMS"},
        Tags=pairs(tags),
    )["TableDescription"]
    [recovery] = arguments["point_in_time_recovery"]
    sdk.call(
        "dynamodb",
        "UpdateContinuousBackups",
        TableName=arguments["name"],
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": recovery["enabled"]},
    )
    return {"name": arguments["name"], "arn": table["TableArn"]}


def _read_table(sdk: SdkGo, made: Made) -> Arguments:
    table = sdk.call("dynamodb", "DescribeTable", TableName=made["name"])["Table"]
    sdk.call("dynamodb", "DescribeTimeToLive", TableName=made["name"])
    backups = sdk.call("dynamodb", "DescribeContinuousBackups", TableName=made["name"])
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    encryption = table["SSEDescription"]
    # provider 6.13 and later waits for it
    assert table["WarmThroughput"]["Status"] == "ACTIVE"
    return {
        "name": table["TableName"],
        "billing_mode": table["BillingModeSummary"]["BillingMode"],
        "hash_key": next(key["AttributeName"] for key in table["KeySchema"] if key["KeyType"] == "HASH"),
        "attribute": [arguments_of(each, _ATTRIBUTE) for each in table["AttributeDefinitions"]],
        "deletion_protection_enabled": table["DeletionProtectionEnabled"],
        "server_side_encryption": [
            {"enabled": encryption["Status"] == "ENABLED", "kms_key_arn": encryption.get("KMSMasterKeyArn")}
        ],
        "point_in_time_recovery": [{"enabled": recovery["PointInTimeRecoveryStatus"] == "ENABLED"}],
    }


def _update_table(sdk: SdkGo, table: Made) -> Arguments:
    changed = not table.arguments["deletion_protection_enabled"]
    sdk.call("dynamodb", "UpdateTable", TableName=table["name"], DeletionProtectionEnabled=changed)
    return {"deletion_protection_enabled": changed}


def _delete_table(sdk: SdkGo, table: Made) -> None:
    # as in an apply without deletion_protection, before a destroy
    sdk.call("dynamodb", "UpdateTable", TableName=table["name"], DeletionProtectionEnabled=False)
    sdk.call("dynamodb", "DeleteTable", TableName=table["name"])


TABLE = ResourceType(
    *(_create_table, _read_table, _update_table, _delete_table, ("ResourceNotFoundException",)),
    operations=(
        *("CreateTable", "UpdateContinuousBackups", "DescribeTable", "DescribeTimeToLive", "UpdateTable"),
        *("DescribeContinuousBackups", "DeleteTable", "ListTagsOfResource", "TagResource", "UntagResource"),
    ),
    tagging=tagging(
        "dynamodb",
        {"ResourceArn": "arn"},
        lambda sdk, table: tags_of(
            sdk.call("dynamodb", "ListTagsOfResource", ResourceArn=table["arn"])["Tags"]
        ),
    ),
)
