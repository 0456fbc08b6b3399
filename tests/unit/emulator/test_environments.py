"""Which variables the engine takes over from its caller, and which a function from the engine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.aws.function_environment import FunctionsShare
from cognito_emulator.clean_environment import needed

NAMES = st.text(st.characters(min_codepoint=65, max_codepoint=95), min_size=1, max_size=12)
ENVIRONMENTS = st.dictionaries(NAMES, st.text(max_size=5), max_size=8)


@given(ENVIRONMENTS)
def test_a_clean_environment_is_not_cleaned_again(environment: dict[str, str]) -> None:
    assert needed(needed(environment)) == needed(environment)


@pytest.mark.parametrize(
    "name", ["PATH", "LANG", "LC_ALL", "TZ", "SystemRoot", "SMTP_HOST", "ALLOWED_HOSTS", "LIMITS"]
)
def test_what_the_engine_needs_is_taken_over(name: str) -> None:
    assert needed({name: "value"}) == {name: "value"}


@pytest.mark.parametrize(
    "name",
    [
        *("GITHUB_TOKEN", "AWS_PROFILE", "HTTP_PROXY", "no_proxy", "HOME", "PORT", "AUTH", "DOCKER_HOST"),
        *("LAMBDA_API_KEY", "PYTHON_REGISTRY_TOKEN", "SMTP_PASSWORD"),
    ],
)
def test_nothing_else_is(name: str) -> None:
    assert needed({name: "value"}) == {}


def test_docker_is_found_where_functions_are_to_run_in_it() -> None:
    environment = {"LAMBDA_EXECUTOR": "docker", "DOCKER_HOST": "unix:///run/docker.sock"}
    assert needed(environment) == environment


def test_a_copy_has_where_programs_are_and_each_setting_is_there_by_its_name() -> None:
    share = FunctionsShare({"PATH": "/bin", "AUTH": "true", "STATE_DIR": "/state"})
    assert {**share} == dict(share) == {"PATH": "/bin"}
    assert len(share) == 1
    assert share["AUTH"] == share.get("AUTH") == "true"
    assert "STATE_DIR" in share
    assert "GITHUB_TOKEN" not in share
