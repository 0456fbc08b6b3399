"""The README's first screen is what a first `make up` shows, numbers, ids and a resolver's words apart."""

from __future__ import annotations

import re
import shutil

import pytest

from scripts.paths import PROJECT
from scripts.terraform.provider import registry_problem
from tests.stack.conftest import Checkout

[SCREEN] = re.findall(
    r"terminal then shows\n\n```\n(.*?)^```$", (PROJECT / "README.md").read_text(), re.MULTILINE | re.DOTALL
)
VARIES = {
    r"us-east-1_\w+": "POOL",
    r"(?<=app client)( +)\w+": r"\1CLIENT",
    r" \(\[Errno.*\)": "",
    r"\d+(?:[.,]\d+)*": "N",
}


def test_the_first_screen_of_the_readme_is_what_a_first_make_up_shows(first_checkout: Checkout) -> None:
    if shutil.which("terraform") is None or registry_problem("registry.terraform.io") is None:
        pytest.skip("the README shows a machine with Terraform, and without the Terraform registry in reach")
    shown = first_checkout.up(TF_PROVIDER="").stdout
    assert without_what_varies(shown) == without_what_varies(SCREEN)


def without_what_varies(screen: str) -> list[str]:
    for pattern, same in VARIES.items():
        screen = re.sub(pattern, same, screen)
    return [line.rstrip() for line in screen.rstrip().splitlines()]
