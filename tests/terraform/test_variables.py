"""Values that the variables refuse and accept, judged by the real Terraform."""

from __future__ import annotations

import json
import os
import shutil
from typing import Any

import pytest

from scripts.paths import TERRAFORM
from scripts.terraform.binary import find_terraform
from scripts.terraform.process import TerraformCommand, local_environment

REFUSED: list[tuple[str, Any]] = [
    ("region", "Frankfurt"),
    ("environment", "Production!"),
    ("environment", "a-name-of-more-than-20-letters"),
    ("name", "Has_Capitals"),
    ("tags", {"aws:owner": "me"}),
    ("user_pool_name", "no/slash"),
    ("user_pool_tier", "FREE"),
    ("user_types", {}),
    ("user_types", {"Doctor,Admin": {"precedence": 1, "description": "a comma would make two of it"}}),
    ("user_types", {"Doctor": {"precedence": -1, "description": "no group has this precedence"}}),
    ("default_user_type", ""),
    ("approval_required_user_types", [""]),
    ("approval_required_user_types", ["Doctor,Admin"]),
    ("alarm_email", "on-call"),
    ("mfa_configuration", "SMS"),
    ("terms_version", "2026 03"),
    ("terms_version", "v" * 65),
    ("terms_url", "http://example.com/terms"),
    ("terms_url", "https://example.com/our terms"),
    ("threat_protection", "OFF"),
    ("web_acl_arn", "arn:aws:wafv2:us-east-1:111122223333:global/webacl/of-cloudfront/1234abcd"),
    ("refresh_token_rotation", {"retry_grace_period_seconds": 61}),
    ("token_validity", {"access_minutes": 4, "id_minutes": 60, "refresh_days": 30}),
    ("token_validity", {"access_minutes": 60, "id_minutes": 60, "refresh_days": 0}),
    ("callback_urls", []),
    ("callback_urls", ["http://app.example.com/callback"]),
    ("callback_urls", ["http://localhost.example.com/callback"]),
    ("callback_urls", ["http://127.0.0.1.example.com/callback"]),
    ("callback_urls", ["http://[::2]:3000/callback"]),
    ("callback_urls", ["https://app.example.com/callback#fragment"]),
    ("callback_urls", ["myapp://callback#fragment"]),
    ("logout_urls", ["app.example.com"]),
    ("logout_urls", ["https://app.example.com/#fragment"]),
    ("domain_prefix", "my-cognito-domain"),
    ("domain_prefix", "-hyphen-first"),
    ("ses_sender", {"identity_arn": "example.com", "from_email_address": "no-reply@example.com"}),
    ("table_name", "no"),
    ("table_kms_key_arn", "arn:aws:kms:eu-central-1:111122223333:alias/table"),
    ("log_level", "DEBUG"),
    ("log_retention_in_days", 42),
    ("metrics_namespace", "AWS/Lambda"),
]
ACCEPTED: list[tuple[str, Any]] = [
    ("region", "us-gov-west-1"),
    ("callback_urls", ["https://app.example.com/callback", "http://localhost:8080/", "myapp://callback"]),
    ("callback_urls", ["http://127.0.0.1:3000/callback", "http://[::1]:3000/callback", "http://[::1]/"]),
    ("logout_urls", ["http://127.0.0.1:3000/", "http://[::1]:3000/"]),
    ("environment", ""),
    ("environment", "staging"),
    ("threat_protection", "ENFORCED"),
    ("web_acl_arn", "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/sign-up/1234abcd"),
    ("refresh_token_rotation", {}),
    ("refresh_token_rotation", {"retry_grace_period_seconds": 0}),
    ("domain_prefix", "example-health"),
    ("table_kms_key_arn", "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1234abcd"),
    ("mfa_configuration", "ON"),
    ("terms_version", "2026-03.1"),
    ("terms_url", "https://example.com/terms?version=2026-03.1"),
    ("approval_required_user_types", []),
    ("alarm_email", "on-call@example.com"),
]


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> TerraformCommand:
    """Terraform in a directory that has the variables and nothing else, so no provider."""
    directory = tmp_path_factory.mktemp("variables")
    shutil.copy(TERRAFORM / "variables.tf", directory)
    environment = local_environment(os.environ, "http://127.0.0.1:9", "us-east-1", {})
    return TerraformCommand(find_terraform(print).path, directory, environment)


@pytest.mark.parametrize(("name", "value"), REFUSED, ids=json.dumps)
def test_a_variable_refuses_what_aws_would(terraform: TerraformCommand, name: str, value: Any) -> None:
    problems = _problems(terraform, {name: value})
    assert [problem["summary"] for problem in problems] == ["Invalid value for variable"]
    assert name in problems[0]["detail"]


@pytest.mark.parametrize(("name", "value"), ACCEPTED, ids=json.dumps)
def test_a_variable_accepts_what_aws_does(terraform: TerraformCommand, name: str, value: Any) -> None:
    assert _problems(terraform, {name: value}) == []


def test_the_production_example_is_accepted_as_it_stands(terraform: TerraformCommand) -> None:
    shutil.copy(TERRAFORM / "production.tfvars.example", terraform.directory / "production.tfvars")
    status, _, errors = terraform.capture(["plan", "-input=false", "-var-file=production.tfvars"])
    assert (status, errors) == (0, "")


def _problems(terraform: TerraformCommand, variables: dict[str, Any]) -> list[dict[str, Any]]:
    file = terraform.directory / "test.tfvars.json"
    file.write_text(json.dumps(variables))
    _, output, _ = terraform.capture(["plan", "-json", "-input=false", f"-var-file={file.name}"])
    events = [json.loads(line) for line in output.splitlines()]
    return [event["diagnostic"] for event in events if event["type"] == "diagnostic"]
