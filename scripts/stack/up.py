"""Start an engine, deploy the stack into it, write .local/stack.json (`make up`)."""

from __future__ import annotations

from scripts.activity import activity
from scripts.certificate import made_certificate, trust_command
from scripts.console import console
from scripts.discovery import discovered
from scripts.engines import Engine, EngineSettings
from scripts.engines.choice import choose_engine, engines
from scripts.engines.embedded import EmbeddedEngine
from scripts.engines.running import StartedEngine, read_started_engine
from scripts.errors import CommandError
from scripts.package.lambda_zip import package_lambda
from scripts.paths import LAMBDA_ZIP, PROJECT, STACK_FILE
from scripts.running_stack import is_wiped, missing_parts, what_is_missing
from scripts.shown import shown
from scripts.stack.deployment import Deployment, deploy_package
from scripts.stack.engine_start import runs_already, start_engine
from scripts.stack.engine_state import EngineStateError
from scripts.stack.kept_deployment import KeptDeployment, kept_deployment
from scripts.stack.kept_state import begin_change, save
from scripts.stack.overview import describe, overview, say
from scripts.stack.single_run import single_run
from scripts.stack.trail import start_trail
from scripts.stack.work_directory import forget_terraform_state, has_terraform_state, work_directory
from scripts.stack_file import Stack, read_stack, write_stack
from scripts.terraform.events import Progress
from scripts.terraform.runner import Tools, choose_tools
from scripts.terraform.workspace import TerraformError, stack_outputs

DEFAULT_REGION = "us-east-1"
START_AFRESH = "make down && make up   (what is in the engine is lost)"


def up(engine_name: str | None, settings: EngineSettings) -> int:
    """Raises CommandError for what keeps the stack from being up; `engine_name` is what ENGINE asks for."""
    with single_run("make up"), activity.on_screen():
        engine, why = _engine_for(engine_name)
        say("engine", f"[bold]{engine.name}[/], since {why}")
        _prepare_tls(engine, settings)
        runs = runs_already(StartedEngine(engine.name, settings))
        comes_back = settings.persist and has_terraform_state(settings)
        tools = _package_and_choose_tools(settings)
        stack, changes = _bring_up(engine, settings, tools, runs=runs)
    _show_result(stack, is_unchanged=changes == 0 and (runs or comes_back))
    return 0


def reset() -> int:
    """Bring the stack that runs to what it was when it was deployed, nobody in it (`make reset`).

    Raises CommandError where none runs, and for one that keeps its people or has no engine of ours.
    """
    with single_run("make reset"), activity.on_screen():
        started = resettable(read_started_engine())
        engine = engines()[started.name]
        # before the stop: where something is missing, the stack stays as it is
        tools = _package_and_choose_tools(started.settings)
        activity.begin("engine", "stopping")
        engine.stop()
        forget_terraform_state(started.settings)
        stack, _ = _bring_up(engine, started.settings, tools, runs=False, is_kept_enough=True)
    console.print(f"[bold green]✓ The stack is as it was deployed:[/] nobody is in {stack.user_pool_id}.")
    return 0


def resettable(started: StartedEngine | None) -> StartedEngine:
    """The engine that was started, if a reset may be made of it. Raises CommandError where not."""
    if started is None or not engines()[started.name].is_running():
        raise CommandError("No stack runs, so there is nothing to reset.", "make up")
    if started.name != "embedded":
        raise CommandError(
            f"Only the embedded engine is reset, and {describe(started)} runs.", "make down && make up"
        )
    if started.settings.persist:
        raise CommandError(
            "This stack keeps its people (PERSIST=1), and a reset would lose them for good.",
            "make down && rm -r .local/persisted && make up PERSIST=1   (which loses them)",
        )
    return started


def _package_and_choose_tools(settings: EngineSettings) -> Tools:
    activity.begin("package", "packaging the functions")
    package = package_lambda(LAMBDA_ZIP)
    say("package", f"{package.relative_to(PROJECT)}, {package.stat().st_size / 1000:.0f} kB")
    activity.begin("terraform", "asking for its registry")
    return choose_tools(work_directory(settings), lambda line: say("terraform", line))


