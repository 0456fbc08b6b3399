"""Functions: which there are, for which triggers, and how their last runs went, with what they wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cognito_emulator.aws.functions import FunctionArn, LambdaFunctions
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.console.page import ConsolePage, ConsoleParts, not_there, shown, utc
from cognito_emulator.console.scopes import scopes_of
from cognito_emulator.gateway.admission import CONSOLE_PATH
from cognito_emulator.recording.recorder import Recorder
from cognito_emulator.recording.step import Step

PATH = f"{CONSOLE_PATH}/functions"
MOST_RUNS = 50


def functions_page(parts: ConsoleParts) -> ConsolePage:
    pages = FunctionPages(parts.service.cognito, LambdaFunctions(), parts.recorder)
    return ConsolePage("Functions", PATH, [Route(PATH, pages.listed), Route(f"{PATH}/{{arn}}", pages.one)])


@dataclass(frozen=True)
class ShownFunction:
    """`triggers` are the user pools' that name it, as `PreSignUp of POOL`; `runs` the newest first."""

    arn: str
    name: str
    scope: str
    triggers: list[str]
    runs: list[Step]

    @property
    def failures(self) -> int:
        return sum(1 for run in self.runs if run.has_failed)


@dataclass(frozen=True)
class FunctionPages:
    cognito: Cognito
    functions: LambdaFunctions
    recorder: Recorder

    async def listed(self, request: Request) -> Response:
        return shown(request, "functions.html", functions=await self._all(), utc=utc)

    async def one(self, request: Request) -> Response:
        arn = request.path_params["arn"]
        found = next((each for each in await self._all() if each.arn == arn), None)
        if found is None:
            return not_there(request, "There is no function of this ARN.")
        return shown(request, "function.html", function=found, runs=found.runs[:MOST_RUNS], utc=utc)

    async def _all(self) -> list[ShownFunction]:
        """Those that there are; first who ran last, and then by their names."""
        runs: dict[str, list[Step]] = {}
        for run in self.recorder.invocations():
            runs.setdefault(run.resource, []).append(run)
        triggers: dict[str, list[str]] = {}
        for arn, trigger in self._triggers():
            triggers.setdefault(arn, []).append(trigger)
        found = [
            ShownFunction(
                arn.text,
                arn.name,
                f"{arn.account} · {arn.region}",
                triggers.get(arn.text, []),
                runs.get(arn.text, []),
            )
            for account, region in scopes_of(self.cognito.store.pools)
            for arn in await self.functions.listed(account, region)
        ]
        return sorted(found, key=lambda each: (-each.runs[0].number if each.runs else 0, each.name))

    def _triggers(self) -> Iterator[tuple[str, str]]:
        """Each function that a pool names, by its ARN without a version, and what for."""
        for pool in self.cognito.store.pools.all():
            for trigger, named in pool.functions.items():
                # the same function by its newer name; and a key, which is no function
                if trigger not in ("PreTokenGenerationConfig", "KMSKeyID"):
                    arn = FunctionArn(named if isinstance(named, str) else str(named["LambdaArn"]))
                    yield arn.unqualified, f"{trigger} of {pool.settings['Name']}"
