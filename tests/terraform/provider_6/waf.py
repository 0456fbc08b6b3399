"""The provider's calls for associations of a web ACL."""

from __future__ import annotations

from tests.terraform.provider_6.resource_type import (
    EMPTY,
    Arguments,
    GoneError,
    Made,
    ResourceType,
    Tags,
    parameters_of,
)
from tests.terraform.sdk_go import SdkGo


def _associate(sdk: SdkGo, arguments: Arguments, _: Tags) -> dict[str, str]:
    names = {"resource_arn": "ResourceArn", "web_acl_arn": "WebACLArn"}
    sdk.call("wafv2", "AssociateWebACL", **parameters_of(arguments, names))
    return {"ResourceArn": arguments["resource_arn"]}


def _read_association(sdk: SdkGo, made: Made) -> Arguments:
    found = sdk.call("wafv2", "GetWebACLForResource", **made.names).get("WebACL")
    if not found:
        raise GoneError
    return {"resource_arn": made["ResourceArn"], "web_acl_arn": found["ARN"]}


ASSOCIATION = ResourceType(
    *(_associate, _read_association, None),
    lambda sdk, made: sdk.call("wafv2", "DisassociateWebACL", **made.names),
    (EMPTY, "WAFNonexistentItemException"),
    operations=("AssociateWebACL", "GetWebACLForResource", "DisassociateWebACL"),
)
