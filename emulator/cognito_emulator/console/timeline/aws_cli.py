"""A call as a command of the AWS CLI, that a shell of POSIX can be given as it is.

The whole input goes in by `--cli-input-json`, as the API has it, so that no value is taken for an option or
for a file. What was masked is a shell variable of the member's name: `'"$PASSWORD"'`.
Source: "cli-input-json" in the AWS CLI's user guide; `xform_name`, by which the CLI names operations.
"""

from __future__ import annotations

import functools
import json
import re
import shlex
from dataclasses import dataclass
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.exceptions import UnknownServiceError
from botocore.model import ServiceModel

from cognito_emulator.console.timeline.content import parsed
from cognito_emulator.recording.masking import MASK
from cognito_emulator.recording.step import CUT, Kind, Step

_JSON_PROTOCOLS = ("json",)
_MASKED = re.compile(r"(?:eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.)?" + re.escape(MASK.decode()))


@dataclass(frozen=True)
class Command:
    """`variables` are those that have to be set first: their values were not kept."""

    text: str
    variables: tuple[str, ...]


def command_of(step: Step, endpoint_url: str, region: str) -> Command | None:
    """The command; None for what is no call in AWS's JSON protocol, and for a body that was cut.

    The region is for an unsigned call, which tells none itself.
    """
    if step.kind not in (Kind.CALL, Kind.OPERATION) or step.request.endswith(CUT):
        return None
    model = _model(step.service)
    if model is None or step.name not in model.operation_names:
        return None
    variables: list[str] = []
    content = json.dumps(_with_variables(parsed(step.request), "", variables), ensure_ascii=False)
    words = ["aws", step.service, xform_name(step.name, "-"), "--cli-input-json"]
    is_public = step.kind is Kind.CALL and not step.is_signed
    options = ["--endpoint-url", endpoint_url, "--region", step.region or region]
    options += ["--no-sign-request"] if is_public else []
    text = " ".join([*words, _quoted(content, variables), *map(shlex.quote, options)])
    return Command(text, tuple(dict.fromkeys(variables)))


@functools.cache
def _model(service: str) -> ServiceModel | None:
    try:
        model = botocore.session.get_session().get_service_model(service)
    except UnknownServiceError:
        return None
    return model if model.metadata.get("protocol") in _JSON_PROTOCOLS else None


def _with_variables(value: Any, name: str, variables: list[str]) -> Any:
    """The input with a placeholder for what was masked: `$NAME`, where no text of the input has a `\\x00`."""
    if isinstance(value, dict):
        return {key: _with_variables(item, key, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_variables(item, name, variables) for item in value]
    if isinstance(value, str) and _MASKED.fullmatch(value):
        variables.append(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", name).upper())
        return f"\0{variables[-1]}\0"
    return value


def _quoted(content: str, variables: list[str]) -> str:
    quoted = shlex.quote(content)
    for name in variables:
        quoted = quoted.replace(f"\\u0000{name}\\u0000", f"'\"${name}\"'")
    return quoted
