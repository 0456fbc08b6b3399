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

from scripts.activity import activity
from scripts.errors import CommandError
from scripts.paths import LOCAL
from scripts.terraform.binary import TerraformBinary, find_terraform
from scripts.terraform.events import EventReader, readable_diagnostic
from scripts.terraform.offline_completion import Completion
from scripts.terraform.offline_configuration import Reduction
from scripts.terraform.offline_copy import move_copy, reduce_copy
from scripts.terraform.offline_provider import place_provider, write_lock_file
from scripts.terraform.process import TerraformCommand, local_environment
from scripts.terraform.provider import ProviderChoice, ProviderSource, choose_provider, way_out
from scripts.terraform.state import TERRAFORM_STATE
from scripts.terraform.validation import provider_version, refusals
from scripts.terraform.workspace import (
    LEFT_OUT,
    TFLOCAL_OVERRIDE,
    TerraformError,
    Workspace,
)

Say = Callable[[str], None]
LOCK_FILE = ".terraform.lock.hcl"
# what only a configuration for AWS has
NOT_COPIED = {"backend.tf", TFLOCAL_OVERRIDE}
VARIABLES = "local.auto.tfvars.json"
# whose endpoint is not enough: its own tool writes an override file with the address of each service
TFLOCAL_ENGINES = ("localstack",)
PREPARED = "prepared.json"
MIRROR_ANEW = "rm -r .local/terraform-mirror && make up"
PROVIDER = "provider.json"


@dataclass(frozen=True)
class Tools:
    """Which Terraform runs, and whose provider it gets."""

    binary: TerraformBinary
    provider: ProviderChoice


def choose_tools(
    work_dir: Path, say: Say, environment: Mapping[str, str] = os.environ, local: Path = LOCAL
) -> Tools:
    """The tools for ``work_dir``: what a state there was made with, else what this machine has.

    Raises CommandError: no Terraform, no provider, or another one than the state's is asked for.
    """
    binary = find_terraform(say, local)
    provider = _provider_of(work_dir, environment) or choose_provider(environment, binary.registry_host)
    return Tools(binary, provider)


def prepare(
    endpoint_url: str,
    region: str,
    work_dir: Path,
    configuration_dir: Path,
    say: Say,
    *,
    engine: str = "embedded",
    ca_bundle: str | None = None,
    environment: Mapping[str, str] = os.environ,
    local: Path = LOCAL,
    tools: Tools | None = None,
) -> Workspace:
    """A workspace in ``work_dir`` for the configuration in ``configuration_dir``, initialised.

    With the registry's provider the ``engine`` gets the configuration as it is, by environment variables
    alone or by tflocal. Nothing is written into ``configuration_dir``. What has not changed since the last
    call is not done again. ``say`` gets a line for whatever takes long; downloads are kept in ``local``.
    Raises CommandError (no Terraform, no provider) and TerraformError (Terraform refuses).
    """
    tools = tools or choose_tools(work_dir, say, environment, local)
    preparation = _Preparation(
        tools, endpoint_url, ca_bundle, region, work_dir, configuration_dir, engine, say
    )
    return preparation.run(environment, local)


