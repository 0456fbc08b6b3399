"""A call as a command of the AWS CLI, that a shell of POSIX can be given as it is.

The input goes in by `--cli-input-json` where the CLI has that, as it stands in the API, so that no value is
taken for an option or for a file; a member that is a body of its own, by standard input. What was masked is a
shell variable of the member's name: `'"$PASSWORD"'`.
Source: "cli-input-json" in the AWS CLI's user guide; `xform_name`, by which the CLI names operations.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from typing import Any

from botocore import xform_name

from cognito_emulator.console.timeline.api_call import ApiCall, api_call
from cognito_emulator.recording.masking import MASK
from cognito_emulator.recording.step import CUT, Kind, Step

_MASKED = re.compile(r"(?:eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.)?" + re.escape(MASK.decode()))


@dataclass(frozen=True)
class Command:
    """`variables` are those that have to be set first: their values were not kept."""

    text: str
    variables: tuple[str, ...]


def command_of(step: Step, endpoint_url: str, region: str) -> Command | None:
    """The command; None for what is no call of AWS's, for one in XML (S3), and for a body that was cut.

    The region is for an unsigned call, which tells none itself.
    """
    if step.kind not in (Kind.CALL, Kind.OPERATION) or step.request.endswith(CUT):
        return None
    call = api_call(step)
    piped = _piped(call) if call else None
    if call is None or piped is None:
        return None
    variables: list[str] = []
    words = ["aws", call.service, xform_name(call.operation.name, "-"), *_input(call, variables)]
    is_public = step.kind is Kind.CALL and not step.is_signed
    options = ["--endpoint-url", endpoint_url, "--region", step.region or region]
    options += ["--no-sign-request"] if is_public else []
    text = piped + " ".join([*words, *map(shlex.quote, options)])
    return Command(text, tuple(dict.fromkeys(variables)))


def _input(call: ApiCall, variables: list[str]) -> list[str]:
    """The words for it. Where an answer has a body, version 1 of the CLI takes no `--cli-input-json`."""
    content = _with_variables(call.input, "", variables)
    if not call.operation.has_streaming_output:
        words = ["--cli-input-json", _quoted(json.dumps(content, ensure_ascii=False), variables)]
    else:
        words = [_quoted(f"{_option(name)}={_text(value)}", variables) for name, value in content.items()]
    words += [_option(call.body[0]), "fileb:///dev/stdin"] if call.body else []
    return [*words, "/dev/stdout"] if call.operation.has_streaming_output else words


def _option(member: str) -> str:
    return f"--{xform_name(member, '-')}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _piped(call: ApiCall) -> str | None:
    """What stands before the command to give it a body; None for one that no shell can be told."""
    if call.body is None:
        return ""
    _, content = call.body
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    is_whole = MASK not in content and "\0" not in text
    return f"printf %s {shlex.quote(text)} | " if is_whole else None


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
