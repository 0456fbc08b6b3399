"""The provider's calls for user pools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.terraform.provider_6.resource_type import (
    Arguments,
    Made,
    ResourceType,
    Tags,
    arguments_of,
    block_of,
    parameters_of,
    tagging,
)
from tests.terraform.sdk_go import SdkGo

_SCHEMA = {
    "name": "Name",
    "attribute_data_type": "AttributeDataType",
    "required": "Required",
    "mutable": "Mutable",
}
_LENGTHS = {"min_length": "MinLength", "max_length": "MaxLength"}
_PASSWORDS = {
    "minimum_length": "MinimumLength",
    "require_lowercase": "RequireLowercase",
    "require_uppercase": "RequireUppercase",
    "require_numbers": "RequireNumbers",
    "require_symbols": "RequireSymbols",
    "temporary_password_validity_days": "TemporaryPasswordValidityDays",
}
_TEMPLATE = {
    "default_email_option": "DefaultEmailOption",
    "email_subject": "EmailSubject",
    "email_message": "EmailMessage",
}
_MAIL = {
    "email_sending_account": "EmailSendingAccount",
    "source_arn": "SourceArn",
    "from_email_address": "From",
    "reply_to_email_address": "ReplyToEmailAddress",
}
_USER_NAMES = {"case_sensitive": "CaseSensitive"}
_TRIGGERS = {"pre_sign_up": "PreSignUp", "post_confirmation": "PostConfirmation"}
_POOL = {
    "user_pool_tier": "UserPoolTier",
    "deletion_protection": "DeletionProtection",
    "auto_verified_attributes": "AutoVerifiedAttributes",
}


def _pool_settings(arguments: Arguments) -> dict[str, Any]:
    """What CreateUserPool and UpdateUserPool are both told; tags are TagResource's."""
    recovery = [
        parameters_of(mechanism, {"name": "Name", "priority": "Priority"})
        for block in arguments["account_recovery_setting"]
        for mechanism in block["recovery_mechanism"]
    ]
    [passwords] = arguments["password_policy"]
    [creation] = arguments["admin_create_user_config"]
    [template] = arguments["verification_message_template"]
    [updates] = arguments["user_attribute_update_settings"]
    settings = {
        **parameters_of(arguments, _POOL),
        "AccountRecoverySetting": {"RecoveryMechanisms": recovery},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": creation["allow_admin_create_user_only"]},
        "Policies": {"PasswordPolicy": {**parameters_of(passwords, _PASSWORDS), "PasswordHistorySize": 0}},
        "UserAttributeUpdateSettings": {
            "AttributesRequireVerificationBeforeUpdate": updates[
                "attributes_require_verification_before_update"
            ]
        },
        "VerificationMessageTemplate": parameters_of(template, _TEMPLATE),
        "LambdaConfig": parameters_of(arguments["lambda_config"][0], _TRIGGERS),
    }
    for block in arguments["email_configuration"]:
        settings["EmailConfiguration"] = parameters_of(block, _MAIL)
    for block in arguments["user_pool_add_ons"]:
        settings["UserPoolAddOns"] = {"AdvancedSecurityMode": block["advanced_security_mode"]}
    return settings


def _create_pool(sdk: SdkGo, arguments: Arguments, tags: Tags) -> dict[str, str]:
    schema = [
        {
            **parameters_of(block, _SCHEMA),
            "DeveloperOnlyAttribute": False,
            "StringAttributeConstraints": parameters_of(block["string_attribute_constraints"][0], _LENGTHS),
        }
        for block in arguments["schema"]
    ]
    [usernames] = arguments["username_configuration"]
    pool = sdk.call(
        "cognito-idp",
        "CreateUserPool",
        **_pool_settings(arguments),
        PoolName=arguments["name"],
        Schema=schema,
        UsernameAttributes=arguments["username_attributes"],
        UsernameConfiguration={"CaseSensitive": usernames["case_sensitive"]},
        UserPoolTags=tags,
    )["UserPool"]
    _set_mfa(sdk, pool["Id"], arguments)
    return {"id": pool["Id"], "arn": pool["Arn"]}


def _set_mfa(sdk: SdkGo, pool_id: str, arguments: Arguments) -> None:
    factors = {}
    for block in arguments["software_token_mfa_configuration"]:
        factors["SoftwareTokenMfaConfiguration"] = {"Enabled": block["enabled"]}
    mode = arguments["mfa_configuration"]
    sdk.call("cognito-idp", "SetUserPoolMfaConfig", UserPoolId=pool_id, MfaConfiguration=mode, **factors)


