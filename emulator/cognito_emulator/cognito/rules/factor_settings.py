"""What a pool's settings say of factors: which are allowed, and which settings AWS refuses.

Sources: SetUserPoolMfaConfig, SignInPolicyType, EmailMfaConfigType and WebAuthnConfigurationType in Cognito's
API reference; "Adding MFA to a user pool", "SMS and email message MFA" and "Authentication flows" in the
developer guide. The words are AWS's, as go-to-k/cdkd#1923 and #1929 and aws/aws-cdk#12075 quote them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.errors import invalid_parameter
from cognito_emulator.cognito.rules.feature_plans import check_plan_has

PASSWORDLESS = ("EMAIL_OTP", "SMS_OTP", "WEB_AUTHN")
MULTI_FACTOR = "MULTI_FACTOR_WITH_USER_VERIFICATION"


def allowed_factors(settings: Mapping[str, Any], config: Mapping[str, Any]) -> list[str]:
    """The second factors that a pool allows; `config` is what SetUserPoolMfaConfig was given."""
    software_token = (config.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled")
    factors = {
        "SMS_MFA": (config.get("SmsMfaConfiguration") or {}).get("SmsConfiguration")
        or settings.get("SmsConfiguration"),
        "EMAIL_OTP": config.get("EmailMfaConfiguration") is not None,
        "SOFTWARE_TOKEN_MFA": software_token,
    }
    return [name for name, is_allowed in factors.items() if is_allowed]


def has_factor_beside_sms(config: Mapping[str, Any]) -> bool:
    """Whether SetUserPoolMfaConfig has given the pool a second factor that needs no text message."""
    return bool(allowed_factors({}, {**config, "SmsMfaConfiguration": None}))


def first_factors(settings: Mapping[str, Any]) -> list[str]:
    """AllowedFirstAuthFactors of the pool's sign-in policy."""
    policy = (settings.get("Policies") or {}).get("SignInPolicy") or {}
    return list(policy.get("AllowedFirstAuthFactors") or ["PASSWORD"])


def allows_no_password(settings: Mapping[str, Any]) -> bool:
    """Whether somebody may be in the pool who has no password: one-time codes have to let them in."""
    return not {"EMAIL_OTP", "SMS_OTP"}.isdisjoint(first_factors(settings))


def check_mfa(settings: Mapping[str, Any], config: Mapping[str, Any]) -> None:
    """Raise AwsError for second factors that AWS refuses. `settings` are the pool's as they would be."""
    _check_plan(settings, config)
    _check_first_factors(settings, config)
    if settings["MfaConfiguration"] == "OFF":
        return
    if not allowed_factors(settings, config):
        raise invalid_parameter(
            "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled."
        )
    if config.get("EmailMfaConfiguration") is not None:
        _check_email(settings)


def check_off_is_off(request: Mapping[str, Any]) -> None:
    """Raise AwsError for a SetUserPoolMfaConfig that turns MFA off and gives the pool a second factor."""
    if request.get("MfaConfiguration") == "OFF" and allowed_factors({}, request):
        raise invalid_parameter(
            "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
        )


def _check_first_factors(settings: Mapping[str, Any], config: Mapping[str, Any]) -> None:
    """Raise AwsError where a second factor is required and a first one takes none."""
    is_multi = (config.get("WebAuthnConfiguration") or {}).get("FactorConfiguration") == MULTI_FACTOR
    excluded = [name for name in PASSWORDLESS if not (is_multi and name == "WEB_AUTHN")]
    if settings.get("MfaConfiguration") == "ON" and not set(excluded).isdisjoint(first_factors(settings)):
        raise invalid_parameter("Passwordless first factors cannot be allowed in a pool that requires MFA.")


def _check_plan(settings: Mapping[str, Any], config: Mapping[str, Any]) -> None:
    if config.get("EmailMfaConfiguration") is not None:
        check_plan_has(settings, "Email MFA")
    if (config.get("WebAuthnConfiguration") or {}).get("FactorConfiguration") == MULTI_FACTOR:
        check_plan_has(settings, "Passkey MFA")


def _check_email(settings: Mapping[str, Any]) -> None:
    """Mails of second factors are sent by the pool's own SES, to who can recover the account otherwise."""
    sender = (settings.get("EmailConfiguration") or {}).get("EmailSendingAccount")
    if sender != "DEVELOPER":
        raise invalid_parameter(
            "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an "
            "EmailSendingAccount of COGNITO_DEFAULT."
        )
    mechanisms = (settings.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or ()
    if [mechanism["Name"] for mechanism in mechanisms] == ["verified_email"]:
        raise invalid_parameter(
            "Email MFA cannot be enabled where verified_email is the only account recovery mechanism."
        )
