"""The provider's calls for IAM roles and policies."""

from __future__ import annotations

import json

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


def _create_role(sdk: SdkGo, arguments: Arguments, tags: Tags) -> dict[str, str]:
    names = {
        "name": "RoleName",
        "description": "Description",
        "assume_role_policy": "AssumeRolePolicyDocument",
    }
    sdk.call("iam", "CreateRole", **parameters_of(arguments, names), Path="/", Tags=pairs(tags))
    return {"name": arguments["name"]}


def _read_role(sdk: SdkGo, role: Made) -> Arguments:
    found = sdk.call("iam", "GetRole", RoleName=role["name"])["Role"]
    sdk.call("iam", "ListRolePolicies", RoleName=role["name"])
    sdk.call("iam", "ListAttachedRolePolicies", RoleName=role["name"])
    return {
        **arguments_of(found, {"name": "RoleName", "description": "Description"}),
        "assume_role_policy": json.dumps(found["AssumeRolePolicyDocument"]),
    }


def _update_role(sdk: SdkGo, role: Made) -> Arguments:
    sdk.call("iam", "UpdateRoleDescription", RoleName=role["name"], Description="changed")
    trust = role.arguments["assume_role_policy"]
    sdk.call("iam", "UpdateAssumeRolePolicy", RoleName=role["name"], PolicyDocument=trust)
    return {"description": "changed"}


def _delete_role(sdk: SdkGo, role: Made) -> None:
    sdk.call("iam", "ListInstanceProfilesForRole", RoleName=role["name"])
    sdk.call("iam", "DeleteRole", RoleName=role["name"])


ROLE = ResourceType(
    *(_create_role, _read_role, _update_role, _delete_role, ("NoSuchEntity",)),
    operations=(
        *("CreateRole", "GetRole", "ListRolePolicies", "ListAttachedRolePolicies", "UpdateRoleDescription"),
        *("UpdateAssumeRolePolicy", "ListInstanceProfilesForRole", "DeleteRole", "TagRole", "UntagRole"),
    ),
    tagging=tagging(
        "iam",
        {"RoleName": "name"},
        lambda sdk, role: tags_of(sdk.call("iam", "GetRole", RoleName=role["name"])["Role"].get("Tags", [])),
        operations=("TagRole", "UntagRole"),
    ),
)

_ROLE_POLICY_NAMES = {"role": "RoleName", "name": "PolicyName"}


def _put_role_policy(sdk: SdkGo, arguments: Arguments, _: Tags) -> dict[str, str]:
    names = parameters_of(arguments, _ROLE_POLICY_NAMES)
    sdk.call("iam", "PutRolePolicy", **names, PolicyDocument=arguments["policy"])
    return names


def _read_role_policy(sdk: SdkGo, policy: Made) -> Arguments:
    found = sdk.call("iam", "GetRolePolicy", **policy.names)
    return {**arguments_of(found, _ROLE_POLICY_NAMES), "policy": json.dumps(found["PolicyDocument"])}


def _update_role_policy(sdk: SdkGo, policy: Made) -> Arguments:
    changed = json.dumps(_A_POLICY)
    _put_role_policy(sdk, {**policy.arguments, "policy": changed}, {})
    return {"policy": changed}


_A_POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:*:changed"}],
}

ROLE_POLICY = ResourceType(
    *(_put_role_policy, _read_role_policy, _update_role_policy),
    lambda sdk, policy: sdk.call("iam", "DeleteRolePolicy", **policy.names),
    ("NoSuchEntity",),
    operations=("PutRolePolicy", "GetRolePolicy", "DeleteRolePolicy"),
)


def _create_policy(sdk: SdkGo, arguments: Arguments, tags: Tags) -> dict[str, str]:
    names = {"name": "PolicyName", "description": "Description", "policy": "PolicyDocument"}
    told = {**parameters_of(arguments, names), "Path": "/", "Tags": pairs(tags)}
    return {"arn": sdk.call("iam", "CreatePolicy", **told)["Policy"]["Arn"]}


def _read_policy(sdk: SdkGo, policy: Made) -> Arguments:
    found = sdk.call("iam", "GetPolicy", PolicyArn=policy["arn"])["Policy"]
    version = {"PolicyArn": policy["arn"], "VersionId": found["DefaultVersionId"]}
    document = sdk.call("iam", "GetPolicyVersion", **version)["PolicyVersion"]["Document"]
    return {
        **arguments_of(found, {"name": "PolicyName", "description": "Description"}),
        "policy": json.dumps(document),
    }


def _update_policy(sdk: SdkGo, policy: Made) -> Arguments:
    changed = json.dumps(_A_POLICY)
    sdk.call("iam", "ListPolicyVersions", PolicyArn=policy["arn"])
    sdk.call("iam", "CreatePolicyVersion", PolicyArn=policy["arn"], PolicyDocument=changed, SetAsDefault=True)
    return {"policy": changed}


def _delete_policy(sdk: SdkGo, policy: Made) -> None:
    for version in sdk.call("iam", "ListPolicyVersions", PolicyArn=policy["arn"])["Versions"]:
        if not version["IsDefaultVersion"]:
            which = {"PolicyArn": policy["arn"], "VersionId": version["VersionId"]}
            sdk.call("iam", "DeletePolicyVersion", **which)
    sdk.call("iam", "DeletePolicy", PolicyArn=policy["arn"])


POLICY = ResourceType(
    *(_create_policy, _read_policy, _update_policy, _delete_policy, ("NoSuchEntity",)),
    operations=(
        *("CreatePolicy", "GetPolicy", "GetPolicyVersion", "ListPolicyVersions", "CreatePolicyVersion"),
        *("DeletePolicyVersion", "DeletePolicy", "TagPolicy", "UntagPolicy"),
    ),
    tagging=tagging(
        "iam",
        {"PolicyArn": "arn"},
        lambda sdk, policy: tags_of(
            sdk.call("iam", "GetPolicy", PolicyArn=policy["arn"])["Policy"].get("Tags", [])
        ),
        operations=("TagPolicy", "UntagPolicy"),
    ),
)
