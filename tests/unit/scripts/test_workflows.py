"""The rules of .github: what a workflow may use, who may end it, and that nothing runs twice or never."""

from __future__ import annotations

import re
import subprocess
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml

from scripts.checks.rooms import rooms
from scripts.paths import PROJECT

FILES = {file.name: file.read_text() for file in (PROJECT / ".github" / "workflows").glob("*.yml")}
WORKFLOWS: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in FILES.items()}
ALL_JOBS = {
    f"{file}: {name}": job for file, workflow in WORKFLOWS.items() for name, job in workflow["jobs"].items()
}
# the others are workflows of this repository, called
JOBS = {name: job for name, job in ALL_JOBS.items() if "uses" not in job}
STEPS = [(job, step) for job, content in JOBS.items() for step in content["steps"]]
CI = WORKFLOWS["ci.yml"]
ELSEWHERE = "ci.yml: elsewhere"
PYTHONS = re.findall(r"Python :: (3\.\d+)", (PROJECT / "emulator" / "pyproject.toml").read_text())
TEST_JOBS = {name: job for name, job in CI["jobs"].items() if name.startswith("test")}
OWN = "uses: ./.github/workflows/"
USES = re.compile(r"^\s*(?:- )?uses: (?P<action>[^@\s]+)@(?P<pin>\S+)(?P<comment>.*)$", re.MULTILINE)
# the first major release of each that is on Node 24 from its first minor on (`runs.using` of its action.yml)
ON_NODE_24 = {
    "actions/checkout": 5,
    "actions/setup-go": 7,
    "actions/setup-node": 5,
    "actions/setup-python": 6,
    "aws-actions/configure-aws-credentials": 6,
    "hashicorp/setup-terraform": 4,
}
MANIFESTS = {
    "pip": ("pyproject.toml", "requirements.txt"),
    "gomod": ("go.mod",),
    "npm": ("package.json",),
    "docker": ("Dockerfile",),
    "docker-compose": ("docker-compose.yml",),
    "terraform": ("versions.tf",),
}


def triggers(workflow: dict[Any, Any]) -> dict[str, Any]:
    """What starts it: YAML 1.1 reads the key `on` as true."""
    on: dict[str, Any] = workflow[True]
    return on


@pytest.mark.parametrize("name", FILES)
def test_an_action_is_pinned_by_its_whole_sha_with_its_version_beside_it(name: str) -> None:
    used = list(USES.finditer(FILES[name]))
    assert len(used) == FILES[name].count("uses:") - FILES[name].count(OWN)
    for use in used:
        assert re.fullmatch(r"[0-9a-f]{40}", use["pin"]), use[0]
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", use["comment"]), use[0]


def test_one_version_of_an_action_is_used_everywhere() -> None:
    used = {
        (use["action"], use["pin"], use["comment"]) for text in FILES.values() for use in USES.finditer(text)
    }
    assert len(used) == len({action for action, _, _ in used})


def test_no_action_runs_on_a_node_that_is_retired() -> None:
    for text in FILES.values():
        for use in USES.finditer(text):
            major = int(use["comment"].removeprefix(" # v").partition(".")[0])
            assert major >= ON_NODE_24[use["action"]], (
                f"{use['action']}: which Node does its action.yml name?"
            )


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_run_of_main_is_never_cancelled(name: str) -> None:
    concurrency = WORKFLOWS[name]["concurrency"]
    # a run that waits in its branch's group would be cancelled by the next, so each is a group of its own
    assert "github.run_id" in concurrency["group"]
    if "pull_request" in triggers(WORKFLOWS[name]):
        assert concurrency["cancel-in-progress"] == "${{ github.event_name == 'pull_request' }}"
        assert "github.event_name == 'pull_request' && github.ref || github.run_id" in concurrency["group"]
    else:
        assert "cancel-in-progress" not in concurrency


def test_main_and_pull_requests_are_checked() -> None:
    assert triggers(CI) == {"push": {"branches": ["main"]}, "pull_request": None, "workflow_call": None}


