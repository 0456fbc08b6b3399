"""The provider's calls for KMS keys."""

from __future__ import annotations

from tests.terraform.provider_6.resource_type import (
    EMPTY,
    Arguments,
    GoneError,
    Made,
    ResourceType,
    Tags,
    pairs,
    parameters_of,
    tagging,
    tags_of,
)
from tests.terraform.sdk_go import SdkGo


def _create_key(sdk: SdkGo, arguments: Arguments, tags: Tags) -> dict[str, str]:
    told = parameters_of(arguments, {"description": "Description", "policy": "Policy"})
    key = sdk.call("kms", "CreateKey", **told, Tags=pairs(tags, "TagKey", "TagValue"))["KeyMetadata"]
    if arguments["enable_key_rotation"]:
        sdk.call("kms", "EnableKeyRotation", KeyId=key["KeyId"])
    return {"id": key["KeyId"], "arn": key["Arn"]}


def _read_key(sdk: SdkGo, key: Made) -> Arguments:
    described = sdk.call("kms", "DescribeKey", KeyId=key["id"])["KeyMetadata"]
    if described["KeyState"] == "PendingDeletion":
        raise GoneError
    return {
        "description": described["Description"],
        "policy": sdk.call("kms", "GetKeyPolicy", KeyId=key["id"], PolicyName="default")["Policy"],
        "enable_key_rotation": sdk.call("kms", "GetKeyRotationStatus", KeyId=key["id"])["KeyRotationEnabled"],
    }


def _update_key(sdk: SdkGo, key: Made) -> Arguments:
    sdk.call("kms", "UpdateKeyDescription", KeyId=key["id"], Description="changed")
    return {"description": "changed"}


def _delete_key(sdk: SdkGo, key: Made) -> None:
    window = key.arguments["deletion_window_in_days"]
    sdk.call("kms", "ScheduleKeyDeletion", KeyId=key["id"], PendingWindowInDays=window)


KEY = ResourceType(
    *(_create_key, _read_key, _update_key, _delete_key, (EMPTY,)),
    operations=(
        *("CreateKey", "EnableKeyRotation", "DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus"),
        *("UpdateKeyDescription", "ScheduleKeyDeletion", "ListResourceTags", "TagResource", "UntagResource"),
    ),
    tagging=tagging(
        "kms",
        {"KeyId": "id"},
        lambda sdk, key: tags_of(
            sdk.call("kms", "ListResourceTags", KeyId=key["id"])["Tags"], "TagKey", "TagValue"
        ),
        form=lambda tags: pairs(tags, "TagKey", "TagValue"),
    ),
    kept=frozenset({"deletion_window_in_days"}),
)