def _read_pool(sdk: SdkGo, made: Made) -> Arguments:
    pool = sdk.call("cognito-idp", "DescribeUserPool", UserPoolId=made["id"])["UserPool"]
    mfa = sdk.call("cognito-idp", "GetUserPoolMfaConfig", UserPoolId=made["id"])
    configured = {str(block["name"]) for block in made.arguments["schema"]}
    mechanisms = pool["AccountRecoverySetting"]["RecoveryMechanisms"]
    updates = pool["UserAttributeUpdateSettings"]["AttributesRequireVerificationBeforeUpdate"]
    is_default_sender = pool["EmailConfiguration"] == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    add_ons = {"advanced_security_mode": "AdvancedSecurityMode"}
    return {
        **arguments_of(pool, {"name": "Name", "username_attributes": "UsernameAttributes", **_POOL}),
        "mfa_configuration": mfa["MfaConfiguration"],
        "software_token_mfa_configuration": block_of(
            mfa.get("SoftwareTokenMfaConfiguration"), {"enabled": "Enabled"}
        ),
        "username_configuration": block_of(
            pool["UsernameConfiguration"], {"case_sensitive": "CaseSensitive"}
        ),
        "schema": [
            attribute
            for attribute in map(_read_attribute, pool["SchemaAttributes"])
            if attribute["name"] in configured
        ],
        "password_policy": block_of(pool["Policies"]["PasswordPolicy"], _PASSWORDS),
        "account_recovery_setting": [
            {
                "recovery_mechanism": [
                    arguments_of(each, {"name": "Name", "priority": "Priority"}) for each in mechanisms
                ]
            }
        ],
        "admin_create_user_config": block_of(
            pool["AdminCreateUserConfig"], {"allow_admin_create_user_only": "AllowAdminCreateUserOnly"}
        ),
        "user_attribute_update_settings": [{"attributes_require_verification_before_update": updates}],
        "verification_message_template": block_of(pool["VerificationMessageTemplate"], _TEMPLATE),
        "email_configuration": [] if is_default_sender else block_of(pool["EmailConfiguration"], _MAIL),
        "user_pool_add_ons": block_of(pool.get("UserPoolAddOns"), add_ons),
        "lambda_config": block_of(pool["LambdaConfig"], _TRIGGERS),
        # Optional and not computed: where nobody has configured it, it is a change in every plan
        "device_configuration": pool.get("DeviceConfiguration"),
        "sms_authentication_message": pool.get("SmsAuthenticationMessage"),
    }


def _read_attribute(attribute: Mapping[str, Any]) -> Arguments:
    lengths = block_of(attribute.get("StringAttributeConstraints"), _LENGTHS)
    return {
        **arguments_of(attribute, _SCHEMA),
        "name": str(attribute["Name"]).removeprefix("custom:"),
        "string_attribute_constraints": lengths,
    }


def _update_pool(sdk: SdkGo, pool: Made) -> Arguments:
    [passwords] = pool.arguments["password_policy"]
    changed = [{**passwords, "minimum_length": 14}]
    arguments = {**pool.arguments, "password_policy": changed}
    _set_mfa(sdk, pool["id"], arguments)
    mode = arguments["mfa_configuration"]
    settings = _pool_settings(arguments)
    sdk.call("cognito-idp", "UpdateUserPool", UserPoolId=pool["id"], MfaConfiguration=mode, **settings)
    return {"password_policy": changed}


def _delete_pool(sdk: SdkGo, pool: Made) -> None:
    # as in an apply without deletion_protection, before a destroy
    settings = {**_pool_settings(pool.arguments), "DeletionProtection": "INACTIVE"}
    mode = pool.arguments["mfa_configuration"]
    sdk.call("cognito-idp", "UpdateUserPool", UserPoolId=pool["id"], MfaConfiguration=mode, **settings)
    sdk.call("cognito-idp", "DeleteUserPool", UserPoolId=pool["id"])


USER_POOL = ResourceType(
    *(_create_pool, _read_pool, _update_pool, _delete_pool, ("ResourceNotFoundException",)),
    operations=(
        *("CreateUserPool", "SetUserPoolMfaConfig", "DescribeUserPool", "GetUserPoolMfaConfig"),
        *("UpdateUserPool", "DeleteUserPool", "TagResource", "UntagResource"),
    ),
    tagging=tagging(
        "cognito-idp",
        {"ResourceArn": "arn"},
        lambda sdk, pool: dict(
            sdk.call("cognito-idp", "DescribeUserPool", UserPoolId=pool["id"])["UserPool"]["UserPoolTags"]
        ),
        form=dict,
    ),
)