def test_a_release_is_checked_as_main_is_and_then_a_draft_that_a_person_has_allowed() -> None:
    release = WORKFLOWS["release.yml"]
    assert triggers(release) == {"push": {"tags": ["v*"]}}
    assert release["jobs"]["checks"] == {"uses": "./.github/workflows/ci.yml"}
    assert {name for name in ALL_JOBS if name not in JOBS} == {"release.yml: checks"}
    draft = release["jobs"]["draft"]
    assert (draft["needs"], draft["environment"]) == ("checks", "release")
    assert [step["run"] for step in draft["steps"] if "run" in step] == ["make release-draft"]
    assert "secrets." not in FILES["release.yml"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_read_and_no_more(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {"contents": "read"}


def test_only_a_plan_that_somebody_starts_by_hand_gets_a_token_for_an_account() -> None:
    more = {job: content["permissions"] for job, content in ALL_JOBS.items() if "permissions" in content}
    assert more == {
        "deployment-plan.yml: plan": {"contents": "read", "id-token": "write"},
        "release.yml: draft": {"contents": "write"},
    }
    plan = WORKFLOWS["deployment-plan.yml"]
    assert list(triggers(plan)) == ["workflow_dispatch"]
    assert plan["jobs"]["plan"]["environment"] == "${{ inputs.environment }}"
    assert not re.search(r"secrets\.|aws-(access-key|secret)", FILES["deployment-plan.yml"])
    assert "apply" not in str([step.get("run") for step in plan["jobs"]["plan"]["steps"]])


@pytest.mark.parametrize("job", JOBS)
def test_a_job_ends_after_a_while_and_its_failure_is_one(job: str) -> None:
    assert JOBS[job]["timeout-minutes"] <= 60
    assert "continue-on-error" not in str(JOBS[job])
    for step in JOBS[job]["steps"]:
        assert "||" not in step.get("run", "")


def test_no_checkout_leaves_its_token_behind() -> None:
    for job, step in STEPS:
        if str(step.get("uses")).startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False, job


def test_what_a_job_runs_is_a_target_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    for job, step in STEPS:
        command = str(step.get("run", "make help"))
        if job not in ("ci.yml: secrets", ELSEWHERE):
            assert re.fullmatch(r"make [a-z0-9-]+( [A-Z]+=(\w+|\"[\w ]+\"))*", command), command
            assert command.split()[1] in targets


def test_the_engine_is_tried_on_each_system_that_it_is_for_on_the_oldest_python_and_the_newest() -> None:
    job = JOBS[ELSEWHERE]
    matrix = job["strategy"]["matrix"]
    assert [system.partition("-")[0] for system in matrix["system"]] == ["macos", "windows"]
    assert matrix["python-version"] == [PYTHONS[0], PYTHONS[-1]]
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands == ["python -m pip install ./emulator", "python scripts/package/try_engine.py"]
    on_linux = next(step for step in CI["jobs"]["test-package"]["steps"] if "python-version" in str(step))
    assert sorted(on_linux["with"]["python-version"].split()) == PYTHONS


def test_every_room_runs_in_one_job_and_the_slow_ones_on_one_python() -> None:
    runs = {name: _rooms_of(job) for name, job in TEST_JOBS.items()}
    assert sorted(room for names in runs.values() for room in names) == sorted({*rooms(), "chaos"})
    assert set(runs["test"]) == {"unit", "emulator", "conformance", "terraform"}
    assert runs["test-package"] == ["package"]
    assert "strategy" not in TEST_JOBS["test-stacks"]
    assert TEST_JOBS["test"]["strategy"]["matrix"].keys() == {"python-version"}


def test_the_integration_job_has_the_registrys_provider_or_none() -> None:
    for name in ("integration", "localstack"):
        job = CI["jobs"][name]
        assert job["env"]["TF_PROVIDER"] == "registry"
        assert f"make integration ENGINE={'embedded' if name == 'integration' else name}" in str(job["steps"])


def test_localstack_runs_where_its_secret_is_there_and_nowhere_else() -> None:
    job = CI["jobs"]["localstack"]
    assert (job["needs"], job["if"]) == ("secrets", "needs.secrets.outputs.localstack == 'true'")
    assert CI["jobs"]["secrets"]["outputs"]["localstack"] == "${{ secrets.LOCALSTACK_AUTH_TOKEN != '' }}"
    # a pull request of a fork would else see it
    assert FILES["ci.yml"].count("secrets.LOCALSTACK_AUTH_TOKEN }}") == 1


def test_vulnerabilities_are_looked_for_every_day() -> None:
    [entry] = triggers(WORKFLOWS["audit.yml"])["schedule"]
    minute, hour, *days = entry["cron"].split()
    assert (minute.isdigit(), hour.isdigit(), days) == (True, True, ["*", "*", "*"])
    assert "make audit" in FILES["audit.yml"]
    assert "make audit" not in FILES["ci.yml"]


def test_dependabot_looks_at_everything_that_names_versions() -> None:
    updates = yaml.safe_load((PROJECT / ".github" / "dependabot.yml").read_text())["updates"]
    looked_at = {
        each["package-ecosystem"]: each.get("directories") or [each["directory"]] for each in updates
    }
    assert looked_at.pop("github-actions") == ["/"]
    for ecosystem, names in MANIFESTS.items():
        for directory in _directories_with(names):
            assert any(_covers(pattern, directory) for pattern in looked_at[ecosystem]), (
                ecosystem,
                directory,
            )
    assert set(looked_at) == set(MANIFESTS)


def _rooms_of(job: dict[str, Any]) -> list[str]:
    runs = [step["run"] for step in job["steps"] if str(step.get("run", "")).startswith("make test ")]
    [named] = re.findall(r'ROOMS="([\w ]+)"', " ".join(runs))
    return str(named).split()


def _directories_with(names: tuple[str, ...]) -> set[str]:
    """Where git knows a file of one of these names, from the project's root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    parents = [PurePosixPath("/", file).parent for file in files if PurePosixPath(file).name in names]
    return {str(parent) for parent in parents}


def _covers(pattern: str, directory: str) -> bool:
    """Dependabot's `**/*` is every directory; another pattern is itself."""
    return pattern == "**/*" or fnmatch(directory, pattern)
