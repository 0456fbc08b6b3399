"""What a user pool's feature plan (UserPoolTier) has and has not.

Sources: "User pool feature plans" in the Cognito developer guide, and in its API reference whatever says
"your user pool must be in the Essentials tier or higher" or "on the Plus tier". The words are AWS's, as
CloudFormation's users report them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cognito_emulator.cognito.errors import AwsError

LITE, ESSENTIALS, PLUS = "LITE", "ESSENTIALS", "PLUS"


def plan_of(settings: Mapping[str, Any]) -> str:
    return str(settings.get("UserPoolTier") or ESSENTIALS)


def check_features(settings: Mapping[str, Any]) -> None:
    """Raise AwsError (FeatureUnavailableInTierException) for a pool with a feature that its plan has not."""
    plan = plan_of(settings)
    wanted = [feature for feature, least in _features(settings) if _is_above(least, plan)]
    if wanted:
        raise _unavailable(
            "The following features need to be disabled for the "
            f"{plan} pricing tier configured: {', '.join(wanted)}"
        )


def check_plan_has(settings: Mapping[str, Any], feature: str, least: str = ESSENTIALS) -> None:
    """Raise AwsError (FeatureUnavailableInTierException) unless a pool's plan is this one or a higher one."""
    plan = plan_of(settings)
    if _is_above(least, plan):
        raise _unavailable(
            f"The following feature is not available for the {plan} pricing tier configured: {feature}"
        )


def _features(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The features that a pool's settings turn on, each with the least plan that has it."""
    policies = settings.get("Policies") or {}
    if (settings.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode", "OFF") != "OFF":
        yield "Threat Protection", PLUS
    factors = (policies.get("SignInPolicy") or {}).get("AllowedFirstAuthFactors") or []
    if set(factors) - {"PASSWORD"}:
        yield "Passwordless Sign-In", ESSENTIALS
    if (policies.get("PasswordPolicy") or {}).get("PasswordHistorySize"):
        yield "Password History", ESSENTIALS
    config = (settings.get("LambdaConfig") or {}).get("PreTokenGenerationConfig") or {}
    if config.get("LambdaVersion", "V1_0") != "V1_0":
        yield f"Token Customization with Pre-Token Generation Lambda {config['LambdaVersion']}", ESSENTIALS


def _is_above(plan: str, other: str) -> bool:
    order = (LITE, ESSENTIALS, PLUS)
    return order.index(plan) > order.index(other)


def _unavailable(message: str) -> AwsError:
    return AwsError("FeatureUnavailableInTierException", message)
