"""A user pool's settings: AWS's defaults, and what AWS refuses.

Sources: CreateUserPool, UpdateUserPool and the types that they name in Cognito's API reference; "Working with
user attributes" and "Customizing sign-in attributes" in the developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.errors import invalid_parameter

FIXED_AT_CREATION = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "SchemaAttributes")
_LEAST_PASSWORD, _MOST_PASSWORD = 6, 99
_PASSWORD_POLICY = {
    "MinimumLength": 8,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
    "TemporaryPasswordValidityDays": 7,
}
_ORDER = (
    *("sub", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username"),
    *("profile", "picture", "website", "email", "email_verified", "gender", "birthdate", "zoneinfo"),
    *("locale", "phone_number", "phone_number_verified", "address", "updated_at", "identities"),
)


def new_pool_settings(request: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a new pool: what CreateUserPool was given, and AWS's defaults."""
    given = {name: value for name, value in request.items() if name not in ("PoolName", "Schema")}
    usernames = given.get("UsernameConfiguration")
    schema = list(_schema(request.get("Schema") or ()).values())
    settings = with_defaults({**given, "Name": request["PoolName"], "SchemaAttributes": schema})
    if usernames is None:
        settings.pop("UsernameConfiguration", None)
    return settings


def with_defaults(given: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as they are described: an empty list is left out, what is missing is AWS's default."""
    policies = dict(given.get("Policies") or {})
    password = {**_PASSWORD_POLICY, **(policies.get("PasswordPolicy") or {})}
    if policies.get("PasswordPolicy") is not None:
        password = {**_weakest(), **policies["PasswordPolicy"]}
    policies["PasswordPolicy"] = password
    policies.setdefault("SignInPolicy", {"AllowedFirstAuthFactors": ["PASSWORD"]})
    create = {"AllowAdminCreateUserOnly": False, **(given.get("AdminCreateUserConfig") or {})}
    create["UnusedAccountValidityDays"] = password["TemporaryPasswordValidityDays"]
    defaults: dict[str, Any] = {
        "LambdaConfig": {},
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
        "MfaConfiguration": "OFF",
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
        "UserPoolTags": {},
        "DeletionProtection": "INACTIVE",
        "UserPoolTier": "ESSENTIALS",
    }
    said = {name: value for name, value in given.items() if value not in (None, [])}
    template = {**defaults["VerificationMessageTemplate"], **(given.get("VerificationMessageTemplate") or {})}
    mail = {**defaults["EmailConfiguration"], **(given.get("EmailConfiguration") or {})}
    whole = {**defaults, **said, "Policies": policies, "AdminCreateUserConfig": create}
    return {**whole, **_same_templates(whole, template), "EmailConfiguration": mail}


def check_pool(settings: Mapping[str, Any]) -> None:
    """Raise AwsError (InvalidParameterException) for settings that AWS refuses."""
    password = settings["Policies"]["PasswordPolicy"]
    if not _LEAST_PASSWORD <= password["MinimumLength"] <= _MOST_PASSWORD:
        raise invalid_parameter("Invalid Password Policy: the minimum length is from 6 to 99.")
    if settings.get("AliasAttributes") and settings.get("UsernameAttributes"):
        raise invalid_parameter(
            "Only one of the aliasAttributes or usernameAttributes can be set in a user pool."
        )
    updates = settings.get("UserAttributeUpdateSettings") or {}
    waiting = set(updates.get("AttributesRequireVerificationBeforeUpdate") or ())
    if not waiting <= set(settings.get("AutoVerifiedAttributes") or ()):
        raise invalid_parameter(
            "Attributes in AttributesRequireVerificationBeforeUpdate must be in AutoVerifiedAttributes too."
        )


def custom_attribute(attribute: Mapping[str, Any]) -> dict[str, Any]:
    """A custom attribute as it is described; AwsError for one that cannot be."""
    name = f"custom:{str(attribute['Name']).removeprefix('custom:')}"
    if attribute.get("DeveloperOnlyAttribute"):
        name = f"dev:{name}"
    if attribute.get("Required"):
        raise invalid_parameter("Required custom attributes are not supported currently.")
    kind = attribute.get("AttributeDataType", "String")
    described = {
        "Name": name,
        "AttributeDataType": kind,
        "DeveloperOnlyAttribute": bool(attribute.get("DeveloperOnlyAttribute")),
        "Mutable": attribute.get("Mutable", True),
        "Required": False,
    }
    bounds = {"String": "StringAttributeConstraints", "Number": "NumberAttributeConstraints"}.get(kind)
    if bounds:
        described[bounds] = attribute.get(bounds) or {}
    return described


def _weakest() -> dict[str, Any]:
    """What a policy that was given does not say: nothing is required, as booleans of AWS's types default."""
    booleans = ("RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols")
    return {"MinimumLength": 8, **dict.fromkeys(booleans, False), "TemporaryPasswordValidityDays": 7}


def _same_templates(settings: Mapping[str, Any], template: dict[str, Any]) -> dict[str, Any]:
    """The subject and bodies that stand in two places are one: whichever was given shows in both."""
    pairs = (
        ("EmailVerificationMessage", "EmailMessage"),
        ("EmailVerificationSubject", "EmailSubject"),
        ("SmsVerificationMessage", "SmsMessage"),
    )
    same: dict[str, Any] = {}
    for outside, inside in pairs:
        value = template.get(inside) or settings.get(outside)
        if value:
            template[inside] = same[outside] = value
    return {**same, "VerificationMessageTemplate": template}


def _schema(given: Any) -> dict[str, dict[str, Any]]:
    schema = {name: _standard(name) for name in _ORDER}
    for attribute in given:
        name = attribute["Name"]
        if name not in schema:
            custom = custom_attribute(attribute)
            schema[custom["Name"]] = custom
            continue
        kind = schema[name]["AttributeDataType"]
        if attribute.get("AttributeDataType", kind) != kind:
            message = f"You can not change AttributeDataType for the standard attribute {name}."
            raise invalid_parameter(message)
        schema[name] = {**schema[name], **attribute}
    return schema


def _standard(name: str) -> dict[str, Any]:
    """A standard attribute as a pool has it that says nothing of it."""
    attribute: dict[str, Any] = {
        "Name": name,
        "AttributeDataType": "String",
        "DeveloperOnlyAttribute": False,
        "Mutable": name != "sub",
        "Required": name == "sub",
    }
    if name.endswith("_verified"):
        attribute["AttributeDataType"] = "Boolean"
    elif name == "updated_at":
        attribute["AttributeDataType"] = "Number"
        attribute["NumberAttributeConstraints"] = {"MinValue": "0"}
    elif name == "sub":
        attribute["StringAttributeConstraints"] = {"MinLength": "1", "MaxLength": "2048"}
    elif name == "birthdate":
        attribute["StringAttributeConstraints"] = {"MinLength": "10", "MaxLength": "10"}
    elif name == "identities":
        attribute["StringAttributeConstraints"] = {}
    else:
        attribute["StringAttributeConstraints"] = {"MinLength": "0", "MaxLength": "2048"}
    return attribute
