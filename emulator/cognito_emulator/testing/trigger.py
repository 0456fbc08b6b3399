"""A Python function of the test itself behind a user pool's trigger.

One small Lambda function of the engine stands behind all of them. It gives its event to a server on loopback
in the tests' process, where the test's function runs, and answers what that returned or raised. So Cognito
has a real function before it: permission, five seconds, three tries, and its errors as AWS words them.
"""

from __future__ import annotations

import copy
import inspect
import io
import json
import re
import uuid
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cognito_emulator.testing.engine import CognitoEngine
from cognito_emulator.testing.errors import TestingError
from cognito_emulator.testing.lambda_context import LambdaContext
from cognito_emulator.testing.user_pool import UserPool

Function = Callable[..., Any]
_BEFORE_UNDERSCORE = {
    "PreSignUp": "PreSignUp",
    "PostConfirmation": "PostConfirmation",
    "PreAuthentication": "PreAuthentication",
    "PostAuthentication": "PostAuthentication",
    "DefineAuthChallenge": "DefineAuthChallenge",
    "CreateAuthChallenge": "CreateAuthChallenge",
    "VerifyAuthChallengeResponse": "VerifyAuthChallengeResponse",
    "CustomMessage": "CustomMessage",
    "UserMigration": "UserMigration",
    "TokenGeneration": "PreTokenGeneration",
}
"""What stands before the underscore of an event's `triggerSource`, and the trigger's name in LambdaConfig."""
TRIGGERS = tuple(_BEFORE_UNDERSCORE.values())
_ROLE = "cognito-emulator-tests"
_TRUST = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    },
}
_CODE = Path(__file__).with_name("passing_on.py")


@dataclass
class Calls:
    """How a trigger was called: the `events` that its function got, as they came, and what it raised."""

    trigger: str
    function: Function = field(repr=False)
    events: list[dict[str, Any]] = field(default_factory=list, repr=False)
    errors: list[BaseException] = field(default_factory=list, repr=False)

    @property
    def event(self) -> dict[str, Any]:
        """The newest event. TestingError where the trigger was not called."""
        if not self.events:
            raise TestingError(f"{self.trigger} was not called.")
        return self.events[-1]

    def __call__(self, event: dict[str, Any], context: LambdaContext) -> Any:
        self.events.append(copy.deepcopy(event))
        try:
            return self.function(event, context) if _takes_two(self.function) else self.function(event)
        except BaseException as error:  # pytest's own failures too
            self.errors.append(error)
            raise


@dataclass
class FunctionsOfTests:
    """The functions of one process's tests, by pool and trigger."""

    _calls: dict[tuple[str, str], Calls] = field(default_factory=dict)

    def put(self, user_pool: UserPool, calls: Calls) -> None:
        """The next one of the same trigger takes its place."""
        self._calls[user_pool.id, calls.trigger] = calls

    def answer(self, event: dict[str, Any], context: LambdaContext) -> Any:
        """What the function of the event's pool and trigger returns."""
        trigger = _BEFORE_UNDERSCORE[event["triggerSource"].partition("_")[0]]
        return self._calls[event["userPoolId"], trigger](event, context)


@dataclass
class Triggers:
    """Puts functions behind triggers; `url` is where the Lambda function gives its events to."""

    cognito: CognitoEngine
    url: str = field(repr=False)
    functions: FunctionsOfTests
    _function_arn: str = ""

    def put(
        self, user_pool: UserPool, function: Function, name: str | None = None, version: str | None = None
    ) -> Calls:
        """Have a pool run this function; TestingError for a trigger that is not there."""
        trigger = _trigger_of(function, name)
        config = _config(trigger, self._deployed(), version)
        calls = Calls(trigger, function)
        self.functions.put(user_pool, calls)
        of_others = {
            name: value for name, value in user_pool.functions().items() if _name_in(name) != trigger
        }
        user_pool.update(LambdaConfig={**of_others, **config})
        return calls

    def _deployed(self) -> str:
        """The ARN of the one function that passes events on, made when first asked for."""
        if not self._is_there():
            self._function_arn = self._deploy()
        return self._function_arn

    def _is_there(self) -> bool:
        api = self.cognito.client("lambda")
        with suppress(api.exceptions.ResourceNotFoundException):
            return bool(self._function_arn and api.get_function(FunctionName=self._function_arn))
        return False

    def _deploy(self) -> str:
        api = self.cognito.client("lambda")
        name = f"function-of-tests-{uuid.uuid4().hex}"
        made = api.create_function(
            FunctionName=name,
            Runtime="python3.13",
            Handler="passing_on.handler",
            Role=self._role(),
            Code={"ZipFile": _package()},
            Timeout=60,
            Environment={"Variables": {"TESTS_URL": self.url}},
        )
        api.add_permission(
            FunctionName=name,
            StatementId="user-pools",
            Action="lambda:InvokeFunction",
            Principal="cognito-idp.amazonaws.com",
            SourceAccount=made["FunctionArn"].split(":")[4],
        )
        return str(made["FunctionArn"])

    def _role(self) -> str:
        api = self.cognito.client("iam")
        with suppress(api.exceptions.EntityAlreadyExistsException):
            api.create_role(RoleName=_ROLE, AssumeRolePolicyDocument=json.dumps(_TRUST))
        return str(api.get_role(RoleName=_ROLE)["Role"]["Arn"])


def _trigger_of(function: Function, name: str | None) -> str:
    """The trigger that is meant: by its name, or by the function's own (`pre_sign_up` is PreSignUp)."""
    said = name or re.sub(r"\W", "", getattr(function, "__name__", "").title().replace("_", ""))
    if said in TRIGGERS:
        return said
    raise TestingError(
        f"{said or 'A function without a name'} is no trigger's name. Name the function after its trigger, "
        'as pre_sign_up, or say the trigger: trigger(function, "PreSignUp"). '
        f"There are {', '.join(TRIGGERS)}."
    )


def _name_in(lambda_config: str) -> str:
    """The trigger of a member of LambdaConfig: PreTokenGeneration has two."""
    return lambda_config.removesuffix("Config")


def _config(trigger: str, arn: str, version: str | None) -> Mapping[str, Any]:
    if version is None:
        return {trigger: arn}
    if trigger != "PreTokenGeneration":
        raise TestingError(f"{trigger} has no versions: leave version={version!r} out.")
    return {"PreTokenGenerationConfig": {"LambdaVersion": version, "LambdaArn": arn}}


def _takes_two(function: Function) -> bool:
    """Whether a function wants Lambda's context too: what has a default is the function's own."""
    event_and_more = list(inspect.signature(function).parameters.values())[:2]
    return any(each.default is each.empty or each.name == "context" for each in event_and_more[1:])


def _package() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(_CODE.name, _CODE.read_bytes())
    return archive.getvalue()
