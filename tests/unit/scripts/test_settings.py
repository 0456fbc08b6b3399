"""What .env.example offers is what the commands of the Makefile are given."""

from __future__ import annotations

import re

from scripts.paths import PROJECT


def test_every_setting_that_the_example_offers_reaches_the_commands() -> None:
    offered = re.findall(r"^#([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE)
    exported = re.findall(r"^export (.+)$", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert offered
    assert set(offered) <= set(" ".join(exported).split())
