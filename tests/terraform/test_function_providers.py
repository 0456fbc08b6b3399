"""The functions are made at the same time, by a provider that makes one at a time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import hcl2
import pytest

from scripts.terraform.function_providers import (
    OVERRIDE,
    PROVIDERS,
    function_providers,
    functions_at_once,
    write_function_providers,
)
from scripts.terraform.offline_configuration import endpoints_override
from scripts.terraform.state import TERRAFORM_STATE
from scripts.terraform.workspace import Workspace
from tests.terraform.conftest import FUNCTIONS, run, state_as_made

FUNCTION = "aws_lambda_function"
TWO = ("b", "c")


def test_each_function_has_been_made_by_a_provider_process_of_its_own(applied: Workspace) -> None:
    made = json.loads(state_as_made(applied).read_text())["resources"]
    providers = {each["name"]: each["provider"] for each in made if each["type"] == FUNCTION}
    assert set(providers) == set(FUNCTIONS)
    assert len(set(providers.values())) == len(FUNCTIONS)


def test_once_they_are_made_one_provider_process_looks_after_all(applied: Workspace) -> None:
    assert applied.reduction.function_providers
    assert not (applied.terraform.directory / OVERRIDE).exists()
    assert "No changes" in run(applied, "plan", "-no-color", "-input=false")


def test_all_functions_but_one_get_a_provider_and_none_that_has_its_own() -> None:
    bodies: dict[str, dict[str, Any]] = {f"{FUNCTION}.{name}": {} for name in ("c", "a", "b")}
    bodies |= {f"{FUNCTION}.d": {"provider": "aws.other"}, "aws_sqs_queue.q": {}}
    assert function_providers(bodies) == TWO


def test_a_functions_provider_has_the_settings_of_the_default_one(tmp_path: Path) -> None:
    write_function_providers(tmp_path, {"region": '"x"', "default_tags": [{"tags": {"a": "1"}}]}, TWO)
    providers = hcl2.loads((tmp_path / PROVIDERS).read_text())["provider"]
    assert [each['"aws"']["alias"] for each in providers] == ['"b"', '"c"']
    assert [each['"aws"']["region"] for each in providers] == ['"x"', '"x"']
    assert all(each['"aws"']["default_tags"] for each in providers)


def test_where_there_is_one_function_at_most_there_is_no_provider_but_the_default_one(tmp_path: Path) -> None:
    assert function_providers({f"{FUNCTION}.a": {}}) == ()
    write_function_providers(tmp_path, {}, ())
    assert not list(tmp_path.iterdir())


def test_a_functions_provider_is_sent_to_the_emulator_too() -> None:
    block: dict[str, Any] = {
        "attributes": {},
        "block_types": {"endpoints": {"block": {"attributes": {"lambda": {}}}}},
    }
    default, *others = json.loads(endpoints_override(block, "http://127.0.0.1:1", TWO))["provider"]["aws"]
    assert [other.pop("alias") for other in others] == ["b", "c"]
    assert others == [default, default]


@pytest.mark.parametrize("made", [(), ("b",)])
def test_functions_get_their_providers_while_one_of_them_is_not_made(
    tmp_path: Path, made: tuple[str, ...]
) -> None:
    write_state(tmp_path, *made)
    with functions_at_once(tmp_path, TWO):
        override = json.loads((tmp_path / OVERRIDE).read_text())
        assert override["resource"][FUNCTION] == {"b": {"provider": "aws.b"}, "c": {"provider": "aws.c"}}
    assert not (tmp_path / OVERRIDE).exists()


def test_functions_that_are_made_get_no_providers_and_what_a_killed_apply_has_left_goes(
    tmp_path: Path,
) -> None:
    write_state(tmp_path, *TWO)
    (tmp_path / OVERRIDE).write_text("{}")
    with functions_at_once(tmp_path, TWO):
        assert not (tmp_path / OVERRIDE).exists()


def test_where_there_is_no_state_no_function_is_made(tmp_path: Path) -> None:
    with functions_at_once(tmp_path, TWO):
        assert (tmp_path / OVERRIDE).exists()


def write_state(directory: Path, *made: str) -> None:
    """A Terraform state with these functions, and one more that has no instance."""
    functions = [{"type": FUNCTION, "name": name, "instances": [{}]} for name in made]
    gone = {"type": FUNCTION, "name": "c", "instances": []}
    resources = [*functions, *([] if "c" in made else [gone])]
    (directory / TERRAFORM_STATE).write_text(json.dumps({"resources": resources}))
