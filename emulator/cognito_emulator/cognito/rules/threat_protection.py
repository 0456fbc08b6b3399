"""What a pool's threat protection and its logs may say.

Sources: SetRiskConfiguration, SetLogDeliveryConfiguration and the types that they name in Cognito's API
reference.
The words are AWS's where CloudFormation's users report them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cognito_emulator.cognito.errors import AwsError, invalid_parameter
from cognito_emulator.cognito.rules.feature_plans import PLUS, check_plan_has

_EVENTS = "userAuthEvents"
_LEVELS = {"userNotification": "ERROR", _EVENTS: "INFO"}
_DESTINATIONS = ("CloudWatchLogsConfiguration", "S3Configuration", "FirehoseConfiguration")


def is_protected(settings: Mapping[str, Any]) -> bool:
    return bool((settings.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode", "OFF") != "OFF")


def check_is_protected(settings: Mapping[str, Any]) -> None:
    """Raise AwsError (UserPoolAddOnNotEnabledException) for a pool without threat protection."""
    if not is_protected(settings):
        raise AwsError("UserPoolAddOnNotEnabledException", "User pool add-ons aren't enabled.")


def check_risk_configuration(request: Mapping[str, Any]) -> None:
    """Raise AwsError (InvalidParameterException) for what AWS refuses."""
    takeover = request.get("AccountTakeoverRiskConfiguration") or {}
    actions = (takeover.get("Actions") or {}).values()
    if any(action["Notify"] for action in actions) and not takeover.get("NotifyConfiguration"):
        raise invalid_parameter("NotifyConfiguration is required for an action that notifies.")
    for addresses in _ranges(request.get("RiskExceptionConfiguration") or {}):
        _check_range(addresses)


def check_logs(settings: Mapping[str, Any], logs: Sequence[Mapping[str, Any]]) -> None:
    """Raise AwsError for logs that AWS delivers to nobody."""
    sources = [log["EventSource"] for log in logs]
    twice = sorted({source for source in sources if sources.count(source) > 1})
    if twice:
        raise invalid_parameter(
            f"Following event sources appear more then once in a request: {', '.join(twice)}"
        )
    if _EVENTS in sources:
        check_plan_has(settings, "Log Streaming", PLUS)
    for log in logs:
        source = log["EventSource"]
        destinations = [name for name in _DESTINATIONS if log.get(name)]
        if log["LogLevel"] != _LEVELS[source]:
            raise invalid_parameter(f"The log level of {source} is {_LEVELS[source]}.")
        if len(destinations) != 1:
            raise invalid_parameter(f"{source} has one destination.")
        if source != _EVENTS and destinations != [_DESTINATIONS[0]]:
            raise invalid_parameter(f"{source} goes to CloudWatch Logs alone.")


def _check_range(addresses: str) -> None:
    try:
        ipaddress.ip_network(addresses, strict=False)
    except ValueError as error:
        raise invalid_parameter(f"{addresses} is no range of IP addresses in CIDR notation.") from error


def _ranges(exceptions: Mapping[str, Any]) -> Iterator[str]:
    for name in ("BlockedIPRangeList", "SkippedIPRangeList"):
        yield from exceptions.get(name) or ()
