"""A whole stack for tests: an embedded engine of its own, with what the real Terraform has applied.

Terraform applies once for all tests that ask for the same; their engines begin with what was kept of that.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from scripts.discovery import discovered
from scripts.engines import EngineSettings
from scripts.engines import endpoint_url as endpoint_url_at
from scripts.engines.embedded import EmbeddedEngine
from scripts.package.lambda_zip import package_lambda
from scripts.paths import LAMBDA_ZIP
from scripts.stack.deployment import deploy, deploy_package
from scripts.stack.kept_deployment import DEPLOYMENTS, KeptDeployment, kept_deployment
from scripts.stack_file import Stack
from scripts.terraform.runner import choose_tools
from scripts.terraform.workspace import stack_outputs
from tests.emulator_process import running_emulator

REGION = "us-east-1"


@contextmanager
def embedded_stack(
    directory: Path, *, tls: bool = False, environment: Mapping[str, str] | None = None
) -> Iterator[Stack]:
    """This project's Terraform, applied, in an engine of its own; all of it is gone after the body.

    `environment` is the engine's and Terraform's while they start, and not the body's: what else is made
    there is as it always is.
    """
    certificate = directory / "tls" if tls else None
    with ExitStack() as running:
        with pytest.MonkeyPatch.context() as while_it_starts:
            for name, value in (environment or {}).items():
                while_it_starts.setenv(name, value)
            stack = running.enter_context(_deployed_once(directory / "terraform", certificate))
        yield stack


def start_persisted(engine: EmbeddedEngine, settings: EngineSettings, directory: Path) -> Stack:
    """Start an engine that keeps its state, and begins with this project's Terraform, applied."""
    kept = kept_for_all(directory / "deployed")
    url, work_directory = endpoint_url_at(settings.port), directory / "terraform"
    kept.make_state_directory(engine.state, url)
    kept.place(work_directory, url)
    engine.start(settings)
    return Stack(engine.name, url, stack_outputs(work_directory))


def deployed_stack(engine: str, endpoint_url: str, directory: Path, ca_bundle: str | None = None) -> Stack:
    """Deploy this project's Terraform into the engine at this endpoint, from a copy in ``directory``."""
    outputs = deploy(
        endpoint_url, REGION, directory / "terraform", engine=engine, ca_bundle=ca_bundle
    ).outputs
    return discovered(Stack(engine, endpoint_url, outputs, ca_bundle))


def kept_for_all(work_directory: Path, certificate: Path | None = None) -> KeptDeployment:
    """What is kept of this configuration's deployment; deployed from ``work_directory`` where nothing is."""
    package_lambda(LAMBDA_ZIP)
    tools = choose_tools(work_directory, lambda _: None)
    kept = kept_deployment(tools, "https://" if certificate else "http://", REGION)
    with _alone():
        if not kept.exists():
            _deploy_and_keep(kept, work_directory, certificate)
        kept.mark_used()
    return kept


@contextmanager
def _deployed_once(work_directory: Path, certificate: Path | None) -> Iterator[Stack]:
    kept = kept_for_all(work_directory, certificate)
    with running_emulator(tls=certificate, snapshot=kept.snapshot) as endpoint_url:
        kept.place(work_directory, endpoint_url)
        yield discovered(
            Stack("embedded", endpoint_url, stack_outputs(work_directory), _ca_bundle(certificate))
        )


@contextmanager
def _alone() -> Iterator[None]:
    """One process deploys, and those that would deploy the same wait for it."""
    DEPLOYMENTS.mkdir(parents=True, exist_ok=True)
    with (DEPLOYMENTS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _deploy_and_keep(kept: KeptDeployment, work_directory: Path, certificate: Path | None) -> None:
    ca_bundle = _ca_bundle(certificate)
    with running_emulator(tls=certificate) as endpoint_url:
        deploy_package(endpoint_url, REGION, work_directory, ca_bundle=ca_bundle)
        kept.keep(endpoint_url, ca_bundle, work_directory)


def _ca_bundle(certificate: Path | None) -> str | None:
    return str(certificate / "ca.pem") if certificate else None
