"""Gets a Terraform configuration ready to run against an emulator: which Terraform, which provider, init."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scripts.errors import CommandError
from scripts.paths import LOCAL
from scripts.terraform.binary import TerraformBinary, find_terraform
from scripts.terraform.events import EventReader
from scripts.terraform.offline_completion import Completion
from scripts.terraform.offline_configuration import Reduction
from scripts.terraform.offline_copy import reduce_copy
from scripts.terraform.offline_provider import place_provider
from scripts.terraform.process import TerraformCommand, local_environment
from scripts.terraform.provider import ProviderChoice, ProviderSource, choose_provider
from scripts.terraform.workspace import TFLOCAL_OVERRIDE, TerraformError, Workspace

Say = Callable[[str], None]
LOCK_FILE = ".terraform.lock.hcl"
# what only a configuration for AWS has
NOT_COPIED = {"backend.tf", TFLOCAL_OVERRIDE}
VARIABLES = "local.auto.tfvars.json"
PREPARED = "prepared.json"
PROVIDER = "provider.json"


def prepare(
    endpoint_url: str,
    region: str,
    work_dir: Path,
    configuration_dir: Path,
    say: Say,
    *,
    environment: Mapping[str, str] = os.environ,
    local: Path = LOCAL,
) -> Workspace:
    """A workspace in ``work_dir`` for the configuration in ``configuration_dir``, initialised.

    Nothing is written into ``configuration_dir``. What has not changed since the last call is not done
    again. ``say`` gets a line for whatever takes long. ``local`` is where downloads are kept.
    Raises CommandError (no Terraform, no provider) and TerraformError (Terraform refuses).
    """
    binary = find_terraform(say, local)
    provider = _provider_of(work_dir, environment) or choose_provider(environment, binary.registry_host)
    preparation = _Preparation(binary, provider, endpoint_url, region, work_dir, configuration_dir, say)
    return preparation.run(environment, local)


@dataclass(frozen=True)
class _Preparation:
    binary: TerraformBinary
    provider: ProviderChoice
    endpoint_url: str
    region: str
    work_dir: Path
    configuration_dir: Path
    say: Say

    def run(self, environment: Mapping[str, str], local: Path) -> Workspace:
        self.work_dir.mkdir(parents=True, exist_ok=True)
        additions = self._provider_environment(local)
        passed_on = local_environment(environment, self.endpoint_url, self.region, additions)
        terraform = TerraformCommand(self.binary.path, self.work_dir, passed_on)
        deployer = terraform
        if self.provider.source == "registry":
            deployer = TerraformCommand(_tflocal(), self.work_dir, passed_on)
        self._write_inputs()
        reduction = self._reduction(terraform)
        return Workspace(self.binary, self.provider, reduction, terraform, deployer)

    def _provider_environment(self, local: Path) -> dict[str, str]:
        if self.provider.source == "offline":
            configuration = place_provider(local, self.binary.registry_host, self.say)
            return {"TF_CLI_CONFIG_FILE": str(configuration)}
        cache = (local / "terraform-plugin-cache").resolve()
        cache.mkdir(parents=True, exist_ok=True)
        return {
            "TF_CMD": str(self.binary.path),
            "DISABLE_DEPRECATION_NOTICE": "1",
            "TF_PLUGIN_CACHE_DIR": str(cache),
            "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
        }

    def _reduction(self, terraform: TerraformCommand) -> Reduction:
        """Make and initialise the copy, unless that was done with the same sources; what it lacks."""
        prepared, fingerprint = self.work_dir / PREPARED, self._fingerprint()
        if (record := _read_json(prepared)) and record["fingerprint"] == fingerprint:
            completed = tuple(Completion(**fields) for fields in record["completed"])
            return Reduction(tuple(record["removed"]), tuple(record["replaced"]), completed)
        prepared.unlink(missing_ok=True)
        self._copy_configuration()
        _write_json(self.work_dir / PROVIDER, {"source": self.provider.source})
        reduction = Reduction((), ())
        if self.provider.source == "registry":
            self._initialise(terraform)
        else:
            reduction = reduce_copy(terraform, self.endpoint_url, self._initialise)
        _write_json(prepared, {"fingerprint": fingerprint, **asdict(reduction)})
        return reduction

    def _copy_configuration(self) -> None:
        for name in ("*.tf", "*.tf.json", LOCK_FILE):
            for stale in self.work_dir.glob(name):
                stale.unlink()
        shutil.rmtree(self.work_dir / ".terraform", ignore_errors=True)
        for source in self._sources():
            shutil.copyfile(source, self.work_dir / source.name)

    def _initialise(self, terraform: TerraformCommand) -> None:
        self.say(f"terraform init (provider: {self.provider.source})")
        events = EventReader(lambda _: None)
        status = terraform.stream(["init", "-input=false", "-no-color"], events.read)
        if status != 0:
            other = "offline" if self.provider.source == "registry" else "registry"
            raise TerraformError(
                f"terraform init failed with the {self.provider.source} provider "
                f"({self.provider.reason}):\n{events.problem()}",
                f"make up TF_PROVIDER={other}",
            )

    def _write_inputs(self) -> None:
        """What may change without a new init: the function's code and the variables' values."""
        function_zip = self.configuration_dir / "lambda.zip"
        if not function_zip.is_file():
            raise CommandError(f"{function_zip} is missing: the function is not packaged.", "make package")
        shutil.copyfile(function_zip, self.work_dir / function_zip.name)
        # an emulator's stack is made to be thrown away
        _write_json(self.work_dir / VARIABLES, {"region": self.region, "deletion_protection": False})

    def _fingerprint(self) -> str:
        digest = hashlib.sha256()
        facts = [self.binary.path, self.binary.version, self.provider.source, self.endpoint_url]
        digest.update(json.dumps([str(fact) for fact in facts]).encode())
        for source in [*self._sources(), *sorted(Path(__file__).parent.glob("*.py"))]:
            digest.update(f"\n{source.name}\n".encode() + source.read_bytes())
        return digest.hexdigest()

    def _sources(self) -> list[Path]:
        sources = [p for p in sorted(self.configuration_dir.glob("*.tf")) if p.name not in NOT_COPIED]
        lock_file = self.configuration_dir / LOCK_FILE
        if self.provider.source == "registry" and lock_file.exists():
            sources.append(lock_file)
        return sources


def _provider_of(work_dir: Path, environment: Mapping[str, str]) -> ProviderChoice | None:
    """The provider that wrote the state in ``work_dir``, if there is one: another could not read it."""
    state, record = _read_json(work_dir / "terraform.tfstate"), _read_json(work_dir / PROVIDER)
    if not (state and state.get("resources") and record):
        return None
    source: ProviderSource = record["source"]
    forced = environment.get("TF_PROVIDER") or source
    if forced in ("registry", "offline") and forced != source:
        raise CommandError(
            f"The stack was made with the {source} provider, so TF_PROVIDER={forced} cannot change it.",
            f"make down && make up TF_PROVIDER={forced}",
        )
    return ProviderChoice(source, "the stack was made with it") if forced == source else None


def _tflocal() -> Path:
    path = Path(sys.executable).with_name("tflocal")
    if not path.exists():
        raise CommandError(f"{path} is missing: terraform-local is not installed.", "make install")
    return path


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_text(json.dumps(content, indent=2))
    unfinished.replace(path)
