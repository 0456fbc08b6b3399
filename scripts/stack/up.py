"""Start an engine, deploy the stack into it, write .local/stack.json (`make up`)."""

from __future__ import annotations

from scripts.console import console
from scripts.engines import Engine, EngineSettings, endpoint_url
from scripts.engines.choice import choose_engine, engines
from scripts.engines.running import StartedEngine, read_started_engine
from scripts.errors import CommandError
from scripts.paths import STACK_FILE
from scripts.running_stack import is_wiped, missing_parts, what_is_missing
from scripts.stack.apply_progress import apply_progress
from scripts.stack.deployment import Deployment, deploy
from scripts.stack.engine_start import ensure_started
from scripts.stack.kept_state import begin_change, save
from scripts.stack.overview import overview, say
from scripts.stack.single_run import single_run
from scripts.stack.trail import start_trail
from scripts.stack.work_directory import forget_terraform_state, has_terraform_state, work_directory
from scripts.stack_file import Stack, read_stack, write_stack
from scripts.terraform.workspace import TerraformError

DEFAULT_REGION = "us-east-1"
START_AFRESH = "make down && make up   (what is in the engine is lost)"


def up(engine_name: str | None, settings: EngineSettings) -> int:
    """Raises CommandError for what keeps the stack from being up; `engine_name` is what ENGINE asks for."""
    with single_run("make up"):
        engine, why = _engine_for(engine_name)
        say("engine", f"[bold]{engine.name}[/], since {why}")
        ensure_started(engine, settings)
        started = StartedEngine(engine.name, settings)
        begin_change(started)
        missing = _missing_of_last_time(settings)
        deployment = _deploy(settings, missing)
        say("apply", f"{deployment.changes} resources changed ({deployment.seconds:.1f} s)")
        stack = Stack.local(engine.name, endpoint_url(settings.port), deployment.outputs)
        if still_missing := missing_parts(stack):
            raise CommandError(what_is_missing(still_missing, stack), START_AFRESH)
        if start_trail(stack):
            say("trail", "logs, as that of an account on AWS has to: a changed address reaches the profile")
        write_stack(stack)
        save(started)
    _show_result(stack, deployment)
    return 0


def _engine_for(asked_for: str | None) -> tuple[Engine, str]:
    started = read_started_engine()
    if asked_for is None and started and engines()[started.name].is_running():
        return engines()[started.name], "it is what runs"
    return choose_engine(asked_for)


def _missing_of_last_time(settings: EngineSettings) -> list[str]:
    """What somebody has removed since the last `make up` here, behind Terraform's back."""
    if not (has_terraform_state(settings) and STACK_FILE.exists()):
        return []
    stack = read_stack()
    if stack.endpoint_url != endpoint_url(settings.port):
        return []
    missing = missing_parts(stack)
    if missing:
        say("", what_is_missing(missing, stack))
    if is_wiped(missing, stack):
        # Terraform would ask for each single thing that it has made, and no provider survives all the answers
        forget_terraform_state(settings)
    return missing


def _deploy(settings: EngineSettings, missing: list[str]) -> Deployment:
    url = endpoint_url(settings.port)
    try:
        with apply_progress() as on_progress:
            return deploy(url, DEFAULT_REGION, work_directory(settings), say, on_progress)
    except TerraformError as error:
        if not missing:
            raise
        raise CommandError(f"What is missing cannot be made anew: {error}", START_AFRESH) from None


def _show_result(stack: Stack, deployment: Deployment) -> None:
    if deployment.changes == 0:
        console.print("\n[bold green]✓ Nothing to change:[/] the stack is as it should be.")
    else:
        console.print("\n[bold green]✓ The stack is up.[/]")
    console.print(overview(stack))
    console.print("[dim]next[/]  [bold]make demo[/]      sign a person up and watch every step")
    console.print("      [bold]make demo-web[/]  the same in a browser")
    console.print("      [bold]make e2e[/]       the end-to-end tests against this stack")
    console.print("      [bold]make down[/]      stop it")
