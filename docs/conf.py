"""The documentation's site, by Sphinx: the Markdown pages where they stand, and a reference from docstrings.

The source directory is the project, so that a link is the same in a checkout and in the site.
https://www.sphinx-doc.org/en/master/usage/configuration.html
"""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "emulator"))

project = "cognito-emulator"
html_title = "cognito-emulator and the sign-up flow"
extensions = ["myst_parser", "sphinx.ext.autodoc"]

root_doc = "docs/index"
include_patterns = ["*.md", "docs/**.md", "emulator/*.md", "examples/**.md"]
exclude_patterns = [
    *(".*", "**/node_modules"),
    *("emulator/cognito_emulator", "lambda", "scripts", "terraform", "tests"),
]

# `#dead-letters` is held to the headings
myst_heading_anchors = 4

# docstrings are written with single backticks, and nothing of the engine runs to have them read
default_role = "code"
autodoc_mock_imports = ["boto3", "botocore", "cryptography", "httpx", "jwt", "psutil", "pytest", "starlette"]
autodoc_member_order = "bysource"
add_module_names = False

html_theme = "furo"
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
templates_path = ["_templates"]
html_additional_pages = {"index": "to_docs.html"}


def setup(app: Sphinx) -> None:
    """Sphinx calls it once."""
    app.connect("autodoc-skip-member", _is_for_pytest_alone)
    app.connect("autodoc-process-signature", _made_by_fixtures)


def _is_for_pytest_alone(_app: Sphinx, _what: str, name: str, *_: object) -> bool | None:
    """True leaves a member out, None lets Sphinx decide."""
    return True if name.startswith("pytest_") else None


def _made_by_fixtures(_app: Sphinx, what: str, *_: object) -> tuple[str, None] | None:
    """No signature of a class, since no test makes one; None leaves others as they are."""
    return ("", None) if what == "class" else None
