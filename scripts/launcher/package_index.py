"""The package index that pip is configured for, told to uv, which reads nothing of pip's.

https://pip.pypa.io/en/stable/topics/configuration/
https://docs.astral.sh/uv/reference/environment/
"""

from __future__ import annotations

import configparser
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}
SEPARATOR = {"UV_FIND_LINKS": ","}
SECTIONS = ("global", "install")
_ADDRESS = re.compile(r"""(?:https?|file)://[^\s'"`<>)]+|(?<=host=)'[^']+'""")


def as_uv_reads_it(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment for uv: with pip's settings in uv's names, where uv has no setting of its own."""
    told = {
        NAMES[name]: SEPARATOR.get(NAMES[name], " ").join(value.split())
        for name, value in _settings_of_pip(environment).items()
        if name in NAMES
    }
    if "UV_INDEX" in told:
        # pip looks in all of its indexes; what may be taken is said by hashes
        told["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {**told, **environment}


def without_addresses(text: str) -> str:
    """What pip or uv says, without where the index is: that may have a password in it."""
    return _ADDRESS.sub("the package index", text)


def _settings_of_pip(environment: Mapping[str, str]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for file in _configuration_files(environment):
        settings |= _read(file)
    named = {name: f"PIP_{name.replace('-', '_').upper()}" for name in NAMES}
    return settings | {
        name: environment[variable] for name, variable in named.items() if environment.get(variable)
    }


def _read(file: Path) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    try:
        parser.read(file, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError):
        # pip says what is wrong with it
        return {}
    found = [pair for section in SECTIONS if parser.has_section(section) for pair in parser.items(section)]
    return {name.replace("_", "-"): value for name, value in found}


def _configuration_files(environment: Mapping[str, str]) -> Iterator[Path]:
    """Those that pip reads, in its order: a later one decides."""
    named = environment.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return
    home = Path.home()
    for directory in environment.get("XDG_CONFIG_DIRS", "/etc/xdg").split(os.pathsep):
        yield Path(directory) / "pip" / "pip.conf"
    yield Path("/etc/pip.conf")
    yield Path("/Library/Application Support/pip/pip.conf")
    if not named:
        yield home / ".pip" / "pip.conf"
        yield Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf"
        yield home / "Library" / "Application Support" / "pip" / "pip.conf"
    yield Path(sys.prefix) / "pip.conf"
    if named:
        yield Path(named)
