"""A release is a draft of what was tried, for the tag of its version alone; a person publishes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cognito_emulator import __version__
from scripts.errors import CommandError
from scripts.package.distributions import Distributions
from scripts.package.release import CHANGELOG, draft_release, notes_of

TAG = f"v{__version__}"
STAND_IN = """#!/bin/sh
echo "$0 $*" >> "{log}"
while [ $# -gt 0 ]; do [ "$1" = --output ] && echo image > "$2"; shift; done
exit {status}
"""


@pytest.fixture
def build(tmp_path: Path) -> Callable[[], Distributions]:
    def built() -> Distributions:
        return Distributions(tmp_path / "engine.whl", tmp_path / "engine.tar.gz")

    return built


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Stand-ins for docker and gh that note how they were called, and end with these statuses."""

    def standing_in(**statuses: int) -> Path:
        log = tmp_path / "calls"
        for name, status in statuses.items():
            tool = tmp_path / "bin" / name
            tool.parent.mkdir(exist_ok=True)
            tool.write_text(STAND_IN.format(log=log, status=status))
            tool.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
        return log

    return standing_in


def test_the_draft_has_wheel_sdist_image_and_the_notes_of_its_version_and_is_not_published(
    build: Callable[[], Distributions], tools: Callable[..., Path], tmp_path: Path
) -> None:
    log = tools(docker=0, gh=0)
    assert draft_release(TAG, build) == 0
    calls = log.read_text().replace(f"{tmp_path}/", "")
    image = f"cognito-emulator-{__version__}-image.tar"
    assert f"bin/docker build --file emulator/Dockerfile --tag cognito-emulator:{__version__} .\n" in calls
    assert f"bin/docker save --output {image} cognito-emulator:{__version__}\n" in calls
    assert f"bin/gh release create {TAG} --draft --verify-tag " in calls
    assert calls.endswith(f" engine.whl engine.tar.gz {image}.gz\n")
    assert notes_of(__version__, CHANGELOG.read_text()) in calls


@pytest.mark.parametrize(("tag", "said"), [("", "There is no TAG"), ("v99.0.0", "'v99.0.0' is not that of")])
def test_another_tag_than_that_of_the_version_is_refused_before_anything_is_built(
    tag: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said) as refused:
        draft_release(tag, lambda: pytest.fail("it was built"))
    assert refused.value.next_command == f"make release-draft TAG={TAG}"


@pytest.mark.parametrize("section", ["", f"\n## [{__version__}]\n\n", f"\n## [{__version__}1]\n\n- other\n"])
def test_a_version_that_the_changelog_says_nothing_of_is_refused(section: str, tmp_path: Path) -> None:
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text(f"# Changelog\n{section}\n## [0.0.1]\n\n- older\n")
    with pytest.raises(CommandError, match="says nothing of version"):
        draft_release(TAG, lambda: pytest.fail("it was built"), changelog)


def test_notes_end_where_the_version_before_begins() -> None:
    changelog = (
        "# C\n\n## [Unreleased]\n\n- x\n\n## [1.1.0] - 2026-01-02\n\n### Added\n\n- y\n\n## [1.0.0]\n\n- z\n"
    )
    assert notes_of("1.1.0", changelog) == "### Added\n\n- y"


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ({"docker": 1, "gh": 0}, "docker build failed"),
        ({"docker": 0, "gh": 1}, "gh could not make"),
        ({"docker": 0}, "no `gh` on PATH"),
    ],
)
def test_without_an_image_or_a_draft_it_has_failed(
    statuses: dict[str, int], said: str, build: Callable[[], Distributions], tools: Callable[..., Path]
) -> None:
    tools(**statuses)
    with pytest.raises(CommandError, match=said):
        draft_release(TAG, build)
