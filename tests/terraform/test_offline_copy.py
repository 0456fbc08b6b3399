"""What an old provider does not know leaves the copy, by name, and nothing else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hcl2
import pytest

from scripts.errors import CommandError
from scripts.paths import TERRAFORM
from scripts.terraform.offline_configuration import (
    endpoints_override,
    pin_provider,
    read_configuration,
    take_out_unknown,
    write_configuration,
)
from scripts.terraform.offline_runtimes import map_runtimes, newest_runtimes
from scripts.terraform.runner import prepare
from scripts.terraform.workspace import TerraformError, Workspace
from tests.terraform.conftest import OFFLINE, REGION

FUNCTIONS = [f"aws_lambda_function.{name}" for name in ("post_confirmation", "pre_sign_up", "repair")]
POOL_BLOCK = {
    "attributes": {"name": {}},
    "block_types": {"lambda_config": {"block": {"attributes": {"pre_sign_up": {}}}}},
}
SCHEMA: dict[str, Any] = {
    "resource_schemas": {"aws_pool": {"block": POOL_BLOCK}},
    "data_source_schemas": {"aws_region": {"block": {"attributes": {"name": {}}}}},
    "provider": {"block": {"attributes": {"region": {}}, "block_types": {}}},
}
REFUSAL = "expected runtime to be one of [nodejs14.x python2.7 python3.6 python3.8 java11], got {}"


def test_the_copy_lacks_exactly_what_provider_3_39_does_not_know(workspace: Workspace) -> None:
    """Whatever is added here is not tried out before AWS: think of what that means first."""
    assert set(workspace.reduction.removed) == {
        # who looks after a stack on AWS needs these; no sign-up does
        "aws_cognito_log_delivery_configuration.this",
        "aws_cognito_risk_configuration.this",
        "aws_cognito_user_pool_domain.this.managed_login_version",
        *(f"{function}.architectures" for function in FUNCTIONS),
        *(f"{function}.logging_config" for function in FUNCTIONS),
        "aws_sqs_queue.repair.sqs_managed_sse_enabled",
        "aws_sqs_queue.repair_dead_letters.redrive_allow_policy",
        "aws_sqs_queue.repair_dead_letters.sqs_managed_sse_enabled",
    }


def test_the_copy_has_the_newest_python_that_provider_3_39_knows(workspace: Workspace) -> None:
    assert workspace.reduction.replaced == tuple(
        f"{function}.runtime: python3.13 → python3.8" for function in FUNCTIONS
    )


def test_what_is_not_taken_out_reads_in_the_copy_as_in_the_original(workspace: Workspace) -> None:
    copy = {path.name: body for path, body in read_configuration(workspace.terraform.directory).items()}
    for path, original in read_configuration(TERRAFORM).items():
        completed = map(str, workspace.reduction.completed)
        taken_out = {*workspace.reduction.removed, *workspace.reduction.replaced, *completed}
        _take_out_here(original, {address.split(":")[0] for address in taken_out})
        _take_out_here(copy[path.name], {address.split(":")[0] for address in taken_out})
        if path.name != "versions.tf":
            assert _meaning(copy[path.name]) == _meaning(original), path.name


def test_the_original_is_left_as_it_was(workspace: Workspace, configuration: Path) -> None:
    assert workspace.reduction.removed
    for path in TERRAFORM.glob("*.tf"):
        assert (configuration / path.name).read_bytes() == path.read_bytes()
    assert {path.name for path in configuration.iterdir()} == {
        "lambda.zip",
        *(path.name for path in TERRAFORM.glob("*.tf")),
    }


def test_an_unknown_argument_is_taken_out_and_named(tmp_path: Path) -> None:
    text = 'resource "aws_pool" "p" {\n  name = "n"\n  tier = "PLUS"\n  count = 2\n}\n'
    assert _reduced(tmp_path, text) == (("aws_pool.p.tier",), {"name": '"n"', "count": 2})


def test_an_unknown_argument_in_a_nested_block_is_taken_out_and_named(tmp_path: Path) -> None:
    text = 'resource "aws_pool" "p" {\n  lambda_config {\n    pre_sign_up = "a"\n    inbound = "b"\n  }\n}\n'
    removed, body = _reduced(tmp_path, text)
    assert removed == ("aws_pool.p.lambda_config.inbound",)
    assert body == {"lambda_config": [{"pre_sign_up": '"a"'}]}


def test_an_unknown_block_is_taken_out_whole(tmp_path: Path) -> None:
    text = 'resource "aws_pool" "p" {\n  name = "n"\n  sign_in_policy {\n    factors = ["A"]\n  }\n}\n'
    assert _reduced(tmp_path, text) == (("aws_pool.p.sign_in_policy",), {"name": '"n"'})


def test_an_unknown_dynamic_block_is_taken_out_and_a_known_one_is_kept(tmp_path: Path) -> None:
    dynamic = '  dynamic "{}" {{\n    for_each = [1]\n    content {{\n      {} = "x"\n    }}\n  }}\n'
    text = 'resource "aws_pool" "p" {\n' + dynamic.format("sign_in_policy", "factors")
    text += (
        dynamic.format("lambda_config", "pre_sign_up") + dynamic.format("lambda_config", "inbound") + "}\n"
    )
    removed, body = _reduced(tmp_path, text)
    assert removed == ("aws_pool.p.lambda_config.inbound", "aws_pool.p.sign_in_policy")
    assert [next(iter(block)) for block in body["dynamic"]] == ['"lambda_config"', '"lambda_config"']


def test_lifecycle_and_dependencies_stay(tmp_path: Path) -> None:
    text = 'resource "aws_pool" "p" {\n  depends_on = [aws_pool.q]\n'
    text += "  lifecycle {\n    prevent_destroy = true\n  }\n}\n"
    assert _reduced(tmp_path, text)[0] == ()


def test_data_sources_and_the_provider_are_read_too(tmp_path: Path) -> None:
    text = 'data "aws_region" "r" {\n  region = "x"\n}\n'
    text += 'provider "aws" {\n  region = "x"\n  alias = "y"\n  sts_region = "z"\n}\n'
    assert _reduced(tmp_path, text, block=None)[0] == ("data.aws_region.r.region", "provider.aws.sts_region")


def test_other_providers_are_left_alone(tmp_path: Path) -> None:
    text = 'resource "random_pet" "p" {\n  length = 2\n}\nprovider "random" {\n  x = 1\n}\n'
    assert _reduced(tmp_path, text, block=None)[0] == ()


def test_a_resource_of_an_unknown_type_is_taken_out_whole_and_named(tmp_path: Path) -> None:
    text = 'resource "aws_branding" "b" {\n  pool = "p"\n}\nresource "aws_pool" "p" {\n  name = "n"\n}\n'
    assert _reduced(tmp_path, text) == (("aws_branding.b",), {"name": '"n"'})


def test_what_refers_to_a_resource_of_an_unknown_type_is_refused_by_name(
    endpoint_url: str, configuration: Path, tmp_path: Path
) -> None:
    source = tmp_path / "configuration"
    source.mkdir()
    (source / "main.tf").write_text(
        'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n'
        'resource "aws_cognito_managed_login_branding" "this" {\n  user_pool_id = "p"\n}\n'
        'output "branding" {\n  value = aws_cognito_managed_login_branding.this.id\n}\n'
    )
    (source / "lambda.zip").write_bytes((configuration / "lambda.zip").read_bytes())
    with pytest.raises(TerraformError, match="aws_cognito_managed_login_branding"):
        prepare(endpoint_url, REGION, tmp_path / "work", source, print, environment=OFFLINE)


def test_the_provider_is_pinned_in_the_copy(tmp_path: Path) -> None:
    (tmp_path / "versions.tf").write_text((TERRAFORM / "versions.tf").read_text())
    configuration = read_configuration(tmp_path)
    pin_provider(configuration, "3.39.0")
    write_configuration(configuration)
    [terraform] = hcl2.loads((tmp_path / "versions.tf").read_text())["terraform"]
    [required] = terraform["required_providers"]
    assert required["aws"]["version"] == '"3.39.0"'
    assert terraform["required_version"] == '">= 1.5"'


def test_a_refused_runtime_becomes_the_newest_of_its_language(tmp_path: Path) -> None:
    (tmp_path / "lambda.tf").write_text(
        'resource "aws_lambda_function" "f" {\n  runtime = "python3.13"\n}\n'
        'resource "aws_lambda_function" "g" {\n  runtime = "java11"\n}\n'
    )
    newest = newest_runtimes([{"summary": REFUSAL.format("python3.13")}, {"summary": "something else"}])
    configuration = read_configuration(tmp_path)
    replaced = map_runtimes(configuration, newest)
    assert replaced == ("aws_lambda_function.f.runtime: python3.13 → python3.8",)


def test_versions_of_runtimes_are_compared_as_numbers() -> None:
    summary = "expected runtime to be one of [python3.10 python3.9], got python3.13"
    assert newest_runtimes([{"summary": summary}]) == {"python3.13": "python3.10"}


def test_a_runtime_of_a_language_that_the_provider_does_not_know_is_refused() -> None:
    with pytest.raises(CommandError, match="no runtime like rust1"):
        newest_runtimes([{"summary": REFUSAL.format("rust1")}])


def test_every_service_the_provider_knows_is_sent_to_the_emulator() -> None:
    block = {
        "attributes": {"skip_region_validation": {}, "skip_requesting_account_id": {}, "region": {}},
        "block_types": {"endpoints": {"block": {"attributes": {"ec2": {}, "cognitoidp": {}}}}},
    }
    override = endpoints_override(block, "http://127.0.0.1:1")
    assert '"ec2": "http://127.0.0.1:1"' in override
    assert '"cognitoidp": "http://127.0.0.1:1"' in override
    assert '"skip_region_validation": true' in override
    assert "skip_requesting_account_id" not in override


def _reduced(
    tmp_path: Path, text: str, block: str | None = "aws_pool"
) -> tuple[tuple[str, ...], dict[str, Any]]:
    (tmp_path / "main.tf").write_text(text)
    configuration = read_configuration(tmp_path)
    removed = take_out_unknown(configuration, SCHEMA).removed
    write_configuration(configuration)
    [written] = read_configuration(tmp_path).values()
    return removed, _meaning(written["resource"][0][f'"{block}"']['"p"']) if block else {}


def _take_out_here(body: dict[str, Any], addresses: set[str]) -> None:
    for block in list(body.get("resource", [])):
        for quoted_type, named in _labels(block):
            for quoted_name, resource in _labels(named):
                address = f"{quoted_type}.{quoted_name}".replace('"', "")
                if address in addresses:
                    body["resource"].remove(block)
                for argument in [name for name in resource if f"{address}.{name}" in addresses]:
                    del resource[argument]
                _take_out_dynamic_here(resource, address, addresses)


def _take_out_dynamic_here(resource: dict[str, Any], address: str, addresses: set[str]) -> None:
    kept = [
        dynamic
        for dynamic in resource.pop("dynamic", [])
        if not any(f"{address}.{name}".replace('"', "") in addresses for name, _ in _labels(dynamic))
    ]
    if kept:
        resource["dynamic"] = kept


def _labels(block: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in block.items() if not key.startswith("__")]


def _meaning(value: Any) -> Any:
    """A parsed body without what the parser notes about comments and blocks."""
    if isinstance(value, dict):
        return {key: _meaning(nested) for key, nested in value.items() if not key.startswith("__")}
    return [_meaning(nested) for nested in value] if isinstance(value, list) else value
