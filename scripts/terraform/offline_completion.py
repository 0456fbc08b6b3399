"""Sets by AWS's API what the offline provider cannot say and the stack cannot do without.

An event source mapping without its function_response_types deletes the messages that its function reports as
failed: the argument is younger than the provider, the API of every engine has it.
https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
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
    if not address.startswith(f"{MAPPING}."):
        return None
    if argument == "function_response_types":
        return Completion(address, argument, {"FunctionResponseTypes": [text.strip('"') for text in value]})
    if argument == "scaling_config":
        return Completion(
            address, argument, {"ScalingConfig": {"MaximumConcurrency": value[0]["maximum_concurrency"]}}
        )
    return None


def complete(completions: tuple[Completion, ...], terraform: TerraformCommand) -> None:
    """Set every argument on the resource that Terraform has made; once more changes nothing."""
    if not completions:
        return
    functions = _lambda_client(terraform.environment)
    uuids = dict(_mappings(terraform))
    for completion in completions:
        functions.update_event_source_mapping(UUID=uuids[completion.address], **completion.parameters)


def _mappings(terraform: TerraformCommand) -> Iterator[tuple[str, str]]:
    _, output, _ = terraform.capture(["show", "-json"])
    for resource in json.loads(output)["values"]["root_module"]["resources"]:
        if resource["type"] == MAPPING:
            yield resource["address"], resource["values"]["uuid"]


def _lambda_client(environment: Mapping[str, str]) -> Any:
    return boto3.client(
        "lambda",
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        region_name=environment["AWS_DEFAULT_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        config=Config(proxies=loopback.proxies(environment["AWS_ENDPOINT_URL"])),
    )
