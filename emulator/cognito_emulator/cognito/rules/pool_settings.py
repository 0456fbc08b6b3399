"""A user pool's settings: AWS's defaults, and what AWS refuses.

Sources: CreateUserPool, UpdateUserPool and the types that they name in Cognito's API reference; "Working with
user attributes" and "Customizing sign-in attributes" in the developer guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.errors import AwsError, invalid_parameter
from cognito_emulator.cognito.rules.feature_plans import check_features
from cognito_emulator.cognito.rules.lambda_config import check_functions, with_both_names
from cognito_emulator.cognito.rules.pool_messages import check_messages, check_template
from cognito_emulator.cognito.rules.pool_schema import check_aliases, new_schema

FIXED_AT_CREATION = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "SchemaAttributes")
_MOST_TAGS = 50
_DAYS = 7
_REQUIRED = ("RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols")
_STRICT = {"MinimumLength": 8, **dict.fromkeys(_REQUIRED, True)}
_LAX = {"MinimumLength": 8, **dict.fromkeys(_REQUIRED, False)}


def new_pool_settings(request: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a new pool: what CreateUserPool was given, and AWS's defaults."""
    given = {name: value for name, value in request.items() if name not in ("PoolName", "Schema")}
    usernames = given.get("UsernameConfiguration")
    schema = new_schema(request.get("Schema") or ())
    check_aliases(schema, request.get("AliasAttributes") or ())
    settings = with_defaults(
        {**given, "Name": request["PoolName"], "SchemaAttributes": list(schema.values())}
    )
    if usernames is None:
        settings.pop("UsernameConfiguration", None)
    return settings


def with_defaults(given: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as they are described: an empty list is left out, what is missing is AWS's default."""
    policies = dict(given.get("Policies") or {})
    create = {"AllowAdminCreateUserOnly": False, **(given.get("AdminCreateUserConfig") or {})}
    policies["PasswordPolicy"] = _password_policy(
        policies.get("PasswordPolicy"), create.get("UnusedAccountValidityDays")
    )
    policies.setdefault("SignInPolicy", {"AllowedFirstAuthFactors": ["PASSWORD"]})
    create["UnusedAccountValidityDays"] = policies["PasswordPolicy"]["TemporaryPasswordValidityDays"]
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
    whole["LambdaConfig"] = with_both_names(whole["LambdaConfig"])
    return {**whole, **_same_templates(whole, template), "EmailConfiguration": mail}


def check_given(given: Mapping[str, Any]) -> None:
    """Raise AwsError (InvalidParameterException) for what cannot be seen once AWS's defaults are added."""
    check_template(given.get("VerificationMessageTemplate") or {})
    create, policies = given.get("AdminCreateUserConfig") or {}, given.get("Policies") or {}
    password = policies.get("PasswordPolicy") or {}
    if create.get("UnusedAccountValidityDays") and password.get("TemporaryPasswordValidityDays"):
        raise invalid_parameter(
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"
        )


def check_pool(settings: Mapping[str, Any], region: str, *, has_other_factors: bool = False) -> None:
    """Raise AwsError for settings that AWS refuses.

    `has_other_factors`: SetUserPoolMfaConfig has given the pool a second factor that needs no text message.
    """
    if settings.get("AliasAttributes") and settings.get("UsernameAttributes"):
        raise invalid_parameter(
            "Only one of the aliasAttributes or usernameAttributes can be set in a User pool."
        )
    _check_sign_in_policy(settings)
    check_functions(settings.get("LambdaConfig") or {}, region)
    check_messages(settings)
    _check_recovery(settings)
    _check_waiting_attributes(settings)
    if (
        settings["MfaConfiguration"] != "OFF"
        and not settings.get("SmsConfiguration")
        and not has_other_factors
    ):
        raise invalid_parameter(
            "SMS configuration and Auto verification for phone_number are required when MFA is "
            "required/optional"
        )
    _check_texts_can_be_sent(settings)
    check_tags(settings.get("UserPoolTags") or {}, "UserPoolTaggingException")
    key = settings.get("KeyConfiguration") or {}
    if key.get("KeyType") == "CUSTOMER_MANAGED_KEY" and not key.get("KmsKeyArn"):
        raise invalid_parameter("KmsKeyArn is required for a key of the type CUSTOMER_MANAGED_KEY.")
    check_features(settings)


def _check_texts_can_be_sent(settings: Mapping[str, Any]) -> None:
    """Raise AwsError where codes go to phones and nothing is there to send them: no role, and no function."""
    verified = settings.get("AutoVerifiedAttributes") or ()
    senders = settings.get("SmsConfiguration"), settings["LambdaConfig"].get("CustomSMSSender")
    if "phone_number" in verified and not any(senders):
        raise invalid_parameter(
            "SMS configuration is required when phone_number is selected for auto verification"
        )


def check_tags(tags: Mapping[str, str], code: str = "InvalidParameterException") -> None:
    """Raise AwsError of this code for tags that a pool cannot have.

    Source: TagResource ("A user pool can have as many as 50 tags").
    """
    if len(tags) > _MOST_TAGS:
        raise AwsError(code, f"A user pool can have as many as {_MOST_TAGS} tags.")


def check_keys(tags: Mapping[str, str]) -> None:
    """Raise AwsError (InvalidParameterException) for a tag that AWS alone gives, as CloudFormation does.

    Source: "Tag restrictions" in the developer guide.
    """
    if any(key.lower().startswith("aws:") for key in tags):
        raise invalid_parameter("Tag keys that begin with aws: are reserved for AWS.")


def _check_sign_in_policy(settings: Mapping[str, Any]) -> None:
    factors = settings["Policies"]["SignInPolicy"].get("AllowedFirstAuthFactors") or []
    if "PASSWORD" not in factors:
        raise invalid_parameter("Password should be configured as one of the allowed first auth factors.")
    if "SOFTWARE_TOKEN" in factors:
        raise invalid_parameter("SOFTWARE_TOKEN is not supported as a first auth factor.")


def _check_recovery(settings: Mapping[str, Any]) -> None:
    options = (settings.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    names = [option["Name"] for option in options]
    if "admin_only" in names and len(names) > 1:
        raise invalid_parameter(
            "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms."
        )
    if len(set(names)) < len(options) or len({option["Priority"] for option in options}) < len(options):
        raise invalid_parameter(
            "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms."
        )


def _check_waiting_attributes(settings: Mapping[str, Any]) -> None:
    updates = settings.get("UserAttributeUpdateSettings") or {}
    waiting = set(updates.get("AttributesRequireVerificationBeforeUpdate") or ())
    if not waiting <= set(settings.get("AutoVerifiedAttributes") or ()):
        raise invalid_parameter(
            "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes"
        )


def _password_policy(given: Mapping[str, Any] | None, unused_days: int | None) -> dict[str, Any]:
    """What a policy that was given does not say is not required, as booleans of AWS's types default.

    0 days are the default (PasswordPolicyType).
    """
    days = (given or {}).get("TemporaryPasswordValidityDays") or unused_days or _DAYS
    return {**(_STRICT if given is None else {**_LAX, **given}), "TemporaryPasswordValidityDays": days}


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
