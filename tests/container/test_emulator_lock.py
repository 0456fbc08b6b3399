"""emulator/requirements.lock: what the image holds is what `make up` runs."""

from __future__ import annotations

import re
from pathlib import Path

from scripts.paths import PROJECT

PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def test_every_version_in_the_image_is_the_projects() -> None:
    image, project = (_pins(PROJECT / name) for name in ("emulator/requirements.lock", "requirements.lock"))
    assert image
    assert image - project == set()


def test_every_package_in_the_image_has_its_hash() -> None:
    text = (PROJECT / "emulator" / "requirements.lock").read_text()
    blocks = [block for block in re.split(r"\n(?=[a-z])", text) if PIN.match(block)]
    assert [PIN.match(block) for block in blocks if "--hash=sha256:" not in block] == []


def _pins(lock: Path) -> set[tuple[str, str]]:
    return set(PIN.findall(lock.read_text()))
