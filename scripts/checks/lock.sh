#!/bin/sh
# Writes the lock files anew from pyproject.toml, for every Python and platform, with hashes.
set -eu
cd "$(dirname "$0")/../.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --upgrade \
        --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' "$@"
}
compile pyproject.toml emulator/pyproject.toml --output-file requirements.lock
compile pyproject.toml emulator/pyproject.toml --constraint requirements.lock --group dev \
    --output-file requirements-dev.lock
compile emulator/pyproject.toml --constraint requirements.lock --output-file emulator/requirements.lock
# on its own: checkov pins versions that the project uses newer
echo checkov | compile - --output-file requirements-checkov.lock
