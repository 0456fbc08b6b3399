"""Sets by AWS's API what the offline provider cannot say and what changes how the stack behaves.

The arguments are younger than the provider, the API of every engine has them. A pool without its
user_attribute_update_settings takes a changed address for its user's before anybody has proved it; an event
source mapping without its function_response_types deletes the messages that its function reports as failed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.config import Config

from scripts import loopback
from scripts.aws_session import aws_session
from scripts.terraform.expressions import argument_expression, evaluate
from scripts.terraform.process import TerraformCommand

Parameters = dict[str, Any]
VALUES = "values_of_the_api"
"""The output in the copy from which an apply's state has the values."""
# of the two names of one number, UpdateUserPool takes either
_OLDER_NAME = "UnusedAccountValidityDays"


@dataclass(frozen=True)
class Completion:
    """A resource's address, the argument, and its value in the configuration, as an expression."""

    address: str
    argument: str
    value: str

    def __str__(self) -> str:
        return f"{self.address}.{self.argument}"


@dataclass(frozen=True)
class _Kind:
    """A resource type: what names its resources, its arguments as the API's parameters, and how to set them.

    A parameter that is None is to be absent.
    """

    names: tuple[str, ...]
    parameters: Mapping[str, Callable[[Any], Parameters]]
    put: Callable[[Mapping[str, str], Mapping[str, str], Parameters], None]
    unprotected: Parameters


def completion_of(address: str, argument: str, body: Mapping[str, Any]) -> Completion | None:
    """The way to set an argument of a resource's block by the API, or None where there is none."""
    kind = _KINDS.get(address.partition(".")[0])
    if kind is None or argument not in kind.parameters or {"count", "for_each"} & body.keys():
        return None
    return Completion(address, argument, argument_expression(body, argument))


def values_output(completions: Iterable[Completion]) -> str:
    """A Terraform file with the output VALUES: each resource's names and arguments, by its address."""
    # whatever a value comes from, no plan is to show it
    output = {"value": f"${{{_values_expression(completions)}}}", "sensitive": True}
    return json.dumps({"output": {VALUES: output}}, indent=2)


def complete(values: Mapping[str, Any], environment: Mapping[str, str]) -> None:
    """Set every argument on the resource that Terraform has made; what is so already is not set again.

    ``values`` are those of the output VALUES, ``environment`` is Terraform's.
    """
    for address, resource in values.items():
        kind = _KINDS[address.partition(".")[0]]
        parameters: Parameters = {}
        for argument, value in resource["arguments"].items():
            parameters |= kind.parameters[argument](value)
        kind.put(environment, resource["names"], parameters)


def take_protection_off(completions: Iterable[Completion], terraform: TerraformCommand) -> None:
    """Let what Terraform has made be deleted: a provider that knows of no protection takes none off."""
    made = terraform.capture(["state", "list"])[1].splitlines()
    of_what_is_made = [each for each in completions if each.address in made]
    if not of_what_is_made:
        return
    for address, resource in evaluate(terraform, _values_expression(of_what_is_made)).items():
        kind = _KINDS[address.partition(".")[0]]
        if kind.unprotected:
            kind.put(terraform.environment, resource["names"], kind.unprotected)


def _values_expression(completions: Iterable[Completion]) -> str:
    by_address: dict[str, list[Completion]] = {}
    for completion in completions:
        by_address.setdefault(completion.address, []).append(completion)
    members = [_resource_expression(address, of_it) for address, of_it in by_address.items()]
    return "{" + ", ".join(members) + "}"


def _resource_expression(address: str, completions: list[Completion]) -> str:
    kind = _KINDS[address.partition(".")[0]]
    names = ", ".join(f"{name} = {address}.{name}" for name in kind.names)
    arguments = ", ".join(f"{completion.argument} = {completion.value}" for completion in completions)
    return f'"{address}" = {{names = {{{names}}}, arguments = {{{arguments}}}}}'


def _put_pool(environment: Mapping[str, str], names: Mapping[str, str], parameters: Parameters) -> None:
    """Repeat all other settings, since UpdateUserPool resets what it is not told.

    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
    """
    cognito = _client("cognito-idp", environment)
    pool = cognito.describe_user_pool(UserPoolId=names["id"])["UserPool"]
    if _are_set(parameters, pool):
        return
    settings = _settable(cognito, "UpdateUserPool", pool)
    settings["AdminCreateUserConfig"].pop(_OLDER_NAME, None)
    cognito.update_user_pool(**{**settings, **parameters, "UserPoolId": names["id"]})


