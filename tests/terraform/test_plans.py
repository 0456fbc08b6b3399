"""What a plan would make with variables that a local stack does not have, before anything is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.paths import TERRAFORM
from scripts.terraform.workspace import Workspace
from tests.terraform.conftest import another, run

POOL = "aws_cognito_user_pool.this"
CLIENT = "aws_cognito_user_pool_client.this"


@pytest.fixture(scope="module")
def nothing_applied(
    workspace: Workspace, configuration: Path, tmp_path_factory: pytest.TempPathFactory
) -> Workspace:
    """A workspace with nothing in its state, so that a plan has every resource in it."""
    return another(workspace, tmp_path_factory.mktemp("plans") / "nothing-applied", configuration)


@pytest.fixture(scope="module")
def production(nothing_applied: Workspace) -> dict[str, dict[str, Any]]:
    return planned(nothing_applied, f"-var-file={TERRAFORM / 'production.tfvars.example'}")


def test_production_sends_its_own_mails_and_says_what_is_in_them(
    production: dict[str, dict[str, Any]],
) -> None:
    [sender] = production[POOL]["email_configuration"]
    [template] = production[POOL]["verification_message_template"]
    assert sender["email_sending_account"] == "DEVELOPER"
    assert "{####}" in template["email_message"]


def test_cognitos_own_sender_is_given_no_text_that_it_would_not_send(nothing_applied: Workspace) -> None:
    [template] = planned(nothing_applied)[POOL]["verification_message_template"]
    assert (template.get("email_message"), template.get("email_subject")) == (None, None)


def test_production_asks_approval_for_doctors_and_admins_and_tells_somebody(
    production: dict[str, dict[str, Any]],
) -> None:
    assert production["output.approval_required_user_types"]["value"] == ["Admin", "Doctor"]
    subscribed = [address for address in production if address.startswith("aws_sns_topic_subscription.")]
    assert len(subscribed) == 1


def test_production_takes_no_password_but_by_srp(production: dict[str, dict[str, Any]]) -> None:
    assert set(production[CLIENT]["explicit_auth_flows"]) == {
        "ALLOW_REFRESH_TOKEN_AUTH",
        "ALLOW_USER_SRP_AUTH",
    }


def test_every_name_of_production_has_its_environment(production: dict[str, dict[str, Any]]) -> None:
    names = {
        address: str(after[argument])
        for address, after in production.items()
        for argument in ("name", "function_name", "alarm_name", "dashboard_name", "domain")
        if after.get(argument)
    }
    of_a_named_one = ("aws_iam_role_policy.", "aws_cognito_user_group.", "aws_cognito_user_pool_domain.")
    without = {
        address: name
        for address, name in names.items()
        if "production" not in name and not address.startswith(of_a_named_one)
    }
    assert len(names) > 30
    assert without == {}
    filters = "aws_cloudwatch_log_metric_filter.notifications"
    [metric] = production[filters]["metric_transformation"]
    assert metric["namespace"] == "HealthtechSignup/production"
    assert production["aws_cognito_user_pool.this"]["tags_all"]["Environment"] == "production"


@pytest.mark.parametrize(
    ("options", "mode"),
    [
        ([], []),
        (["-var=user_pool_tier=PLUS"], [{"advanced_security_mode": "AUDIT"}]),
        (
            ["-var=user_pool_tier=PLUS", "-var=threat_protection=ENFORCED"],
            [{"advanced_security_mode": "ENFORCED"}],
        ),
    ],
)
def test_the_plus_plan_brings_its_threat_protection(
    nothing_applied: Workspace, options: list[str], mode: list[dict[str, str]]
) -> None:
    assert planned(nothing_applied, *options)[POOL]["user_pool_add_ons"] == mode


def test_rotated_tokens_are_not_renewed_by_the_flow_that_does_not_rotate(nothing_applied: Workspace) -> None:
    client = planned(nothing_applied, "-var=refresh_token_rotation={}")[CLIENT]
    assert set(client["explicit_auth_flows"]) == {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"}


def planned(workspace: Workspace, *options: str) -> dict[str, dict[str, Any]]:
    """The values that resources and outputs would have after an apply with these options, by address."""
    run(workspace, "plan", "-out=test.tfplan", *options)
    shown = json.loads(run(workspace, "show", "-json", "test.tfplan"))
    outputs = {f"output.{name}": value for name, value in shown["planned_values"]["outputs"].items()}
    resources = {change["address"]: change["change"]["after"] for change in shown["resource_changes"]}
    return resources | outputs
