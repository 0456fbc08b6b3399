"""Sets by AWS's API what the offline provider cannot say and the stack cannot do without.

An event source mapping without its function_response_types deletes the messages that its function reports
as failed; a pool without its user_attribute_update_settings takes a changed address for its user's before
anybody has proved it. The arguments are younger than the provider, the API of every engine has them.
https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from scripts import loopback
from scripts.terraform.process import TerraformCommand

MAPPING = "aws_lambda_event_source_mapping"
POOL = "aws_cognito_user_pool"
# of the two names of one number, UpdateUserPool takes either
_OLDER_NAME = "UnusedAccountValidityDays"


@dataclass(frozen=True)
class Completion:
    """A resource's address, the argument, and that argument as the API's parameters."""

    address: str
    argument: str
    parameters: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.address}.{self.argument}"


def completion_of(address: str, argument: str, value: Any) -> Completion | None:
    """The API's way to set an argument that was taken out, where its value is plain; else None."""
    parameters = _parameters(address.partition(".")[0], argument, value)
    return Completion(address, argument, parameters) if parameters else None


def _parameters(kind: str, argument: str, value: Any) -> dict[str, Any] | None:
    if (kind, argument) == (MAPPING, "function_response_types"):
        return {"FunctionResponseTypes": _texts(value)}
    if (kind, argument) == (MAPPING, "scaling_config"):
        return {"ScalingConfig": {"MaximumConcurrency": value[0]["maximum_concurrency"]}}
    if (kind, argument) == (POOL, "user_attribute_update_settings"):
        names = _texts(value[0]["attributes_require_verification_before_update"])
        return {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": names}}
    return None


def _texts(values: list[str]) -> list[str]:
    return [text.strip('"') for text in values]


def complete(completions: tuple[Completion, ...], terraform: TerraformCommand) -> None:
    """Set every argument on the resource that Terraform has made; once more changes nothing."""
    if not completions:
        return
    ids = dict(_ids(terraform))
    for completion in completions:
        if completion.address.startswith(f"{POOL}."):
            _update_pool(terraform.environment, ids[completion.address], completion.parameters)
        else:
            functions = _client("lambda", terraform.environment)
            functions.update_event_source_mapping(UUID=ids[completion.address], **completion.parameters)


def _ids(terraform: TerraformCommand) -> Iterator[tuple[str, str]]:
    _, output, _ = terraform.capture(["show", "-json"])
    for resource in json.loads(output)["values"]["root_module"]["resources"]:
        yield resource["address"], resource["values"].get("uuid") or resource["values"]["id"]


def _update_pool(environment: Mapping[str, str], pool_id: str, parameters: Mapping[str, Any]) -> None:
    """Set parameters of a pool and repeat all others, since UpdateUserPool resets what it is not told."""
    cognito = _client("cognito-idp", environment)
    pool = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    settable = cognito.meta.service_model.operation_model("UpdateUserPool").input_shape.members
    as_it_is = {name: value for name, value in pool.items() if name in settable}
    as_it_is["AdminCreateUserConfig"].pop(_OLDER_NAME, None)
    if any(pool.get(name) != value for name, value in parameters.items()):
        cognito.update_user_pool(**{"UserPoolId": pool_id, **as_it_is, **parameters})


def _client(service: str, environment: Mapping[str, str]) -> Any:
    return boto3.client(
        service,  # type: ignore[call-overload]
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        region_name=environment["AWS_DEFAULT_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        config=Config(proxies=loopback.proxies(environment["AWS_ENDPOINT_URL"])),
    )
