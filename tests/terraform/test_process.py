"""What Terraform's process gets from the user's environment, and how it ends."""

from __future__ import annotations

from pathlib import Path

from scripts.terraform.process import local_environment

ENDPOINT = "http://127.0.0.1:4566"


def test_the_users_aws_account_cannot_be_reached() -> None:
    user = {"AWS_PROFILE": "production", "AWS_SESSION_TOKEN": "t", "AWS_ENDPOINT_URL_IAM": "https://iam"}
    environment = local_environment(user, ENDPOINT, "eu-west-1", {})
    assert not set(user) & set(environment)
    assert environment["AWS_ACCESS_KEY_ID"] == environment["AWS_SECRET_ACCESS_KEY"] == "test"
    assert environment["AWS_CONFIG_FILE"] == environment["AWS_SHARED_CREDENTIALS_FILE"] == "/dev/null"
    assert environment["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert environment["AWS_ENDPOINT_URL"] == ENDPOINT


def test_settings_that_would_turn_terraform_aside_are_not_passed_on() -> None:
    user = {"TF_CLI_ARGS_plan": "-destroy", "TF_WORKSPACE": "prod", "TF_DATA_DIR": "elsewhere"}
    assert not set(user) & set(local_environment(user, ENDPOINT, "us-east-1", {}))


def test_a_cli_configuration_that_is_not_there_is_not_passed_on(tmp_path: Path) -> None:
    user = {"TF_CLI_CONFIG_FILE": str(tmp_path / "absent.tfrc")}
    assert "TF_CLI_CONFIG_FILE" not in local_environment(user, ENDPOINT, "us-east-1", {})


def test_the_users_own_cli_configuration_path_and_settings_of_go_stay(tmp_path: Path) -> None:
    own = tmp_path / "own.tfrc"
    own.touch()
    proxy = "http://proxy:3128"
    user = {"TF_CLI_CONFIG_FILE": str(own), "PATH": "/usr/bin", "HTTPS_PROXY": proxy, "GOGC": "50"}
    assert user.items() <= local_environment(user, ENDPOINT, "us-east-1", {}).items()


def test_a_proxy_is_for_the_registry_and_the_emulator_is_exempt_from_it() -> None:
    user = {"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": "corp.example"}
    environment = local_environment(user, ENDPOINT, "us-east-1", {})
    assert environment["HTTPS_PROXY"] == "http://proxy:3128"
    assert environment["NO_PROXY"] == environment["no_proxy"]
    assert {"corp.example", "127.0.0.1", "localhost"} <= set(environment["NO_PROXY"].split(","))
