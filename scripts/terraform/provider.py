"""Which AWS provider Terraform gets: the registry's where it answers, else one from the package registry."""

from __future__ import annotations

import platform
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import httpx

from scripts.errors import CommandError

ProviderSource = Literal["registry", "offline"]
PROBE_SECONDS = 4.0


@dataclass(frozen=True)
class ProviderChoice:
    """Where the provider comes from, and why."""

    source: ProviderSource
    reason: str


def choose_provider(environment: Mapping[str, str], registry_host: str) -> ProviderChoice:
    """TF_PROVIDER's choice, else the registry if it answers within a few seconds, else offline.

    Raises CommandError for another value of TF_PROVIDER, and where offline is the choice but this machine
    is none that the offline provider runs on.
    """
    forced = environment.get("TF_PROVIDER", "")
    for source in get_args(ProviderSource):
        if forced == source:
            return _usable(ProviderChoice(source, "TF_PROVIDER says so"))
    if forced:
        raise CommandError(
            f"TF_PROVIDER={forced} is neither registry nor offline.", "unset TF_PROVIDER", exit_code=2
        )
    problem = registry_problem(registry_host)
    if problem is None:
        return ProviderChoice("registry", f"{registry_host} answers")
    return _usable(ProviderChoice("offline", f"{registry_host} does not answer ({problem})"))


def way_out(source: ProviderSource) -> str:
    """The next command where the provider of ``source`` does not do: the other, if this machine runs it."""
    if source == "registry":
        return "make up TF_PROVIDER=offline" if _runs_offline() else "make up   (once the registry answers)"
    return "make up TF_PROVIDER=registry"


def registry_problem(host: str, seconds: float = PROBE_SECONDS) -> str | None:
    """What keeps the provider registry at ``host`` from being used, or None.

    Asks as Terraform does (remote service discovery), and gives up after ``seconds`` in all.
    """
    answer: list[str | None] = []
    # a thread, since no timeout of a client covers a name server that keeps silent
    probe = threading.Thread(target=lambda: answer.append(_ask(host, seconds)), daemon=True)
    probe.start()
    probe.join(seconds)
    return answer[0] if answer else f"no answer in {seconds:g} s"


def _ask(host: str, seconds: float) -> str | None:
    url = f"https://{host}/.well-known/terraform.json"
    try:
        response = httpx.get(url, timeout=seconds, verify=ssl.create_default_context(), follow_redirects=True)
        response.raise_for_status()
        services = response.json()
    except (httpx.HTTPError, OSError, ValueError) as error:
        return str(error) or type(error).__name__
    is_registry = isinstance(services, dict) and "providers.v1" in services
    return None if is_registry else "what answers there is no provider registry"


def _usable(choice: ProviderChoice) -> ProviderChoice:
    if choice.source == "offline" and not _runs_offline():
        raise CommandError(
            f"The offline provider runs on Linux x86_64 only and this is {_machine()}; it was chosen since "
            f"{choice.reason}. The way out is a connection to the Terraform registry.",
            "make up TF_PROVIDER=registry",
        )
    return choice


def _runs_offline() -> bool:
    return _machine() in ("Linux x86_64", "Linux AMD64")


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}"
