"""The functions of a user pool, as its LambdaConfig names them.

Source: LambdaConfigType in Cognito's API reference. The words are AWS's, as CloudFormation's users
report them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cognito_emulator.cognito.errors import invalid_parameter

_KEY = "KMSKeyID"
_SENDERS = ("CustomSMSSender", "CustomEmailSender")
_LEGACY, _CONFIG = "PreTokenGeneration", "PreTokenGenerationConfig"


def with_both_names(config: Mapping[str, Any]) -> dict[str, Any]:
    """PreTokenGeneration and PreTokenGenerationConfig have the same value, whichever was given."""
    both = dict(config)
    if both.get(_CONFIG):
        both.setdefault(_LEGACY, both[_CONFIG]["LambdaArn"])
    elif both.get(_LEGACY):
        both[_CONFIG] = {"LambdaVersion": "V1_0", "LambdaArn": both[_LEGACY]}
    return both


def check_functions(config: Mapping[str, Any], region: str) -> None:
    """Raise AwsError (InvalidParameterException) for functions that a pool of this Region cannot have."""
    for name, arn in _functions(config):
        service, where = (arn.split(":") + [""] * 4)[2:4]
        if service != "lambda":
            raise invalid_parameter(f"{name}: {arn} is not the ARN of a Lambda function.")
        if where != region:
            raise invalid_parameter("Cross-region lambda functions are not supported")
    if any(config.get(sender) for sender in _SENDERS) and not config.get(_KEY):
        raise invalid_parameter(
            "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used."
        )
    if config.get(_LEGACY) and config.get(_CONFIG) and config[_LEGACY] != config[_CONFIG]["LambdaArn"]:
        raise invalid_parameter(
            "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's"
        )


def _functions(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in config.items():
        if name != _KEY:
            yield name, str(value["LambdaArn"] if isinstance(value, Mapping) else value)
