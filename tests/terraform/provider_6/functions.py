"""The provider's calls for Lambda functions, permissions and event source mappings."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from scripts.health import wait_until
from tests.terraform.provider_6.resource_type import (
    EMPTY,
    Arguments,
    Made,
    ResourceType,
    Tags,
    arguments_of,
    block_of,
    only,
    parameters_of,
    tagging,
)
from tests.terraform.sdk_go import SdkGo

SETTLE_SECONDS = 30

_FUNCTION = {
    "function_name": "FunctionName",
    "description": "Description",
    "role": "Role",
    "handler": "Handler",
    "runtime": "Runtime",
    "architectures": "Architectures",
    "memory_size": "MemorySize",
    "timeout": "Timeout",
}
_LOGGING = {
    "log_format": "LogFormat",
    "application_log_level": "ApplicationLogLevel",
    "system_log_level": "SystemLogLevel",
    "log_group": "LogGroup",
}


def _create_function(sdk: SdkGo, arguments: Arguments, tags: Tags) -> dict[str, str]:
    [environment] = arguments["environment"]
    [logging] = arguments["logging_config"]
    code = Path(arguments["filename"]).read_bytes()
    made = sdk.call(
        "lambda",
        "CreateFunction",
        **parameters_of(arguments, _FUNCTION),
        Code={"ZipFile": code},
        PackageType="Zip",
        Publish=False,
        Environment={"Variables": environment["variables"]},
        LoggingConfig=parameters_of(logging, _LOGGING),
        Tags=tags,
    )
    assert made["CodeSha256"] == base64.b64encode(hashlib.sha256(code).digest()).decode()
    return {"name": arguments["function_name"], "arn": made["FunctionArn"]}


def _read_function(sdk: SdkGo, function: Made) -> Arguments:
    found = _settled(sdk, function)
    sdk.call("lambda", "ListVersionsByFunction", FunctionName=function["name"])
    sdk.call("lambda", "GetFunctionCodeSigningConfig", FunctionName=function["name"])
    return {
        **arguments_of(found, _FUNCTION),
        "source_code_hash": found["CodeSha256"],
        "environment": [{"variables": found["Environment"]["Variables"]}],
        "logging_config": block_of(found["LoggingConfig"], _LOGGING),
    }


def _settled(sdk: SdkGo, function: Made) -> dict[str, Any]:
    """The function once it can be called and changed: the provider waits for both."""
    found: dict[str, Any] = {}

    def has_settled() -> bool:
        found.update(sdk.call("lambda", "GetFunction", FunctionName=function["name"])["Configuration"])
        return (found["State"], found["LastUpdateStatus"]) == ("Active", "Successful")

    assert wait_until(has_settled, SETTLE_SECONDS), found
    return found


def _update_function(sdk: SdkGo, function: Made) -> Arguments:
    which = {"FunctionName": function["name"]}
    code = Path(function.arguments["filename"]).read_bytes()
    sdk.call("lambda", "UpdateFunctionCode", **which, ZipFile=code, Architectures=["arm64"])
    _settled(sdk, function)
    sdk.call("lambda", "UpdateFunctionConfiguration", **which, MemorySize=2048)
    return {"memory_size": 2048}


LAMBDA_FUNCTION = ResourceType(
    *(_create_function, _read_function, _update_function),
    lambda sdk, function: sdk.call("lambda", "DeleteFunction", FunctionName=function["name"]),
    ("ResourceNotFoundException",),
    operations=(
        *("CreateFunction", "GetFunction", "ListVersionsByFunction", "GetFunctionCodeSigningConfig"),
        *("UpdateFunctionCode", "UpdateFunctionConfiguration", "DeleteFunction"),
        *("TagResource", "UntagResource"),
    ),
    tagging=tagging(
        "lambda",
        {"Resource": "arn"},
        lambda sdk, made: dict(sdk.call("lambda", "GetFunction", FunctionName=made["name"]).get("Tags", {})),
        form=dict,
    ),
    kept=frozenset({"filename"}),
)


def _add_permission(sdk: SdkGo, arguments: Arguments, _: Tags) -> dict[str, str]:
    names = {
        "function_name": "FunctionName",
        "statement_id": "StatementId",
        "action": "Action",
        "principal": "Principal",
        "source_arn": "SourceArn",
        "source_account": "SourceAccount",
    }
    sdk.call("lambda", "AddPermission", **parameters_of(arguments, names))
    return {"FunctionName": arguments["function_name"], "StatementId": arguments["statement_id"]}


def _read_permission(sdk: SdkGo, permission: Made) -> Arguments:
    policy = json.loads(sdk.call("lambda", "GetPolicy", FunctionName=permission["FunctionName"])["Policy"])
    statements = [each for each in policy["Statement"] if each["Sid"] == permission["StatementId"]]
    found = only(statements)
    return {
        "function_name": found["Resource"].rpartition(":")[2],
        "statement_id": found["Sid"],
        "action": found["Action"],
        "principal": found["Principal"]["Service"],
        "source_arn": found["Condition"]["ArnLike"]["AWS:SourceArn"],
        "source_account": found["Condition"]["StringEquals"]["AWS:SourceAccount"],
    }


PERMISSION = ResourceType(
    *(_add_permission, _read_permission, None),
    lambda sdk, permission: sdk.call("lambda", "RemovePermission", **permission.names),
    ("ResourceNotFoundException", EMPTY),
    operations=("AddPermission", "GetPolicy", "RemovePermission"),
)


def _create_mapping(sdk: SdkGo, arguments: Arguments, tags: Tags) -> dict[str, str]:
    names = {
        "event_source_arn": "EventSourceArn",
        "function_name": "FunctionName",
        "batch_size": "BatchSize",
        "function_response_types": "FunctionResponseTypes",
    }
    [scaling] = arguments["scaling_config"]
    made = sdk.call(
        "lambda",
        "CreateEventSourceMapping",
        **parameters_of(arguments, names),
        Enabled=True,
        ScalingConfig=parameters_of(scaling, {"maximum_concurrency": "MaximumConcurrency"}),
        Tags=tags,
    )
    return {"uuid": made["UUID"], "arn": made["EventSourceMappingArn"]}


def _read_mapping(sdk: SdkGo, mapping: Made) -> Arguments:
    found = sdk.call("lambda", "GetEventSourceMapping", UUID=mapping["uuid"])
    return {
        "event_source_arn": found["EventSourceArn"],
        "function_name": found["FunctionArn"],
        "batch_size": found["BatchSize"],
        "function_response_types": found["FunctionResponseTypes"],
        "scaling_config": block_of(found["ScalingConfig"], {"maximum_concurrency": "MaximumConcurrency"}),
    }


def _update_mapping(sdk: SdkGo, mapping: Made) -> Arguments:
    sdk.call("lambda", "UpdateEventSourceMapping", UUID=mapping["uuid"], BatchSize=4)
    return {"batch_size": 4}


MAPPING = ResourceType(
    *(_create_mapping, _read_mapping, _update_mapping),
    lambda sdk, mapping: sdk.call("lambda", "DeleteEventSourceMapping", UUID=mapping["uuid"]),
    ("ResourceNotFoundException",),
    operations=(
        *("CreateEventSourceMapping", "GetEventSourceMapping", "UpdateEventSourceMapping"),
        *("DeleteEventSourceMapping", "ListTags", "TagResource", "UntagResource"),
    ),
    tagging=tagging(
        "lambda",
        {"Resource": "arn"},
        lambda sdk, made: dict(sdk.call("lambda", "ListTags", Resource=made["arn"])["Tags"]),
        form=dict,
    ),
)
