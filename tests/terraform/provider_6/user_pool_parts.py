"""The provider's calls for app clients, groups, domains, log delivery and risk configuration."""

from __future__ import annotations

from typing import Any

from tests.terraform.provider_6.resource_type import (
    EMPTY,
    Arguments,
    GoneError,
    Made,
    ResourceType,
    Tags,
    arguments_of,
    block_of,
    parameters_of,
)
from tests.terraform.sdk_go import SdkGo

_CLIENT = {
    "name": "ClientName",
    "user_pool_id": "UserPoolId",
    "prevent_user_existence_errors": "PreventUserExistenceErrors",
    "enable_token_revocation": "EnableTokenRevocation",
    "explicit_auth_flows": "ExplicitAuthFlows",
    "read_attributes": "ReadAttributes",
    "write_attributes": "WriteAttributes",
    "access_token_validity": "AccessTokenValidity",
    "id_token_validity": "IdTokenValidity",
    "refresh_token_validity": "RefreshTokenValidity",
    "auth_session_validity": "AuthSessionValidity",
    "supported_identity_providers": "SupportedIdentityProviders",
    "allowed_oauth_flows_user_pool_client": "AllowedOAuthFlowsUserPoolClient",
    "allowed_oauth_flows": "AllowedOAuthFlows",
    "allowed_oauth_scopes": "AllowedOAuthScopes",
    "callback_urls": "CallbackURLs",
    "logout_urls": "LogoutURLs",
}
_UNITS = {"access_token": "AccessToken", "id_token": "IdToken", "refresh_token": "RefreshToken"}
_ROTATION = {"feature": "Feature", "retry_grace_period_seconds": "RetryGracePeriodSeconds"}


def _client_settings(arguments: Arguments) -> dict[str, Any]:
    settings = {
        **parameters_of(arguments, _CLIENT),
        "TokenValidityUnits": parameters_of(arguments["token_validity_units"][0], _UNITS),
    }
    for block in arguments["refresh_token_rotation"]:
        settings["RefreshTokenRotation"] = parameters_of(block, _ROTATION)
    return settings


def _create_client(sdk: SdkGo, arguments: Arguments, _: Tags) -> dict[str, str]:
    # a secret is told of only where there is to be one
    made = sdk.call("cognito-idp", "CreateUserPoolClient", **_client_settings(arguments))["UserPoolClient"]
    return {"UserPoolId": made["UserPoolId"], "ClientId": made["ClientId"]}


def _read_client(sdk: SdkGo, made: Made) -> Arguments:
    client = sdk.call("cognito-idp", "DescribeUserPoolClient", **made.names)["UserPoolClient"]
    return {
        **arguments_of(client, _CLIENT),
        "generate_secret": "ClientSecret" in client,
        "token_validity_units": block_of(client["TokenValidityUnits"], _UNITS),
        "refresh_token_rotation": block_of(client.get("RefreshTokenRotation"), _ROTATION),
    }


def _update_client(sdk: SdkGo, client: Made) -> Arguments:
    changed = {**_client_settings(client.arguments), **client.names, "AccessTokenValidity": 30}
    sdk.call("cognito-idp", "UpdateUserPoolClient", **changed, EnablePropagateAdditionalUserContextData=False)
    return {"access_token_validity": 30}


USER_POOL_CLIENT = ResourceType(
    *(_create_client, _read_client, _update_client),
    lambda sdk, client: sdk.call("cognito-idp", "DeleteUserPoolClient", **client.names),
    ("ResourceNotFoundException",),
    operations=(
        *("CreateUserPoolClient", "DescribeUserPoolClient", "UpdateUserPoolClient"),
        "DeleteUserPoolClient",
    ),
)

_GROUP = {
    "name": "GroupName",
    "user_pool_id": "UserPoolId",
    "description": "Description",
    "precedence": "Precedence",
}


def _create_group(sdk: SdkGo, arguments: Arguments, _: Tags) -> dict[str, str]:
    sdk.call("cognito-idp", "CreateGroup", **parameters_of(arguments, _GROUP))
    return {"GroupName": arguments["name"], "UserPoolId": arguments["user_pool_id"]}


def _read_group(sdk: SdkGo, group: Made) -> Arguments:
    found = sdk.call("cognito-idp", "GetGroup", **group.names)["Group"]
    # SDK v2 of Terraform reads an empty role as none
    return {**arguments_of(found, _GROUP), "role_arn": found.get("RoleArn") or None}


def _update_group(sdk: SdkGo, group: Made) -> Arguments:
    sdk.call("cognito-idp", "UpdateGroup", **group.names, Description="changed", Precedence=9)
    return {"description": "changed", "precedence": 9}


USER_GROUP = ResourceType(
    *(_create_group, _read_group, _update_group),
    lambda sdk, group: sdk.call("cognito-idp", "DeleteGroup", **group.names),
    ("ResourceNotFoundException",),
    operations=("CreateGroup", "GetGroup", "UpdateGroup", "DeleteGroup"),
)

_DOMAIN = {
    "domain": "Domain",
    "user_pool_id": "UserPoolId",
    "managed_login_version": "ManagedLoginVersion",
}


def _create_domain(sdk: SdkGo, arguments: Arguments, _: Tags) -> dict[str, str]:
    sdk.call("cognito-idp", "CreateUserPoolDomain", **parameters_of(arguments, _DOMAIN))
    return {"Domain": arguments["domain"], "UserPoolId": arguments["user_pool_id"]}


