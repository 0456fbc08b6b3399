"""Whether a function's resource-based policy lets a user pool invoke it.

Follows the policy evaluation logic of AWS's IAM user guide, for the elements that AddPermission writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SERVICE = "cognito-idp.amazonaws.com"
ACTION = "lambda:InvokeFunction"


@dataclass(frozen=True)
class Invocation:
    """A user pool, by its ARN and account, asks for a function (or a version, or an alias) by its ARN."""

    function_arn: str
    pool_arn: str
    account: str


def allows(policy: dict[str, Any], invocation: Invocation) -> bool:
    """True when a statement allows the invocation and none denies it."""
    effects = {
        statement.get("Effect")
        for statement in _listed(policy.get("Statement"))
        if isinstance(statement, dict) and _matches(statement, invocation)
    }
    return "Allow" in effects and "Deny" not in effects


def _matches(statement: dict[str, Any], invocation: Invocation) -> bool:
    return (
        _is_cognito(statement.get("Principal"))
        and any(_like(pattern.lower(), ACTION.lower()) for pattern in _texts(statement.get("Action")))
        and any(_like(pattern, invocation.function_arn) for pattern in _texts(statement.get("Resource")))
        and _conditions_hold(statement.get("Condition", {}), invocation)
    )


def _is_cognito(principal: object) -> bool:
    if isinstance(principal, dict):
        return SERVICE in _texts(principal.get("Service")) or "*" in _texts(principal.get("AWS"))
    return principal == "*"


def _conditions_hold(condition: object, invocation: Invocation) -> bool:
    """Every operator and key must hold; one that is not known here holds for nobody."""
    if not isinstance(condition, dict):
        return False
    known = {"aws:sourcearn": invocation.pool_arn, "aws:sourceaccount": invocation.account}
    for operator, keys in condition.items():
        test = _OPERATORS.get(operator)
        if test is None or not isinstance(keys, dict):
            return False
        for key, wanted in keys.items():
            value = known.get(str(key).lower())
            if value is None or not any(test(pattern, value) for pattern in _texts(wanted)):
                return False
    return True


def _like(pattern: str, value: str) -> bool:
    """AWS's wildcards: `*` any characters, `?` any one."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, value, re.DOTALL) is not None


def _arn_like(pattern: str, value: str) -> bool:
    """As `_like`, but each of an ARN's six parts is compared with its own: `*` does not run over a colon."""
    patterns, values = pattern.split(":", 5), value.split(":", 5)
    return len(patterns) == len(values) and all(map(_like, patterns, values))


def _equal(wanted: str, value: str) -> bool:
    return wanted == value


_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "ArnLike": _arn_like,
    "ArnEquals": _arn_like,  # takes wildcards too, by AWS's reference of condition operators
    "StringEquals": _equal,
    "StringLike": _like,
}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _texts(value: object) -> list[str]:
    return [item for item in _listed(value) if isinstance(item, str)]