@dataclass(frozen=True)
class _Preparation:
    tools: Tools
    endpoint_url: str
    ca_bundle: str | None
    region: str
    work_dir: Path
    configuration_dir: Path
    engine: str
    say: Say

    def run(self, environment: Mapping[str, str], local: Path) -> Workspace:
        self.work_dir.mkdir(parents=True, exist_ok=True)
        trust = {"AWS_CA_BUNDLE": self.ca_bundle} if self.ca_bundle else {}
        additions = {**trust, **self._provider_environment(local)}
        passed_on = local_environment(environment, self.endpoint_url, self.region, additions)
        terraform = TerraformCommand(self.tools.binary.path, self.work_dir, passed_on)
        deployer = terraform
        if self._is_for_tflocal:
            deployer = TerraformCommand(_tflocal(), self.work_dir, passed_on)
        self._write_inputs()
        if (made_before := self._reduction_of_last_time()) is not None:
            return Workspace(self.tools.binary, self.tools.provider, made_before, terraform, deployer)
        reduction = self._new_copy(terraform)
        return Workspace(self.tools.binary, self.tools.provider, reduction, terraform, deployer, is_new=True)

    @property
    def _is_for_tflocal(self) -> bool:
        return self.tools.provider.source == "registry" and self.engine in TFLOCAL_ENGINES

    def _provider_environment(self, local: Path) -> dict[str, str]:
        if self.tools.provider.source == "offline":
            configuration = place_provider(local, self.tools.binary.registry_host, self.say)
            return {"TF_CLI_CONFIG_FILE": str(configuration)}
        cache = (local / "terraform-plugin-cache").resolve()
        cache.mkdir(parents=True, exist_ok=True)
        for_tflocal = {"TF_CMD": str(self.tools.binary.path), "DISABLE_DEPRECATION_NOTICE": "1"}
        return {
            **(for_tflocal if self._is_for_tflocal else {}),
            "TF_PLUGIN_CACHE_DIR": str(cache),
            "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
        }

    def _reduction_of_last_time(self) -> Reduction | None:
        """What the copy lacks that was made from the same sources, if there is one."""
        record = _read_json(self.work_dir / PREPARED)
        if record.get("fingerprint") != self._fingerprint():
            return None
        if record["endpoint_url"] != self.endpoint_url:
            move_copy(self.work_dir, record["endpoint_url"], self.endpoint_url)
            _write_json(self.work_dir / PREPARED, {**record, "endpoint_url": self.endpoint_url})
        completed = tuple(Completion(**fields) for fields in record["completed"])
        return Reduction(
            tuple(record["removed"]),
            tuple(record["replaced"]),
            completed,
            tuple(record["function_providers"]),
        )

    def _new_copy(self, terraform: TerraformCommand) -> Reduction:
        """Make the copy and initialise it; what it lacks."""
        prepared, fingerprint = self.work_dir / PREPARED, self._fingerprint()
        prepared.unlink(missing_ok=True)
        self._copy_configuration()
        _write_json(self.work_dir / PROVIDER, {"source": self.tools.provider.source})
        reduction = Reduction((), ())
        if self.tools.provider.source == "registry":
            self._initialise(terraform)
            self._check(terraform)
        else:
            write_lock_file(self.work_dir / LOCK_FILE, self.tools.binary.registry_host)
            reduction = reduce_copy(terraform, self.endpoint_url, self._initialise)
        self._list(reduction)
        _write_json(
            prepared, {"fingerprint": fingerprint, "endpoint_url": self.endpoint_url, **asdict(reduction)}
        )
        return reduction

    def _list(self, reduction: Reduction) -> None:
        (self.work_dir / LEFT_OUT).unlink(missing_ok=True)
        if text := reduction.listed():
            (self.work_dir / LEFT_OUT).write_text(text)

    def _copy_configuration(self) -> None:
        for name in ("*.tf", "*.tf.json", LOCK_FILE):
            for stale in self.work_dir.glob(name):
                stale.unlink()
        shutil.rmtree(self.work_dir / ".terraform", ignore_errors=True)
        for source in self._sources():
            shutil.copyfile(source, self.work_dir / source.name)

    def _initialise(self, terraform: TerraformCommand) -> None:
        # not -lockfile=readonly: what is unpacked is checked by h1 alone, which Terraform adds to this copy
        activity.begin("terraform", "init")
        self.say(f"terraform init (provider: {self.tools.provider.source})")
        events = EventReader(lambda _: None)
        status = terraform.stream(["init", "-input=false", "-no-color"], events.read)
        if status != 0:
            raise TerraformError(
                f"terraform init failed with the {self.tools.provider.source} provider "
                f"({self.tools.provider.reason}):\n{events.problem()}",
                MIRROR_ANEW if self.tools.provider.source == "offline" else way_out("registry"),
            )

    def _check(self, terraform: TerraformCommand) -> None:
        """Find out before anything is made: an apply would leave half a stack."""
        if refused := refusals(terraform):
            text = "\n\n".join(readable_diagnostic(diagnostic) for diagnostic in refused)
            raise TerraformError(
                f"AWS provider {provider_version(terraform)} from the registry refuses the configuration "
                f"({LOCK_FILE} in terraform/ names the version that is tested):\n{text}",
                way_out("registry"),
            )

    def _write_inputs(self) -> None:
        """What may change without a new init: the function's code and the variables' values."""
        function_zip = self.configuration_dir / "lambda.zip"
        if not function_zip.is_file():
            raise CommandError(f"{function_zip} is missing: the function is not packaged.", "make package")
        shutil.copyfile(function_zip, self.work_dir / function_zip.name)
        _write_json(self.work_dir / VARIABLES, inputs(self.region))

    def _fingerprint(self) -> str:
        return fingerprint(self.tools, self.configuration_dir)

    def _sources(self) -> list[Path]:
        return _sources(self.tools, self.configuration_dir)


def fingerprint(tools: Tools, configuration_dir: Path) -> str:
    """A hash in hex of all that a copy of the configuration is made from, its engine's address apart."""
    digest = hashlib.sha256()
    facts = [tools.binary.path, tools.binary.version, tools.provider.source]
    digest.update(json.dumps([str(fact) for fact in facts]).encode())
    for source in [*_sources(tools, configuration_dir), *sorted(Path(__file__).parent.glob("*.py"))]:
        digest.update(f"\n{source.name}\n".encode() + source.read_bytes())
    return digest.hexdigest()


def inputs(region: str) -> dict[str, object]:
    """The values of variables that an emulator's stack gets: it is made to be thrown away."""
    return {"region": region, "deletion_protection": False}


def _sources(tools: Tools, configuration_dir: Path) -> list[Path]:
    sources = [p for p in sorted(configuration_dir.glob("*.tf")) if p.name not in NOT_COPIED]
    lock_file = configuration_dir / LOCK_FILE
    if tools.provider.source == "registry" and lock_file.exists():
        sources.append(lock_file)
    return sources


def _provider_of(work_dir: Path, environment: Mapping[str, str]) -> ProviderChoice | None:
    """The provider that wrote the state in ``work_dir``, if there is one: another could not read it."""
    state, record = _read_json(work_dir / TERRAFORM_STATE), _read_json(work_dir / PROVIDER)
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
        raise CommandError(f"{path} is missing: terraform-local is not installed.", "make localstack-tools")
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
