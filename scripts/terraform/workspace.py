"""A configuration that is ready to run against an emulator: apply, plan, destroy, outputs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.activity import activity
from scripts.errors import CommandError
from scripts.terraform.attached_provider import attached_provider
from scripts.terraform.binary import TerraformBinary
from scripts.terraform.events import Changes, EventReader, Progress
from scripts.terraform.function_providers import functions_at_once
from scripts.terraform.offline_completion import VALUES, complete, take_protection_off
from scripts.terraform.offline_configuration import Reduction
from scripts.terraform.process import TerraformCommand
from scripts.terraform.provider import ProviderChoice
from scripts.terraform.state import outputs_in

LEFT_OUT = "left-out.txt"
PLAN = "apply.tfplan"
TFLOCAL_OVERRIDE = "localstack_providers_override.tf"
COMMON_OPTIONS = ("-input=false", "-lock-timeout=20s")
# https://developer.hashicorp.com/terraform/cli/commands/plan#detailed-exitcode
NOTHING_TO_CHANGE, SOMETHING_TO_CHANGE = 0, 2


class TerraformError(CommandError):
    """Terraform ended with an error; the message has its own diagnostics."""


def stack_outputs(directory: Path) -> dict[str, Any]:
    """Every output of the configuration, by its name, as the state in this directory has it."""
    return {name: value for name, value in outputs_in(directory).items() if name != VALUES}


@dataclass(frozen=True)
class Workspace:
    """A directory with a configuration, its provider and its state, made by `prepare`."""

    binary: TerraformBinary
    provider: ProviderChoice
    reduction: Reduction
    terraform: TerraformCommand
    """The plain command, for what needs no endpoint."""
    deployer: TerraformCommand
    """The command for what calls AWS: with the registry's provider tflocal for LocalStack, else the plain."""

    is_new: bool = False
    """Whether the copy was made by this very call, and not by an earlier one."""

    @property
    def left_out(self) -> Path:
        """The file that lists what the copy has otherwise than the configuration, if there is anything."""
        return self.terraform.directory / LEFT_OUT

    def apply(self, on_progress: Callable[[Progress], None]) -> Changes:
        """Make the stack as the configuration says; all zero if it is so already. Raises TerraformError."""
        directory = self.terraform.directory
        with functions_at_once(directory, self.reduction.function_providers) as several_providers:
            changes = self._change("apply", on_progress, self._deployer(several_providers))
        complete(outputs_in(directory).get(VALUES, {}), self.terraform.environment)
        return changes

    def destroy(self, on_progress: Callable[[Progress], None]) -> Changes:
        """Remove everything that apply made, protected or not. Raises TerraformError."""
        if self.outputs():
            take_protection_off(self.reduction.completed, self.terraform)
        return self._change("destroy", on_progress, self._deployer())

    def plan(self) -> int:
        """Print what an apply would do; 0 if nothing, 2 if something. Raises TerraformError."""
        self._forget_interrupted_tflocal()
        color = () if sys.stdout.isatty() else ("-no-color",)
        with self._deployer() as deployer:
            status = deployer.show(["plan", "-detailed-exitcode", *color, *COMMON_OPTIONS])
        if status not in (NOTHING_TO_CHANGE, SOMETHING_TO_CHANGE):
            raise TerraformError("terraform plan failed; its own words are above.", "make logs")
        return status

    def outputs(self) -> dict[str, Any]:
        """Every output's value by its name."""
        return stack_outputs(self.terraform.directory)

    def _deployer(self, several_providers: bool = False) -> AbstractContextManager[TerraformCommand]:
        """The command for what calls AWS, with one provider process for all of its walks where that does.

        It does with the offline provider. The registry's 5.100 refuses to be configured twice in a process
        once AWS_CA_BUNDLE is set.
        """
        if self.provider.source == "offline" and not several_providers:
            return attached_provider(self.deployer)
        return nullcontext(self.deployer)

    def _change(
        self,
        command: str,
        on_progress: Callable[[Progress], None],
        with_its_provider: AbstractContextManager[TerraformCommand],
    ) -> Changes:
        self._forget_interrupted_tflocal()
        # Terraform removes it at its end, however it ends, unless it is killed
        was_killed = (self.deployer.directory / ".terraform.tfstate.lock.info").exists()
        activity.begin(command, "planning")
        events = EventReader(on_progress)
        with with_its_provider as deployer:
            status = self._run(deployer, command, events)
        if status != 0 and was_killed:
            raise TerraformError(
                f"terraform {command} failed; the run before was killed and could not write down "
                f"what it had made:\n{events.problem()}",
                "make down && make up",
            )
        if status != 0:
            raise TerraformError(f"terraform {command} failed:\n{events.problem()}", "make logs")
        return events.changes

    def _run(self, deployer: TerraformCommand, command: str, events: EventReader) -> int:
        """Run apply or destroy; its exit status.

        Where a stack is there, most often nothing is to change: a plan finds that out in three quarters of
        the time, and what it has found is applied as it is.
        """
        if command == "destroy" or not self.outputs():
            return _streamed(deployer, events, [command, "-json", "-auto-approve"])
        plan = self.terraform.directory / PLAN
        try:
            status = _streamed(deployer, events, ["plan", "-json", "-detailed-exitcode"], f"-out={plan}")
            if status == SOMETHING_TO_CHANGE:
                return _streamed(deployer, events, ["apply", "-json"], str(plan))
            return status
        finally:
            plan.unlink(missing_ok=True)

    def _forget_interrupted_tflocal(self) -> None:
        # a tflocal that was killed leaves its override behind, and the next one refuses to start
        (self.deployer.directory / TFLOCAL_OVERRIDE).unlink(missing_ok=True)


def _streamed(deployer: TerraformCommand, events: EventReader, command: Sequence[str], *last: str) -> int:
    return deployer.stream([*command, *COMMON_OPTIONS, *last], events.read)
