"""docs/production.md: AWS's API has its commands, this project its names, and its sums add up."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from decimal import Decimal

import botocore.session
import pytest
from botocore import xform_name

from scripts.paths import PROJECT, TERRAFORM

PAGE = (PROJECT / "docs" / "production.md").read_text()
BLOCKS = re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SESSION = botocore.session.get_session()
GLOBAL_OPTIONS = {"query", "output", "region"}


def commands_of(program: str) -> Iterator[str]:
    """Each command of the page that begins with the program, on one line."""
    for block in BLOCKS:
        lines = block.replace("\\\n", " ")
        # a quoted JSON goes over several lines
        for match in re.finditer(rf"\b{program} (?:'[^']*'|\"[^\"]*\"|[^'\"\n|])*", lines):
            yield match.group().strip()


AWS = sorted(set(commands_of("aws")))


def test_there_is_something_to_look_at() -> None:
    assert len(AWS) > 15


@pytest.mark.parametrize("command", AWS)
def test_awss_api_has_the_operation_and_each_option(command: str) -> None:
    _, service, operation, *words = shlex.split(command)
    client_model = SESSION.get_service_model(service.replace("s3api", "s3"))
    if operation == "wait":
        waiters = SESSION.get_waiter_model(service).waiter_names
        assert words[0] in {xform_name(name, "-") for name in waiters}
        return
    operations = {xform_name(name, "-"): name for name in client_model.operation_names}
    assert operation in operations
    model = client_model.operation_model(operations[operation]).input_shape
    assert model is not None
    parameters = {xform_name(name, "-") for name in model.members}
    options = {word.removeprefix("--") for word in words if word.startswith("--")}
    assert options - parameters <= GLOBAL_OPTIONS
    assert {xform_name(name, "-") for name in model.required_members} <= options


def test_each_target_of_make_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    used = set(re.findall(r"\bmake ([a-z-]+)(?= |`|$)", "\n".join(commands_of("make")), re.MULTILINE))
    assert used
    assert used <= targets


def test_each_variable_is_one_of_terraforms() -> None:
    variables = set(re.findall(r'^variable "(\w+)"', (TERRAFORM / "variables.tf").read_text(), re.MULTILINE))
    set_there = set(re.findall(r"^- `(\w+)", PAGE, re.MULTILINE)) | set(re.findall(r"`(\w+) = ", PAGE))
    assert {"environment", "terms_version"} <= set_there
    assert set_there <= variables


@pytest.mark.parametrize("column", [0, 1])
def test_the_costs_add_up(column: int) -> None:
    rows = re.findall(r"^\| ([^|]+) \|[^|]*\| \**([\d,.]+)\** \| \**([\d,.]+)\** \|$", PAGE, re.MULTILINE)
    names = [name for name, *_ in rows]
    _numbers_of_sign_ups, *costs, total = [Decimal(row[1 + column].replace(",", "")) for row in rows]
    assert names[-1] == "**Sum**"
    assert len(costs) == 11
    assert sum(costs) == total
