"""The draft of a release of the engine, for a person to publish (`make release-draft`).

The tag names the version, the changelog has the notes, and what is attached is what was tried: the wheel, the
sdist and the image.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from cognito_emulator import __version__
from scripts.console import console
from scripts.engines.docker import docker, last_lines
from scripts.errors import CommandError
from scripts.package.distributions import ENGINE, Distributions

CHANGELOG = ENGINE / "CHANGELOG.md"
IMAGE = "cognito-emulator"
IMAGE_SECONDS = 900


def draft_release(tag: str, build: Callable[[], Distributions], changelog: Path = CHANGELOG) -> int:
    """Make the draft that a tag asks for. CommandError, with nothing built, where it is another version's.

    https://cli.github.com/manual/gh_release_create
    """
    if tag != f"v{__version__}":
        said = f"The tag {tag!r} is not that of version {__version__}." if tag else "There is no TAG."
        raise CommandError(said, f"make release-draft TAG=v{__version__}")
    notes = notes_of(__version__, changelog.read_text())
    built = build()
    image = _saved_image(built.wheel.with_name(f"{IMAGE}-{__version__}-image.tar.gz"))
    _draft(tag, notes, (built.wheel, built.sdist, image))
    console.print(f"[green]✓[/] {tag} is a draft, with its wheel, sdist and image: a person publishes it.")
    return 0


def notes_of(version: str, changelog: str) -> str:
    """The section of a version. CommandError where it is missing or says nothing."""
    _, _, behind = changelog.partition(f"\n## [{version}]")
    notes = "\n".join(behind.partition("\n## ")[0].splitlines()[1:]).strip()
    if not notes:
        said = f"emulator/CHANGELOG.md says nothing of version {version}."
        raise CommandError(said, f"write its section: ## [{version}]")
    return notes


def _saved_image(file: Path) -> Path:
    """The image of this checkout, as `docker load` takes it."""
    name, archive = f"{IMAGE}:{__version__}", file.with_suffix("")
    for command in (
        ("build", "--file", "emulator/Dockerfile", "--tag", name, "."),
        ("save", "--output", str(archive), name),
    ):
        run = docker(*command, seconds=IMAGE_SECONDS)
        if run.returncode:
            said = f"docker {command[0]} failed:\n{last_lines(run.stderr)}"
            raise CommandError(said, f"docker {' '.join(command)}")
    with archive.open("rb") as plain, gzip.open(file, "wb") as packed:
        shutil.copyfileobj(plain, packed)
    archive.unlink()
    return file


def _draft(tag: str, notes: str, files: tuple[Path, ...]) -> None:
    command = ["gh", "release", "create", tag, "--draft", "--verify-tag"]
    command += ["--title", f"cognito-emulator {__version__}", "--notes", notes, *map(str, files)]
    try:
        status = subprocess.run(command, check=False).returncode
    except FileNotFoundError:
        raise CommandError(
            "There is no `gh` on PATH, which makes the draft.", "https://cli.github.com"
        ) from None
    if status:
        raise CommandError("gh could not make the draft; its own words are above.", f"gh release view {tag}")
