"""`.env`: settings that are taken where neither `make` nor the environment says anything else."""

from __future__ import annotations

from pathlib import Path

NAMES = (
    *("ENGINE", "PORT", "PERSIST", "TLS", "ISSUER", "TF_PROVIDER"),
    *("LOCALSTACK_AUTH_TOKEN", "LOCALSTACK_IMAGE", "ALLOWED_HOSTS", "ALLOWED_ORIGINS", "LIMITS"),
)


def settings_in(file: Path) -> dict[str, str]:
    """NAME=value, a line each; quotes around a value are none of it, and a `#` begins a comment."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.partition(" #")[0].partition("=") for line in lines if not line.lstrip().startswith("#"))
    named = ((name.strip(), _unquoted(value.strip())) for name, _, value in pairs)
    return {name: value for name, value in named if name in NAMES}


def _unquoted(value: str) -> str:
    quote = value[:1]
    return value[1:-1] if quote in ("'", '"') and len(value) > 1 and value.endswith(quote) else value
