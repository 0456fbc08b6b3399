"""What provider 6 has published, held against the configuration: its arguments, and the zips it is made of.

The arguments are those of 6.62.0, read from the provider's own documentation and schema; the registry, and so
the provider itself, may be out of reach where the tests run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import hcl2
import pytest

from scripts.paths import TERRAFORM
from scripts.terraform.offline_configuration import read_configuration, resources
from scripts.terraform.runner import LOCK_FILE

Known = Mapping[str, Mapping[str, Any]]
ARGUMENTS: dict[str, Known] = json.loads(
    (Path(__file__).parent / "facts" / "arguments_6_62.json").read_text()
)
# https://developer.hashicorp.com/terraform/language/meta-arguments
META = {"count", "for_each", "provider", "depends_on", "lifecycle", "timeouts"}


def test_provider_6_has_every_argument_of_the_configuration_and_gets_all_that_it_requires() -> None:
    assert list(_faults(TERRAFORM)) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('  name = "n"\n  colour = "red"', "aws_sqs_queue.q.colour: unknown"),
        ("  redrive {\n    a = 1\n  }", "aws_sqs_queue.q.redrive: unknown"),
        ('  dynamic "redrive" {\n    for_each = []\n    content {}\n  }', "aws_sqs_queue.q.redrive: unknown"),
    ],
)
def test_an_argument_that_provider_6_does_not_have_is_found(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "main.tf").write_text(f'resource "aws_sqs_queue" "q" {{\n{text}\n}}\n')
    assert list(_faults(tmp_path)) == [fault]


def test_a_required_argument_that_is_missing_and_a_type_without_a_list_are_found(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_sns_topic_subscription" "s" {\n  topic_arn = "a"\n}\n')
    (tmp_path / "more.tf").write_text('resource "aws_fountain" "f" {\n}\n')
    assert set(_faults(tmp_path)) == {
        "aws_sns_topic_subscription.s.protocol: required",
        "aws_sns_topic_subscription.s.endpoint: required",
        "aws_fountain.f: no list of arguments",
    }


def test_the_lock_file_names_one_tested_version_with_the_zips_of_every_platform() -> None:
    """The registry has one zip for each of 15 platforms, and a manifest beside them."""
    [(name, lock)] = _locks()
    constraint = re.search(r'version\s+= "(~>.*)"', (TERRAFORM / "versions.tf").read_text())
    assert name == "registry.terraform.io/hashicorp/aws"
    assert re.fullmatch(r"6\.\d+\.\d+", lock["version"])
    assert constraint
    assert lock["constraints"] == constraint[1]
    zips = [found for found in lock["hashes"] if re.fullmatch(r"zh:[0-9a-f]{64}", found)]
    assert len(set(zips)) == 16


def _locks() -> Iterator[tuple[str, dict[str, Any]]]:
    for block in hcl2.loads((TERRAFORM / LOCK_FILE).read_text())["provider"]:
        for name, body in _own(block):
            yield name, {key: _plain(value) for key, value in _own(body)}


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, list) else str(value).strip('"')


def _faults(directory: Path) -> Iterator[str]:
    for address, body in resources(read_configuration(directory), "resource"):
        known = ARGUMENTS.get(address.partition(".")[0])
        if known is None:
            yield f"{address}: no list of arguments"
        else:
            yield from _faults_of_block(body, known, address)


def _faults_of_block(body: Mapping[str, Any], known: Known, where: str) -> Iterator[str]:
    said = dict(_own(body))
    for dynamic in said.pop("dynamic", []):
        said |= {name: spec["content"] for name, spec in _own(dynamic)}
    for name, value in said.items():
        if name in META:
            continue
        if name not in known:
            yield f"{where}.{name}: unknown"
        elif "block" in known[name] and isinstance(value, list):
            for nested in value:
                yield from _faults_of_block(nested, known[name]["block"], f"{where}.{name}")
    for name, spec in known.items():
        if spec["required"] and name not in said:
            yield f"{where}.{name}: required"


def _own(body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name.strip('"'), value) for name, value in body.items() if not name.startswith("__"))
