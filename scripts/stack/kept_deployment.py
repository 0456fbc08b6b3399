"""A stack just deployed, nobody in it: kept by the hash of what it was made from, for the next `make up`.

The engine's state and Terraform's are one unit here as with `PERSIST=1`: Terraform's is the companion in the
engine's snapshot, and both come back at whatever port the next engine has. Beside it is the copy of the
configuration that Terraform worked in, initialised.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from cognito_emulator.state.new_directory import new_state_directory
from cognito_emulator.state.snapshot_file import read_snapshot, write_snapshot
from cognito_emulator.state.whole_files import OWNERS_DIRECTORY, write_whole
from scripts.paths import LAMBDA_ZIP, LOCAL, PROJECT, TERRAFORM
from scripts.stack.engine_state import ask
from scripts.terraform.runner import Tools, fingerprint, inputs
from scripts.terraform.state import TERRAFORM_STATE
from scripts.terraform.workspace import PLAN

DEPLOYMENTS = LOCAL / "deployments"
MOST_KEPT = 10
# what decides how a deployment comes out, beside what Terraform is given
MADE_BY = ("emulator/cognito_emulator", "scripts/stack")
READ_BY_TERRAFORM = ("TF_VAR_", "TF_CLI_ARGS")


@dataclass(frozen=True)
class KeptDeployment:
    """The place of a deployment, whether it is there or not."""

    directory: Path

    @property
    def snapshot(self) -> Path:
        """What the engine begins with."""
        return self.directory / "engine.snapshot"

    @property
    def _configuration(self) -> Path:
        return self.directory / "terraform"

    def exists(self) -> bool:
        """Whether it is there, whole, and what it links to too: the provider may have been removed since."""
        return self.snapshot.exists() and all(link.exists() for link in _links_below(self._configuration))

    def mark_used(self) -> None:
        """Let others go first: of more than a few, the one that was not used for the longest time goes."""
        os.utime(self.directory)

    def place(self, work_directory: Path, endpoint_url: str) -> None:
        """Put configuration and state where Terraform is to work, for an engine that will be at this address.

        A `prepare` there finds the copy made. Raises OSError, and StateError for a snapshot that is damaged.
        """
        self.mark_used()
        state = read_snapshot(self.snapshot).companion_at(endpoint_url)
        shutil.rmtree(work_directory, ignore_errors=True)
        shutil.copytree(self._configuration, work_directory, symlinks=True)
        write_whole(work_directory / TERRAFORM_STATE, state)

    def make_state_directory(self, path: Path, endpoint_url: str) -> None:
        """Make what an engine that keeps its state begins with (`PERSIST=1`), for this address.

        Raises StateError where something is kept there already, or cannot be written.
        """
        new_state_directory(path, read_snapshot(self.snapshot), endpoint_url)

    def keep(self, endpoint_url: str, ca_bundle: str | None, work_directory: Path) -> None:
        """Keep what the engine there and this Terraform hold now, in the place of the one used longest ago.

        Raises EngineStateError, and OSError where it cannot be written; then nothing is kept by this name.
        """
        state = (work_directory / TERRAFORM_STATE).read_bytes()
        content = ask(endpoint_url, ca_bundle, "POST", "/snapshot", state).content
        self.directory.parent.mkdir(mode=OWNERS_DIRECTORY, parents=True, exist_ok=True)
        draft = KeptDeployment(self.directory.with_name(f".{self.directory.name}.{os.getpid()}"))
        try:
            draft.directory.mkdir(mode=OWNERS_DIRECTORY)
            ignored = shutil.ignore_patterns("*.tfstate*", PLAN, LAMBDA_ZIP.name)
            shutil.copytree(work_directory, draft._configuration, symlinks=True, ignore=ignored)
            write_snapshot(draft.snapshot, content)
            draft.directory.replace(self.directory)
        finally:
            draft.forget()
        _prune(self.directory.parent)

    def forget(self) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)


def kept_deployment(
    tools: Tools, endpoint_url: str, region: str, environment: Mapping[str, str] = os.environ
) -> KeptDeployment:
    """The place of what these tools deploy into an empty engine at such an address, with the zip as it is."""
    digest = hashlib.sha256()
    terraform_settings = sorted(item for item in environment.items() if item[0].startswith(READ_BY_TERRAFORM))
    facts = [
        fingerprint(tools, TERRAFORM),
        inputs(region),
        terraform_settings,
        # a queue's address is kept with its scheme
        urlsplit(endpoint_url).scheme,
        importlib.metadata.version("ministack"),
    ]
    digest.update(json.dumps(facts).encode())
    digest.update(LAMBDA_ZIP.read_bytes())
    for file in _made_by():
        digest.update(f"\n{file.name}\n".encode() + file.read_bytes())
    return KeptDeployment(DEPLOYMENTS / digest.hexdigest()[:32])


def _made_by() -> Iterator[Path]:
    for part in MADE_BY:
        yield from sorted(path for path in (PROJECT / part).rglob("*") if path.suffix in (".py", ".sql"))


def _links_below(directory: Path) -> Iterator[Path]:
    return (path for path in directory.rglob("*") if path.is_symlink())


def _prune(deployments: Path) -> None:
    """Remove what was not used for the longest time, and what a killed process has left half written."""
    kept = sorted(
        (path for path in deployments.iterdir() if not path.name.startswith(".")),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    drafts_left = (
        draft
        for draft in deployments.glob(".*.*")
        if draft.suffix[1:].isdigit() and not psutil.pid_exists(int(draft.suffix[1:]))
    )
    for old in (*kept[MOST_KEPT:], *drafts_left):
        shutil.rmtree(old, ignore_errors=True)