def _bring_up(
    engine: Engine, settings: EngineSettings, tools: Tools, *, runs: bool, is_kept_enough: bool = False
) -> tuple[Stack, int]:
    """The stack in this engine, and how many resources it took to make it.

    Terraform looks whether what was kept is what it should be, unless that `is_kept_enough`.
    """
    kept = None if runs else _kept(engine, settings, tools)
    activity.begin("engine", "asking it" if runs else "starting")
    begins_with_kept = not runs and start_engine(engine, settings, kept)
    started = StartedEngine(engine.name, settings)
    begin_change(started)
    if begins_with_kept and is_kept_enough:
        deployment = Deployment(0, stack_outputs(work_directory(settings)), 0)
    else:
        missing = _missing_of_last_time(settings)
        deployment = _deploy(engine.name, settings, missing, tools)
        say("apply", f"{deployment.changes} resources changed ({deployment.seconds:.1f} s)")
    activity.begin("engine", "looking whether all is there")
    stack = Stack(engine.name, settings.endpoint_url, deployment.outputs, settings.ca_bundle)
    if still_missing := missing_parts(stack):
        raise CommandError(what_is_missing(still_missing, stack), START_AFRESH)
    if kept and deployment.changes:
        _keep(kept, settings, stack)
    if start_trail(stack):
        say("trail", "logs, as that of an account on AWS has to: a changed address reaches the profile")
    stack = discovered(stack)
    write_stack(stack)
    save(started)
    return stack, deployment.changes


def _engine_for(asked_for: str | None) -> tuple[Engine, str]:
    started = read_started_engine()
    if asked_for is None and started and engines()[started.name].is_running():
        return engines()[started.name], "it is what runs"
    return choose_engine(asked_for)


def _prepare_tls(engine: Engine, settings: EngineSettings) -> None:
    if not settings.tls:
        return
    if engine.name != "embedded":
        raise CommandError(
            f"TLS=1 is for the embedded engine: {engine.name} gets no certificate of this project's.",
            "make up TLS=1 ENGINE=embedded",
        )
    made_certificate()


def _missing_of_last_time(settings: EngineSettings) -> list[str]:
    """What somebody has removed since the last `make up` here, behind Terraform's back."""
    if not (has_terraform_state(settings) and STACK_FILE.exists()):
        return []
    stack = read_stack()
    if stack.endpoint_url != settings.endpoint_url:
        return []
    missing = missing_parts(stack)
    if missing:
        say("", what_is_missing(missing, stack))
    if is_wiped(missing, stack):
        # Terraform would ask for each single thing that it has made, and no provider survives all the answers
        forget_terraform_state(settings)
    return missing


def _deploy(engine: str, settings: EngineSettings, missing: list[str], tools: Tools) -> Deployment:
    url, directory, bundle = settings.endpoint_url, work_directory(settings), settings.ca_bundle
    try:
        return deploy_package(
            url, DEFAULT_REGION, directory, say, _made, engine=engine, ca_bundle=bundle, tools=tools
        )
    except TerraformError as error:
        if not missing:
            raise
        raise CommandError(f"What is missing cannot be made anew: {error}", START_AFRESH) from None


def _made(progress: Progress) -> None:
    count = f"{progress.count}/{progress.total}"
    activity.reach(progress.count, progress.total, count, progress.address)


def _kept(engine: Engine, settings: EngineSettings, tools: Tools) -> KeptDeployment | None:
    """The place of a deployment for an engine that can begin with one; with `PERSIST=1` that is a new one."""
    if not isinstance(engine, EmbeddedEngine) or (settings.persist and engine.state.exists()):
        return None
    return kept_deployment(tools, settings.endpoint_url, DEFAULT_REGION)


def _keep(kept: KeptDeployment, settings: EngineSettings, stack: Stack) -> None:
    """Keep what was deployed into an engine in which nobody is; without it the next one is only slower."""
    try:
        kept.forget()
        kept.keep(settings.endpoint_url, settings.ca_bundle, work_directory(settings))
    except (EngineStateError, OSError) as error:
        say("", f"not kept for the next make up: {error}")
        return
    if stack.cognito().list_users(UserPoolId=stack.user_pool_id, Limit=1)["Users"]:
        # somebody was faster; whoever it is, the next engine is not to have them
        kept.forget()


def _show_result(stack: Stack, *, is_unchanged: bool) -> None:
    if is_unchanged:
        console.print("\n[bold green]✓ Nothing to change:[/] the stack is as it should be.")
    else:
        console.print("\n[bold green]✓ The stack is up.[/]")
    console.print(overview(stack))
    if stack.ca_bundle:
        console.print(
            "[dim]https[/] is trusted by this project's commands; for this system's browsers, once:"
        )
        console.print(f"      {shown(trust_command(stack.ca_bundle))}", soft_wrap=True)
    console.print("[dim]next[/]  [bold]make demo[/]      sign a person up and watch every step")
    console.print("      [bold]make demo-web[/]  the same in a browser")
    console.print("      [bold]make e2e[/]       the end-to-end tests against this stack")
    console.print("      [bold]make down[/]      stop it")