def _put_client(environment: Mapping[str, str], names: Mapping[str, str], parameters: Parameters) -> None:
    """Repeat all other settings, since UpdateUserPoolClient resets what it is not told.

    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html
    """
    cognito = _client("cognito-idp", environment)
    who = {"UserPoolId": names["user_pool_id"], "ClientId": names["id"]}
    client = cognito.describe_user_pool_client(**who)["UserPoolClient"]
    if _are_set(parameters, client):
        return
    settings = {**_settable(cognito, "UpdateUserPoolClient", client), **parameters, **who}
    cognito.update_user_pool_client(**{name: value for name, value in settings.items() if value is not None})


def _put_table(environment: Mapping[str, str], names: Mapping[str, str], parameters: Parameters) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html"""
    dynamodb = _client("dynamodb", environment)
    table = dynamodb.describe_table(TableName=names["name"])["Table"]
    if not _are_set(parameters, table):
        dynamodb.update_table(TableName=names["name"], **parameters)


def _put_mapping(environment: Mapping[str, str], names: Mapping[str, str], parameters: Parameters) -> None:
    """https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html"""
    functions = _client("lambda", environment)
    mapping = functions.get_event_source_mapping(UUID=names["uuid"])
    if not _are_set(parameters, mapping):
        functions.update_event_source_mapping(UUID=names["uuid"], **parameters)


def _are_set(parameters: Parameters, described: Mapping[str, Any]) -> bool:
    return all(described.get(name) == value for name, value in parameters.items())


def _settable(client: Any, operation: str, described: Mapping[str, Any]) -> Parameters:
    members = client.meta.service_model.operation_model(operation).input_shape.members
    return {name: value for name, value in described.items() if name in members}


def _update_settings(blocks: list[dict[str, Any]]) -> Parameters:
    names = [name for block in blocks for name in block["attributes_require_verification_before_update"]]
    return {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": names}}


def _rotation(blocks: list[dict[str, Any]]) -> Parameters:
    if not blocks:
        return {"RefreshTokenRotation": None}
    [block] = blocks
    grace = block["retry_grace_period_seconds"]
    return {"RefreshTokenRotation": {"Feature": block["feature"], "RetryGracePeriodSeconds": grace}}


def _client(service: str, environment: Mapping[str, str]) -> Any:
    return aws_session().create_client(
        service,
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        region_name=environment["AWS_DEFAULT_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        verify=environment.get("AWS_CA_BUNDLE"),
        config=Config(proxies=loopback.proxies(environment["AWS_ENDPOINT_URL"])),
    )


_KINDS = {
    "aws_cognito_user_pool": _Kind(
        names=("id",),
        parameters={
            "user_attribute_update_settings": _update_settings,
            "deletion_protection": lambda value: {"DeletionProtection": value},
            "user_pool_tier": lambda value: {"UserPoolTier": value},
        },
        put=_put_pool,
        unprotected={"DeletionProtection": "INACTIVE"},
    ),
    "aws_cognito_user_pool_client": _Kind(
        names=("id", "user_pool_id"),
        parameters={
            "enable_token_revocation": lambda value: {"EnableTokenRevocation": value},
            "auth_session_validity": lambda value: {"AuthSessionValidity": value},
            "refresh_token_rotation": _rotation,
        },
        put=_put_client,
        unprotected={},
    ),
    "aws_dynamodb_table": _Kind(
        names=("name",),
        parameters={"deletion_protection_enabled": lambda value: {"DeletionProtectionEnabled": value}},
        put=_put_table,
        unprotected={"DeletionProtectionEnabled": False},
    ),
    "aws_lambda_event_source_mapping": _Kind(
        names=("uuid",),
        parameters={
            "function_response_types": lambda value: {"FunctionResponseTypes": value},
            "scaling_config": lambda value: {
                "ScalingConfig": {"MaximumConcurrency": value[0]["maximum_concurrency"]}
            },
        },
        put=_put_mapping,
        unprotected={},
    ),
}
