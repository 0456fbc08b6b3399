"""Terraform's language by python-hcl2, which builds its grammar when it is imported.

A sixth of what `make up` imports; only a new configuration with the offline provider needs it.
https://pypi.org/project/python-hcl2/
"""

from __future__ import annotations

from typing import Any


def loads(text: str) -> dict[str, Any]:
    """A file's blocks and arguments; raises what the parser does for text that is no HCL."""
    import hcl2  # noqa: PLC0415

    content: dict[str, Any] = hcl2.loads(text)
    return content


def dumps(content: dict[str, Any]) -> str:
    """The text of a file with these blocks and arguments."""
    import hcl2  # noqa: PLC0415

    text: str = hcl2.dumps(content)
    return text
