"""What the engine beneath is told of a user pool: nothing of what this package does in its stead.

MiniStack looks for a user by e-mail address with a scan over all users, at every sign-up, where the pool
has UsernameAttributes; and it runs some of a pool's functions itself, without permission, time limit or
AWS's errors. So a pool is created with its e-mail addresses as aliases, and with those functions put
aside in its own description, where they live and die with it. Every answer shows the pool as its owner
described it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.types import ASGIApp

from cognito_emulator.cognito.middleware import CognitoMiddleware, with_content
from cognito_emulator.cognito.request import CognitoRequest, json_object

FUNCTIONS_RUN_HERE = frozenset(
    {
        "CustomMessage",
        "PostAuthentication",
        "PreAuthentication",
        "PreSignUp",
        "PreTokenGeneration",
        "PreTokenGenerationConfig",
    }
)
_ASIDE = "PutAside"


@dataclass
class EnginePools(CognitoMiddleware):
    """Translates a pool's description on its way into the engine, and back."""

    app: ASGIApp
    operations: ClassVar = frozenset({"CreateUserPool", "DescribeUserPool", "UpdateUserPool"})

    async def answer(self, request: CognitoRequest) -> Response:
        described = _for_the_engine(request)
        response = await described.answer_from(self.app)
        pool = json_object(response.body).get("UserPool")
        if response.status_code != 200 or not isinstance(pool, dict):
            return response
        return with_content(response, {"UserPool": _as_described(pool)})


def _for_the_engine(request: CognitoRequest) -> CognitoRequest:
    parameters = dict(request.parameters)
    functions = parameters.get("LambdaConfig")
    if isinstance(functions, dict):
        aside = {name: functions[name] for name in functions.keys() & FUNCTIONS_RUN_HERE}
        others = {name: value for name, value in functions.items() if name not in aside}
        parameters["LambdaConfig"] = {**others, _ASIDE: json.dumps(aside)} if aside else others
    if request.operation == "CreateUserPool" and parameters.get("UsernameAttributes"):
        attributes = parameters.pop("UsernameAttributes")
        parameters["AliasAttributes"] = attributes
        parameters["UsernameConfiguration"] = {
            **(parameters.get("UsernameConfiguration") or {}),
            _ASIDE: json.dumps(attributes),
        }
    return request.with_parameters(parameters) if parameters != request.parameters else request


def _as_described(pool: dict[str, Any]) -> dict[str, Any]:
    functions = dict(pool.get("LambdaConfig") or {})
    functions.update(json.loads(functions.pop(_ASIDE, "{}")))
    shown = {**pool, "LambdaConfig": functions}
    usernames = dict(pool.get("UsernameConfiguration") or {})
    if _ASIDE in usernames:
        shown["UsernameAttributes"] = json.loads(usernames.pop(_ASIDE))
        shown["AliasAttributes"] = []
        shown["UsernameConfiguration"] = usernames
        if not usernames:
            del shown["UsernameConfiguration"]
    return shown
