"""What editors, a container and the forms for issues are told is true of this project."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml

from scripts.paths import PROJECT
from tests.package.pythons import VERSIONS

TARGETS = set(re.findall(r"^([a-z0-9-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
TASKS: list[dict[str, Any]] = json.loads((PROJECT / ".vscode" / "tasks.json").read_text())["tasks"]
DEVCONTAINER: dict[str, Any] = json.loads((PROJECT / ".devcontainer" / "devcontainer.json").read_text())
TEMPLATES = PROJECT / ".github" / "ISSUE_TEMPLATE"
FORMS: dict[str, Any] = {
    file.name: yaml.safe_load(file.read_text())
    for file in TEMPLATES.glob("*.yml")
    if file.name != "config.yml"
}


@pytest.mark.parametrize("command", [*(task["command"] for task in TASKS), DEVCONTAINER["postCreateCommand"]])
def test_every_command_of_an_editor_is_a_target_of_the_makefile(command: str) -> None:
    make, target = command.split()[:2]
    assert make == "make"
    assert target in TARGETS


def test_the_container_has_a_python_that_the_project_is_for_and_the_engines_port() -> None:
    image, _, version = DEVCONTAINER["image"].partition(":")
    assert image == "mcr.microsoft.com/devcontainers/python"
    assert version in VERSIONS
    assert DEVCONTAINER["forwardPorts"] == [4566]


def test_no_docker_is_asked_for_where_none_is_needed() -> None:
    assert "features" not in DEVCONTAINER
    assert "docker" not in json.dumps(DEVCONTAINER)


@pytest.mark.parametrize("name", FORMS)
def test_an_issue_asks_for_the_request(name: str) -> None:
    fields = {field["id"]: field for field in FORMS[name]["body"] if "id" in field}
    assert fields["request"]["validations"] == {"required": True}


def test_who_reports_a_failure_tells_the_request_the_answer_and_the_version_and_nobodys_data() -> None:
    form = FORMS["failing_request.yml"]
    asked = {field["id"] for field in form["body"] if field.get("validations") == {"required": True}}
    assert asked == {"request", "answer", "expected", "version", "system"}
    assert "no address, name, token or code of a real person" in form["body"][0]["attributes"]["value"]


def test_every_issue_comes_by_a_form() -> None:
    config = yaml.safe_load((TEMPLATES / "config.yml").read_text())
    assert config == {"blank_issues_enabled": False}


def test_no_badge_claims_what_nobody_can_look_up() -> None:
    for readme in (PROJECT / "README.md", PROJECT / "emulator" / "README.md"):
        assert not re.search(r"badge|shields\.io", readme.read_text())
