"""The credentials that a function has by its role: random, where MiniStack computes them from names.

Whoever knew a function's and a role's ARN could sign as the role. On AWS the Lambda service assumes the role,
and nobody can tell what it gets. Source: "Lambda execution role" in AWS's Lambda guide.
"""

from __future__ import annotations

import secrets
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc, sts

_issued: dict[tuple[str, str], dict[str, str]] = {}


def issue_random_credentials() -> None:
    """Have MiniStack, which looks `execution_credentials` up by its name, give functions these."""
    for module in (lambda_runtime, lambda_svc):
        if hasattr(module, "execution_credentials"):
            module.execution_credentials = execution_credentials


def execution_credentials(config: dict[str, Any]) -> dict[str, str]:
    """The variables with key, secret and token of a function's role, the same for the engine's life."""
    function, role = str(config.get("FunctionArn", "")), str(config.get("Role", ""))
    if (function, role) not in _issued:
        _issued[function, role] = {
            "AWS_ACCESS_KEY_ID": f"ASIA{secrets.token_hex(8).upper()}",
            "AWS_SECRET_ACCESS_KEY": secrets.token_urlsafe(30),
            "AWS_SESSION_TOKEN": secrets.token_urlsafe(60),
        }
    issued = _issued[function, role]
    account, name = function.split(":")[4], role.rpartition("/")[2]
    session = str(config.get("FunctionName", "function"))[:64]
    sts.register_session(
        issued["AWS_ACCESS_KEY_ID"],
        {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
            "UserId": f"{name}:{session}",
            "SecretAccessKey": issued["AWS_SECRET_ACCESS_KEY"],
            "SessionToken": issued["AWS_SESSION_TOKEN"],
        },
    )
    return issued
