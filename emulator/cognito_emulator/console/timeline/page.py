"""`/_console/timeline`: every flow as it happens, a step with all that is known of it, the news as events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.console.page import ConsolePage, ConsoleParts, not_there, shown, utc
from cognito_emulator.console.timeline.aws_cli import command_of
from cognito_emulator.console.timeline.aws_pages import error_page_of, page_of
from cognito_emulator.console.timeline.content import pretty
from cognito_emulator.console.timeline.flows import FLOWS, Flow, flows_of
from cognito_emulator.console.timeline.labels import object_of, result_of, title_of
from cognito_emulator.console.timeline.persons import Persons
from cognito_emulator.console.timeline.search import Search
from cognito_emulator.gateway.admission import CONSOLE_PATH
from cognito_emulator.recording.recorder import Recorder

PATH = f"{CONSOLE_PATH}/timeline"
MOST_ROOTS = 2000
MOST_SHOWN = 50
ROOTS_AT_A_TIME = 50
_SEE_OTHER = 303


def timeline_page(parts: ConsoleParts) -> ConsolePage:
    cognito = parts.service.cognito
    pages = TimelinePages(cognito, parts.recorder, persons_of(cognito))
    return ConsolePage(
        "Timeline",
        PATH,
        [
            Route(PATH, pages.listed),
            Route(f"{PATH}/events", pages.events),
            Route(f"{PATH}/clear", pages.clear, methods=["POST"]),
            Route(f"{PATH}/steps/{{number:int}}", pages.step),
        ],
    )


@dataclass(frozen=True)
class TimelinePages:
    cognito: Cognito
    recorder: Recorder
    persons: Persons

    async def listed(self, request: Request) -> Response:
        search = Search.of(request.query_params)
        version = self.recorder.version
        flows = await self._flows()
        found = [flow for flow in flows if search.finds(flow)]
        return shown(
            request,
            "timeline.html",
            search=search,
            flows=found[:MOST_SHOWN],
            total=len(found),
            names=FLOWS,
            operations=sorted({step.name for flow in flows for step in flow.steps}),
            version=version,
            title_of=title_of,
            object_of=object_of,
            result_of=result_of,
            error_page_of=error_page_of,
            utc=utc,
        )

    async def step(self, request: Request) -> Response:
        step = self.recorder.find(request.path_params["number"])
        if step is None:
            return not_there(request, "This step is not kept any more: the oldest make room for new ones.")
        self.persons.learn(step.root.all())
        person = self.persons.of(step.root)
        region = person.pool_id.partition("_")[0] if person and person.pool_id else "us-east-1"
        return shown(
            request,
            "step.html",
            step=step,
            person=person,
            title=title_of(step),
            about=object_of(step),
            result=result_of(step),
            page=page_of(step),
            error_page=error_page_of(step),
            request_text=pretty(step.request),
            answer_text=pretty(step.answer),
            command=command_of(step, self.cognito.endpoint_url, region),
            begun=utc(step.begun),
            title_of=title_of,
        )

    async def events(self, _: Request) -> Response:
        headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
        return StreamingResponse(self._news(), media_type="text/event-stream", headers=headers)

    async def clear(self, _: Request) -> Response:
        self.recorder.clear()
        return RedirectResponse(PATH, _SEE_OTHER)

    async def _news(self) -> AsyncIterator[str]:
        """An event with each new version, until the engine ends; those that come meanwhile are one."""
        version = self.recorder.version
        yield f"retry: 1000\ndata: {version}\n\n"
        while not self.recorder.has_ended:
            version = await self.recorder.changed(version)
            yield f"data: {version}\n\n"

    async def _flows(self) -> list[Flow]:
        roots = self.recorder.roots()[:MOST_ROOTS][::-1]
        for number, root in enumerate(roots):
            self.persons.learn(root.all())
            if number % ROOTS_AT_A_TIME == 0:
                await asyncio.sleep(0)  # who calls the engine meanwhile is answered
        return flows_of(roots, self.persons.of)


def persons_of(cognito: Cognito) -> Persons:
    """Who is known by the pools' clients and users."""
    store = cognito.store

    def pool_of(client_id: str) -> str:
        client = store.clients.find(client_id)
        return client.pool_id if client else ""

    def known(pool_id: str, name: str) -> str:
        pool = store.pools.find(pool_id)
        user = store.users.named(pool, name) if pool else None
        return user.sub if user else ""

    return Persons(pool_of, known)
