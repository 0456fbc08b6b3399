"""A user pool out of a Terraform directory, applied to the engine by the `terraform` or `tofu` on PATH.

What is in the directory stays as it is: a copy of it is applied, with its state beside it, whatever backend
the configuration names. Its neighbours can be reached from the copy as from the directory. The AWS provider
finds the engine by AWS_ENDPOINT_URL; a configuration that names endpoints has it in `var.endpoint_url`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cognito_emulator.testing.engine import CognitoEngine
from cognito_emulator.testing.errors import TestingError
from cognito_emulator.testing.user_pool import UserPool

POOL, CLIENT = "aws_cognito_user_pool", "aws_cognito_user_pool_client"
_PROGRAMS = ("terraform", "tofu")
_NOT_COPIED = (".terraform", "*.tfstate", "*.tfstate.*")
_LOCAL_STATE: Mapping[str, Any] = {"terraform": {"backend": {"local": {}}}}
# what would send Terraform elsewhere, or with other arguments
_NOT_PASSED_ON = ("AWS_", "TF_CLI_ARGS", "TF_DATA_DIR", "TF_WORKSPACE")
_SECONDS = 600
_LAST_LINES = 40


class NoTerraformError(TestingError):
    """There is neither Terraform nor OpenTofu here."""


@dataclass
class TerraformDirectories:
    """What was applied to an engine: each directory once, below `work_directory`."""

    cognito: CognitoEngine
    work_directory: Path
    _applied: dict[Path, Mapping[str, Any]] = field(default_factory=dict)

    def user_pool(self, directory: Path, pool: str | None = None, client: str | None = None) -> UserPool:
        """The pool and the app client that the directory makes, by their addresses where it makes several.

        Raises NoTerraformError, and TestingError with Terraform's last lines where it fails.
        """
        values = self._values(directory.resolve())
        resources = list(_resources(values.get("root_module", {})))
        found = _chosen(resources, POOL, pool)
        of_pool = [each for each in resources if each["values"].get("user_pool_id") == found["id"]]
        client_id = _chosen(of_pool, CLIENT, client)["id"]
        outputs = {name: output.get("value") for name, output in values.get("outputs", {}).items()}
        return UserPool.of(self.cognito, found["id"], client_id, outputs)

    def _values(self, directory: Path) -> Mapping[str, Any]:
        if directory not in self._applied or not self._are_there(self._applied[directory]):
            self._applied[directory] = self._apply(directory)
        return self._applied[directory]

    def _are_there(self, values: Mapping[str, Any]) -> bool:
        """Whether no reset has removed its pools."""
        pools = (each for each in _resources(values.get("root_module", {})) if each["type"] == POOL)
        return all(self.cognito.has_user_pool(pool["values"]["id"]) for pool in pools)

    def _apply(self, directory: Path) -> Mapping[str, Any]:
        program = _program()
        number = len(list(self.work_directory.iterdir()))
        copy = _copied(directory, self.work_directory / f"apply-{number}")
        for arguments in (("init",), ("apply", "-auto-approve")):
            self._run(program, copy, *arguments, "-input=false", "-no-color")
        shown = json.loads(self._run(program, copy, "show", "-json"))
        return dict(shown.get("values") or {})

    def _run(self, program: str, directory: Path, *arguments: str) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON)}
        done = subprocess.run(
            [program, *arguments],
            cwd=directory,
            env={**kept, **self.cognito.environment, "TF_VAR_endpoint_url": self.cognito.endpoint_url},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode:
            lines = "\n".join((done.stdout + done.stderr).splitlines()[-_LAST_LINES:])
            raise TestingError(f"{Path(program).name} {arguments[0]} failed. Its last lines:\n{lines}")
        return done.stdout


def _program() -> str:
    for name in _PROGRAMS:
        if found := shutil.which(name):
            return found
    raise NoTerraformError(
        "A user pool out of Terraform needs `terraform` or `tofu` on PATH, and neither is there. Install: "
        "https://developer.hashicorp.com/terraform/install"
    )


def _copied(directory: Path, into: Path) -> Path:
    """A copy of the directory; `into` has links to what stands beside it, for `../lambda` and its like."""
    if not any(directory.glob("*.tf*")):
        raise TestingError(f"There is no Terraform in {directory}: no file of it ends in .tf or .tf.json.")
    copy = into / directory.name
    shutil.copytree(directory, copy, ignore=shutil.ignore_patterns(*_NOT_COPIED))
    for beside in directory.parent.iterdir():
        if beside != directory:
            (into / beside.name).symlink_to(beside)
    (copy / "cognito_emulator_override.tf.json").write_text(json.dumps(_LOCAL_STATE))
    return copy


def _resources(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from _resources(child)


def _chosen(resources: list[Mapping[str, Any]], kind: str, address: str | None) -> Mapping[str, Any]:
    """The values of the one resource of a kind, or of that with the address."""
    of_kind = {each["address"]: each["values"] for each in resources if each["type"] == kind}
    if address in of_kind:
        return dict(of_kind[address])
    if address is None and len(of_kind) == 1:
        return dict(next(iter(of_kind.values())))
    what = f"no {kind} of the address {address}" if address else f"{len(of_kind)} of {kind}"
    which = "pool" if kind == POOL else "client"
    raise TestingError(
        f"Terraform has made {what}; there is {', '.join(sorted(of_kind)) or 'none'}. Say which, by its "
        f'address: user_pool(terraform=…, {which}="{kind}.NAME").'
    )