def _read_domain(sdk: SdkGo, domain: Made) -> Arguments:
    answer = sdk.call("cognito-idp", "DescribeUserPoolDomain", Domain=domain["Domain"])
    found = answer["DomainDescription"]
    if not found:
        raise GoneError
    assert found["Status"] == "ACTIVE"
    return arguments_of(found, _DOMAIN)


def _update_domain(sdk: SdkGo, domain: Made) -> Arguments:
    sdk.call("cognito-idp", "UpdateUserPoolDomain", **domain.names, ManagedLoginVersion=2)
    return {"managed_login_version": 2}


USER_POOL_DOMAIN = ResourceType(
    *(_create_domain, _read_domain, _update_domain),
    lambda sdk, domain: sdk.call("cognito-idp", "DeleteUserPoolDomain", **domain.names),
    (EMPTY,),
    operations=(
        *("CreateUserPoolDomain", "DescribeUserPoolDomain", "UpdateUserPoolDomain"),
        "DeleteUserPoolDomain",
    ),
)


def _set_log_delivery(sdk: SdkGo, arguments: Arguments, _: Tags) -> dict[str, str]:
    configurations = [
        {
            **parameters_of(block, {"event_source": "EventSource", "log_level": "LogLevel"}),
            "CloudWatchLogsConfiguration": {
                "LogGroupArn": block["cloud_watch_logs_configuration"][0]["log_group_arn"]
            },
        }
        for block in arguments["log_configurations"]
    ]
    told = {"UserPoolId": arguments["user_pool_id"], "LogConfigurations": configurations}
    sdk.call("cognito-idp", "SetLogDeliveryConfiguration", **told)
    return {"UserPoolId": arguments["user_pool_id"]}


def _read_log_delivery(sdk: SdkGo, made: Made) -> Arguments:
    answer = sdk.call("cognito-idp", "GetLogDeliveryConfiguration", **made.names)
    configurations = answer.get("LogDeliveryConfiguration", {}).get("LogConfigurations", [])
    if not configurations:
        raise GoneError
    return {
        "user_pool_id": made["UserPoolId"],
        "log_configurations": [
            {
                **arguments_of(each, {"event_source": "EventSource", "log_level": "LogLevel"}),
                "cloud_watch_logs_configuration": block_of(
                    each.get("CloudWatchLogsConfiguration"), {"log_group_arn": "LogGroupArn"}
                ),
            }
            for each in configurations
        ],
    }


LOG_DELIVERY = ResourceType(
    # one argument has one value that AWS takes, another names the group
    *(_set_log_delivery, _read_log_delivery, None),
    lambda sdk, made: sdk.call(
        "cognito-idp", "SetLogDeliveryConfiguration", **made.names, LogConfigurations=[]
    ),
    (EMPTY,),
    operations=("SetLogDeliveryConfiguration", "GetLogDeliveryConfiguration"),
)

_ACTION = {"event_action": "EventAction", "notify": "Notify"}


def _set_risk(sdk: SdkGo, arguments: Arguments, _: Tags) -> dict[str, str]:
    [credentials] = arguments["compromised_credentials_risk_configuration"]
    [takeover] = arguments["account_takeover_risk_configuration"]
    [actions] = takeover["actions"]
    names = {"low_action": "LowAction", "medium_action": "MediumAction", "high_action": "HighAction"}
    told = {
        api: parameters_of(block, _ACTION) for name, api in names.items() for block in actions.get(name, [])
    }
    sdk.call(
        "cognito-idp",
        "SetRiskConfiguration",
        UserPoolId=arguments["user_pool_id"],
        CompromisedCredentialsRiskConfiguration={
            "Actions": {"EventAction": credentials["actions"][0]["event_action"]}
        },
        AccountTakeoverRiskConfiguration={"Actions": told},
    )
    return {"UserPoolId": arguments["user_pool_id"]}


def _read_risk(sdk: SdkGo, made: Made) -> Arguments:
    found = sdk.call("cognito-idp", "DescribeRiskConfiguration", **made.names).get("RiskConfiguration", {})
    credentials = found.get("CompromisedCredentialsRiskConfiguration")
    takeover = found.get("AccountTakeoverRiskConfiguration")
    if not credentials and not takeover:
        raise GoneError
    actions = takeover["Actions"]
    names = {"low_action": "LowAction", "medium_action": "MediumAction", "high_action": "HighAction"}
    return {
        "user_pool_id": made["UserPoolId"],
        "compromised_credentials_risk_configuration": [
            {"actions": [{"event_action": credentials["Actions"]["EventAction"]}]}
        ],
        "account_takeover_risk_configuration": [
            {"actions": [{name: block_of(actions.get(api), _ACTION) for name, api in names.items()}]}
        ],
    }


def _update_risk(sdk: SdkGo, made: Made) -> Arguments:
    changed = [{"actions": [{"event_action": "NO_ACTION"}]}]
    _set_risk(sdk, {**made.arguments, "compromised_credentials_risk_configuration": changed}, {})
    return {"compromised_credentials_risk_configuration": changed}


RISK = ResourceType(
    *(_set_risk, _read_risk, _update_risk),
    lambda sdk, made: sdk.call("cognito-idp", "SetRiskConfiguration", **made.names),
    (EMPTY,),
    operations=("SetRiskConfiguration", "DescribeRiskConfiguration"),
)
