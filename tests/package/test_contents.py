"""What is in the engine's wheel and sdist, and what they say of themselves."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from email import message_from_string
from itertools import product
from pathlib import Path

import pytest

import cognito_emulator
from scripts.launcher.package_index import as_uv_reads_it
from scripts.package.alone import AT_THE_LOCKS_VERSIONS
from scripts.package.distributions import ENGINE, Distributions, build_distributions
from scripts.paths import PROJECT

VERSION = cognito_emulator.__version__
INFO = f"cognito_emulator-{VERSION}.dist-info"
ROOT = f"cognito_emulator-{VERSION}"
WANTED = list(product(("3.10", "3.14"), ("linux", "macos", "windows")))


def test_both_have_every_file_of_the_package_and_no_other(built: Distributions) -> None:
    files = files_of_the_package()
    assert "cognito_emulator/py.typed" in files
    assert "cognito_emulator/cognito/store/schema.sql" in files
    assert {name for name in in_wheel(built) if not name.startswith(f"{INFO}/")} == files
    beside = {"PKG-INFO", "README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml"}
    assert in_sdist(built) == {f"{ROOT}/{name}" for name in files | beside}


def test_the_wheel_has_its_licence_its_readme_and_both_entry_points(built: Distributions) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        metadata = message_from_string(wheel.read(f"{INFO}/METADATA").decode())
        entry_points = wheel.read(f"{INFO}/entry_points.txt").decode()
        assert wheel.read(f"{INFO}/licenses/LICENSE") == (PROJECT / "LICENSE").read_bytes()
    assert (metadata["Name"], metadata["Version"]) == ("cognito-emulator", VERSION)
    assert (metadata["License-Expression"], metadata["Requires-Python"]) == ("MIT", ">=3.10")
    assert str(metadata.get_payload()).strip() == (ENGINE / "README.md").read_text().strip()
    assert "cognito-emulator=cognito_emulator.__main__:main" in entry_points.replace(" ", "")
    assert "[pytest11]" in entry_points


def test_the_wheel_is_for_every_python_and_system(built: Distributions) -> None:
    assert built.wheel.name == f"{ROOT}-py3-none-any.whl"


def test_the_same_sources_give_the_same_bytes(built: Distributions, tmp_path: Path) -> None:
    again = build_distributions(directory=tmp_path / "again")
    assert again.wheel.read_bytes() == built.wheel.read_bytes()
    assert again.sdist.read_bytes() == built.sdist.read_bytes()


@pytest.mark.parametrize(("version", "system"), WANTED)
def test_all_that_it_needs_is_a_wheel_too(
    version: str, system: str, resolved: Mapping[tuple[str, str], subprocess.CompletedProcess[str]]
) -> None:
    """At the lock's versions: nobody needs a compiler, on the oldest Python and on the newest."""
    resolution = resolved[version, system]
    assert resolution.returncode == 0, resolution.stderr
    assert "ministack==" in resolution.stdout


@pytest.fixture(scope="module")
def resolved() -> dict[tuple[str, str], subprocess.CompletedProcess[str]]:
    """What is wanted, resolved at once: all that this does is to wait for the package index."""
    with ThreadPoolExecutor(len(WANTED)) as beside_each_other:
        return dict(zip(WANTED, beside_each_other.map(_resolution, WANTED), strict=True))


def _resolution(wanted: tuple[str, str]) -> subprocess.CompletedProcess[str]:
    version, system = wanted
    asked = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--only-binary", ":all:"]
    asked += ["--python-platform", system, "--python-version", version, *AT_THE_LOCKS_VERSIONS]
    return subprocess.run(
        [*asked, str(ENGINE / "pyproject.toml")],
        env=as_uv_reads_it(),
        capture_output=True,
        text=True,
        check=False,
    )


def files_of_the_package() -> set[str]:
    """Those that git knows or would add, by their names in the distribution."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "cognito_emulator"]
    listed = subprocess.run(command, cwd=ENGINE, capture_output=True, text=True, check=True).stdout
    return {name for name in listed.splitlines() if (ENGINE / name).exists()}


def in_wheel(built: Distributions) -> set[str]:
    with zipfile.ZipFile(built.wheel) as wheel:
        return set(wheel.namelist())


def in_sdist(built: Distributions) -> set[str]:
    with tarfile.open(built.sdist) as sdist:
        return {member.name for member in sdist.getmembers() if member.isfile()}
